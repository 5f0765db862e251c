/**
 * Draws the offer to replace an earlier read of a cell that ran again.
 *
 * @module
 */
import * as React from "react";
import { shownText } from "../../words/shown.ts";
import type { Rerun } from "../../kernel/reruns.ts";
import type { BodyProps } from "../body.tsx";
import { CommandButton } from "../button.tsx";
import { Notice } from "../notice.tsx";

/** Draws one offer a read, the newest three. */
export function Reruns(props: BodyProps): React.ReactElement {
  return (
    <>
      {props.view.reruns.slice(0, MOST).map((rerun) => (
        <Offer
          key={`${rerun.earlier.export_id}/${rerun.earlier.table_id}`}
          {...props}
          rerun={rerun}
        />
      ))}
    </>
  );
}

function Offer(
  props: BodyProps & { readonly rerun: Rerun },
): React.ReactElement {
  const { rerun, trans } = props;
  const { earlier, later, label } = rerun;
  const { export_id, table_id } = earlier;
  return (
    <Notice kind="info" live="status">
      <strong>
        {trans.__("A cell read %1 anew", shownText(label, 120))}
      </strong>
      <p>
        {trans.__("Earlier:")} <code>{shownText(earlier.restriction)}</code>
      </p>
      <p>
        {trans.__("Now:")} <code>{shownText(later.restriction)}</code>
      </p>
      <div className="jp-SpyglassDeno-buttons">
        <CommandButton
          {...props}
          command="forget"
          args={{ export_id, table_id }}
          ask="forget"
          label={trans.__("Replace earlier read…")}
        />
        <CommandButton
          {...props}
          command="keep-both"
          args={{ export_id, table_id }}
          label={trans.__("Keep both")}
        />
      </div>
    </Notice>
  );
}

const MOST = 3;
