/**
 * The views that a paper's reads went through: their definitions go with its rows, so that cells that read them run on
 * the restored slice, too.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import type { PaperLog } from "../../log/paper_log.ts";
import { viewsReadBy } from "../../log/views_read.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { viewDefinitions } from "../../schema/view_definitions.ts";
import { fullName } from "../../sql/identifier.ts";
import { nameOf, type Token, tokenize } from "../../sql/tokens.ts";

/** A view, as it is now. */
export interface SliceView {
  readonly table: TableInfo;
  /** Its SELECT, with every name written out, as the server gives it. */
  readonly definition: string;
  /** The tables and views behind it. */
  readonly behind: readonly TableInfo[];
}

/**
 * The views of a paper that are still there, and those behind them; each after those that it looks at.
 *
 * @param catalog The tables as they are now.
 */
export async function sliceViews(
  session: Session,
  catalog: Catalog,
  log: PaperLog,
): Promise<readonly SliceView[]> {
  const ids = log.exports.map(({ exportId }) => exportId);
  const names = ids.length === 0 ? [] : await viewsReadBy(session, ids);
  const found = new Map<string, SliceView>();
  for (const name of names) await add(session, catalog, name, found);
  return [...found.values()];
}

async function add(
  session: Session,
  catalog: Catalog,
  name: string,
  found: Map<string, SliceView>,
): Promise<void> {
  const table = catalog.tables.get(name);
  if (!table?.isView || found.has(name)) return;
  const [[, definition] = []] = await viewDefinitions(session, [table]);
  if (definition === undefined) return;
  const behind = tablesIn(catalog, definition);
  for (const { fullName } of behind) {
    await add(session, catalog, fullName, found);
  }
  found.set(name, { table, definition, behind });
}

/** The server writes each table with its schema: `` `lab`.`item` ``. */
function tablesIn(
  { tables }: Catalog,
  definition: string,
): readonly TableInfo[] {
  const pieces = tokenize(definition).filter(({ kind }) => kind !== "space");
  const found = new Set<TableInfo>();
  for (const [at, piece] of pieces.entries()) {
    const [dot, next] = [pieces[at + 1], pieces[at + 2]];
    if (dot?.text !== "." || !isName(piece) || !isName(next)) continue;
    const table = tables.get(fullName(nameOf(piece), nameOf(next)));
    if (table !== undefined) found.add(table);
  }
  return [...found];
}

function isName(piece: Token | undefined): piece is Token {
  return piece?.kind === "quotedName" || piece?.kind === "word";
}
