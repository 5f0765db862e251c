/**
 * Draws what the shown paper has read, newest first, merged by table.
 *
 * @module
 */
import type {
  Asked,
  ReadEntry,
  ReadTable,
} from "../../../../src/lab/messages.d.ts";
import * as React from "react";
import { samePending } from "../../kernel/asks.ts";
import { countText, readsOf } from "../../words/read_counts.ts";
import { shownBytes, shownCount, shownText } from "../../words/shown.ts";
import type { BodyProps } from "../body.tsx";
import { CommandButton } from "../button.tsx";
import { useGrowing } from "../growing.ts";
import { knownState, NotKnown } from "../not_known.tsx";
import { Waiting } from "../waiting.tsx";
import { TableName } from "../table_name.tsx";
import { Reruns } from "./reruns.tsx";
import { Analyses, type AnalysesProps, ShownPaper } from "./analyses.tsx";
import { Entries } from "./entries.tsx";

/** Draws the section. */
export function ReadsBody(props: BodyProps): React.ReactElement {
  const { view, trans } = props;
  const state = knownState(view);
  if (state === null) return <NotKnown {...props} />;
  if (state.papers.length === 0) {
    return (
      <p className="jp-SpyglassDeno-note">
        {trans.__("No paper has read anything yet.")}
      </p>
    );
  }
  return (
    <>
      <Waiting {...props} section="reads" />
      <ShownPaper {...props} state={state} />
      {state.shown !== null && <Reads {...props} state={state} />}
    </>
  );
}

function Reads(props: AnalysesProps): React.ReactElement {
  const { trans, state: { reads } } = props;
  const drawn = useGrowing(reads.tables.length);
  if (!reads.isKnown) {
    return (
      <p className="jp-SpyglassDeno-note" role="status">
        {trans.__("The log is being read …")}
      </p>
    );
  }
  return (
    <>
      <p className="jp-SpyglassDeno-note" role="status">
        {countText(reads.total, trans)}
        {" · "}
        {trans._n(
          "%2 table",
          "%2 tables",
          reads.tables.length,
          shownCount(reads.tables.length),
        )}
        <OfActive {...props} />
      </p>
      <Reruns {...props} />
      <ul
        className="jp-SpyglassDeno-list"
        aria-label={trans.__("Tables read")}
      >
        {reads.tables.slice(0, drawn).map((table) => (
          <ReadRow
            key={table.table}
            {...props}
            read={table}
            isOpen={props.model.unfolded.isOpen(table.table)}
            older={props.model.unfolded.older(table.table)}
          />
        ))}
      </ul>
      <Analyses {...props} />
    </>
  );
}

/** How many of the paper's reads are the active analysis', where it has others, too. */
function OfActive({ state, trans }: AnalysesProps): React.ReactElement | null {
  const { active, shown, reads } = state;
  const isOther = active === null || active.paper_id !== shown?.paper_id ||
    readsOf(reads, active.analysis_id) === reads.total;
  if (isOther) return null;
  return (
    <>
      {" · "}
      {trans.__(
        "%1 in analysis %2",
        shownCount(readsOf(reads, active.analysis_id)),
        shownText(active.analysis_id, 32),
      )}
    </>
  );
}

interface ReadRowProps extends BodyProps {
  readonly read: ReadTable;
  readonly isOpen: boolean;
  readonly older: readonly ReadEntry[];
}

/** Drawn anew only where the read has changed: there may be hundreds. */
const ReadRow = React.memo(
  DrawnReadRow,
  (last, next) =>
    last.read === next.read && last.isOpen === next.isOpen &&
    last.older === next.older && last.view.link === next.view.link &&
    last.view.isBusy === next.view.isBusy &&
    samePending(last.view.pending, next.view.pending, READS_ASKS),
);

/** A page of a data frame that is on its way is nothing that a read shows. */
const READS_ASKS: ReadonlySet<Asked["ask"]> = new Set<Asked["ask"]>(
  ["forget", "deleteAnalysis", "code", "reads", "cell", "show"],
);

function DrawnReadRow(props: ReadRowProps): React.ReactElement {
  const { read, isOpen, model, trans } = props;
  const id = React.useId();
  return (
    <li className="jp-SpyglassDeno-item">
      <div className="jp-SpyglassDeno-row">
        <button
          type="button"
          className="jp-SpyglassDeno-toggle"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => model.unfolded.toggle(read.table)}
        >
          <TableName label={read.label} more={amount(read, trans)} />
        </button>
        <CommandButton
          {...props}
          command="open-table"
          args={{ table: read.table, rows: "logged" }}
          label={trans.__("Rows")}
          name={trans.__(
            "Show the rows read of %1",
            shownText(read.label, 120),
          )}
        />
      </div>
      <Warnings {...props} />
      <div id={id} hidden={!isOpen}>
        {isOpen && <Entries {...props} />}
      </div>
    </li>
  );
}

/** What a paper may not want to ship. */
function Warnings({ read, trans }: ReadRowProps): React.ReactElement | null {
  if (!read.isWhole && read.outside.length === 0) return null;
  const sessions = read.outside.slice(0, SESSIONS).map((one) =>
    shownText(one, 80)
  );
  const more = read.outside.length - sessions.length;
  return (
    <ul className="jp-SpyglassDeno-warnings">
      {read.isWhole && <li>{trans.__("The whole table was read.")}</li>}
      {sessions.length > 0 && (
        <li>
          {trans.__(
            "Not among the paper's sessions: %1",
            sessions.join(", "),
          )}
          {more > 0 && trans.__(" and %1 more", more)}
        </li>
      )}
    </ul>
  );
}

function amount(read: ReadTable, trans: BodyProps["trans"]): string {
  const unknown = read.isSlow
    ? trans.__("rows not counted: that takes long")
    : trans.__("rows not counted yet");
  const rows = read.rows === null ? unknown : trans._n(
    "%2 row",
    "%2 rows",
    read.rows,
    shownCount(read.rows),
  );
  const parts = [rows];
  if (read.bytes !== null) parts.push(shownBytes(read.bytes));
  if (read.entries > 1) {
    parts.push(trans.__("%1 reads", shownCount(read.entries)));
  }
  return parts.join(" · ");
}

const SESSIONS = 5;
