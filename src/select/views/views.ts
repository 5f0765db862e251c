/**
 * Views as the SELECTs that they stand for: what is read of one rests on rows of the tables behind it.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { viewDefinitions } from "../../schema/view_definitions.ts";
import { nameOf, type Token, tokenize } from "../../sql/tokens.ts";
import { type Masked, masked } from "../tree/masked.ts";
import type { Node } from "../tree/parser.ts";
import { parsed } from "../tree/parser.ts";
import type { Piece } from "../../sql/tokens.ts";
import { inWords } from "./view_words.ts";
import { Untraceable } from "../tree/untraceable.ts";

/** A view's SELECT, taken apart. */
export interface View {
  readonly columns: readonly string[];
  readonly statement: Masked;
  readonly node: Node;
}

/** Views by their full names; why one cannot be taken apart. */
export type Views = ReadonlyMap<string, View | Untraceable>;

/** Those that a statement may name, and those behind them. The server gives them with every name written out. */
export async function viewsIn(
  session: Session,
  catalog: Catalog,
  statement: readonly Piece[],
): Promise<Views> {
  const found = new Map<string, View | Untraceable>();
  let named = viewsNamed(catalog, statement);
  while (named.length > 0) {
    const behind: Piece[] = [];
    for (const [table, definition] of await viewDefinitions(session, named)) {
      const pieces = tokenize(definition) as Piece[];
      found.set(table.fullName, await viewOf(table, pieces));
      for (const piece of pieces) behind.push(piece);
    }
    const known = new Set([
      ...found.keys(),
      ...named.map(({ fullName }) => fullName),
    ]);
    named = viewsNamed(catalog, behind)
      .filter(({ fullName }) => !known.has(fullName));
  }
  return found;
}

function viewsNamed(
  { tables }: Catalog,
  statement: readonly Piece[],
): TableInfo[] {
  const names = new Set(
    statement.filter(({ kind }) => kind === "word" || kind === "quotedName")
      .map((piece) => nameOf(piece as Token)),
  );
  return [...tables.values()].filter(({ isView, name }) =>
    isView && names.has(name)
  );
}

async function viewOf(
  table: TableInfo,
  pieces: readonly Piece[],
): Promise<View | Untraceable> {
  try {
    const statement = masked(inWords(pieces));
    const columns = table.columns.map(({ name }) => name);
    return { columns, statement, node: await parsed(statement) };
  } catch (error) {
    if (error instanceof Untraceable) return error;
    throw error;
  }
}
