/**
 * Draws what the shown paper would ship, and writes and proves it.
 *
 * @module
 */
import type { SliceState, SliceTable } from "../../../../src/lab/messages.d.ts";
import * as React from "react";
import { shownCount, shownText } from "../../words/shown.ts";
import type { BodyProps } from "../body.tsx";
import { CommandButton, isPending } from "../button.tsx";
import { useGrowing } from "../growing.ts";
import { Notice } from "../notice.tsx";
import { knownState, NotKnown } from "../not_known.tsx";
import { Waiting } from "../waiting.tsx";
import { TableName } from "../table_name.tsx";
import { Files } from "./files.tsx";
import { Outcome } from "./outcome.tsx";

/** Draws the section. */
export function SliceBody(props: BodyProps): React.ReactElement {
  const { view, trans } = props;
  const state = knownState(view);
  if (state === null) return <NotKnown {...props} />;
  if (state.shown === null) {
    return (
      <p className="jp-SpyglassDeno-note">{trans.__("No paper is shown.")}</p>
    );
  }
  return (
    <>
      <Waiting {...props} section="slice" />
      <Heading {...props} slice={state.slice} />
      {state.slice.problem !== null && (
        <Notice kind="error" live="alert">
          <p>{shownText(state.slice.problem, 2000)}</p>
        </Notice>
      )}
      <Outcome {...props} state={state} />
      <Tables
        tables={state.slice.tables}
        commands={props.commands}
        trans={trans}
      />
      <Files
        files={state.slice.files}
        more={state.slice.moreFiles}
        trans={trans}
      />
    </>
  );
}

interface SliceProps extends BodyProps {
  readonly slice: SliceState;
}

function Heading(props: SliceProps): React.ReactElement {
  const { slice, trans, view } = props;
  const isComputing = slice.isComputing || isPending(view, "slice");
  const isThere = slice.tables.length > 0 || !slice.isStale;
  return (
    <div>
      <p className="jp-SpyglassDeno-note" role="status">
        {isComputing
          ? slice.step === null
            ? trans.__("Computing the slice …")
            : shownText(slice.step, 200)
          : isThere
          ? amounts(slice, trans)
          : trans.__("Not computed yet")}
        {slice.isStale && isThere && !isComputing && (
          <strong>{trans.__(" · the log has changed since")}</strong>
        )}
      </p>
      <div className="jp-SpyglassDeno-buttons">
        <CommandButton
          {...props}
          command="compute-slice"
          label={trans.__("Compute")}
          ask="slice"
        />
        <CommandButton
          {...props}
          command="show-diagram"
          label={trans.__("Diagram")}
          ask="diagram"
        />
      </div>
    </div>
  );
}

function amounts(slice: SliceState, trans: BodyProps["trans"]): string {
  const files = slice.files.length + slice.moreFiles;
  const tables = slice.tables.length;
  return [
    trans._n("%2 table", "%2 tables", tables, shownCount(tables)),
    trans._n("%2 row", "%2 rows", slice.total, shownCount(slice.total)),
    trans._n("%2 file", "%2 files", files, shownCount(files)),
  ].join(", ");
}

interface TablesProps {
  readonly tables: readonly SliceTable[];
  readonly commands: BodyProps["commands"];
  readonly trans: BodyProps["trans"];
}

/** Drawn anew only where a table has changed: while reads stream in, none does. */
const Tables = React.memo(DrawnTables);

function DrawnTables(props: TablesProps): React.ReactElement | null {
  const { tables, trans } = props;
  const drawn = useGrowing(tables.length);
  if (tables.length === 0) return null;
  return (
    <table
      className="jp-SpyglassDeno-table"
      aria-label={trans.__("Tables of the slice")}
    >
      <thead>
        <tr>
          <th scope="col">{trans.__("Table")}</th>
          <th scope="col">{trans.__("Rows")}</th>
          <th scope="col">{trans.__("Read")}</th>
          <th scope="col">{trans.__("Brought in")}</th>
        </tr>
      </thead>
      <tbody>
        {readFirst(tables).slice(0, drawn).map((table) => (
          <TableRow
            key={table.table}
            commands={props.commands}
            trans={trans}
            table={table}
          />
        ))}
      </tbody>
    </table>
  );
}

/** What was read, then what that brought in. */
function readFirst(tables: readonly SliceTable[]): readonly SliceTable[] {
  return [
    ...tables.filter(({ logged }) => logged > 0),
    ...tables.filter(({ logged }) => logged === 0),
  ];
}

interface TableRowProps extends Omit<TablesProps, "tables"> {
  readonly table: SliceTable;
}

/** Drawn anew only where the table has changed: there may be hundreds. */
const TableRow = React.memo(DrawnTableRow);

function DrawnTableRow(props: TableRowProps): React.ReactElement {
  const { table, commands, trans } = props;
  const args = { table: table.table, rows: "slice" };
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="jp-SpyglassDeno-link"
          title={trans.__("Show its rows of the slice")}
          onClick={() =>
            void commands.execute("spyglass-deno:open-table", args)}
        >
          <TableName label={table.label} more={table.tier} />
        </button>
      </th>
      <td>{shownCount(table.rows)}</td>
      <td>{shownCount(table.logged)}</td>
      <td>{shownCount(table.rows - table.logged)}</td>
    </tr>
  );
}
