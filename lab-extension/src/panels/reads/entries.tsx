/**
 * Draws the entries of one table: what was read, from which cell, and what can be done about it.
 *
 * @module
 */
import type { ReadEntry, ReadTable } from "../../../../src/lab/messages.d.ts";
import * as React from "react";
import { shownCount, shownText, shownTime } from "../../words/shown.ts";
import type { BodyProps } from "../body.tsx";
import { CommandButton } from "../button.tsx";

/** What the entries are drawn from. */
export interface EntriesProps extends BodyProps {
  readonly read: ReadTable;
  /** Those that were fetched beside the newest. */
  readonly older: readonly ReadEntry[];
}

/** Draws the newest entries, and older ones when asked. */
export function Entries(props: EntriesProps): React.ReactElement {
  const { read, older, trans } = props;
  const shown = withoutRepeats([...read.newest, ...older], read.entries);
  return (
    <>
      <ul
        className="jp-SpyglassDeno-entries"
        aria-label={trans.__("Reads of %1", shownText(read.label, 120))}
      >
        {shown.map((entry) => (
          <Entry
            key={`${entry.export_id}/${entry.table_id}`}
            {...props}
            entry={entry}
          />
        ))}
      </ul>
      {shown.length < read.entries && (
        <CommandButton
          {...props}
          command="show-older"
          args={{ table: read.table, offset: shown.length }}
          ask="reads"
          label={trans.__(
            "Show older (%1 more)",
            shownCount(read.entries - shown.length),
          )}
        />
      )}
    </>
  );
}

function Entry(
  props: EntriesProps & { readonly entry: ReadEntry },
): React.ReactElement {
  const { entry, trans } = props;
  const { export_id, table_id } = entry;
  const args = { export_id, table_id };
  return (
    <li className="jp-SpyglassDeno-entry">
      <code>{shownText(entry.restriction, 500)}</code>
      <div className="jp-SpyglassDeno-note">{facts(entry, trans)}</div>
      <div className="jp-SpyglassDeno-buttons">
        <CommandButton
          {...props}
          command="jump"
          args={args}
          ask="cell"
          label={trans.__("Go to cell")}
        />
        <CommandButton
          {...props}
          command="copy-code"
          args={args}
          ask="code"
          label={trans.__("Copy query")}
        />
        <CommandButton
          {...props}
          command="forget"
          args={args}
          ask="forget"
          label={trans.__("Remove…")}
        />
      </div>
    </li>
  );
}

function facts(entry: ReadEntry, trans: BodyProps["trans"]): string {
  const parts = [shownText(entry.analysis_id)];
  if (entry.rows !== null) {
    const rows = shownCount(entry.rows);
    parts.push(trans._n("%2 row", "%2 rows", entry.rows, rows));
  }
  if (entry.at !== null) parts.push(shownTime(entry.at));
  if (!entry.isOwn) parts.push(trans.__("another process"));
  return parts.join(" · ");
}

/** The newest ones move while older ones are fetched. */
function withoutRepeats(
  entries: readonly ReadEntry[],
  most: number,
): readonly ReadEntry[] {
  const seen = new Map<string, ReadEntry>();
  for (const entry of entries) {
    const key = `${entry.export_id}/${entry.table_id}`;
    if (!seen.has(key)) seen.set(key, entry);
  }
  return [...seen.values()].slice(0, most);
}
