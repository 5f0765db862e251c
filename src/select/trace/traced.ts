/**
 * From a statement to what is needed to log it: its tree, and SELECTs of the keys of the rows that it rests on.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { LogError, UnknownNameError } from "../../errors.ts";
import type { QueryContext } from "../../query/context.ts";
import type { ReadTicket } from "../../query/reading/observer.ts";
import { keylessText } from "../../schema/keyless.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { USAGE_SCHEMA } from "../../spyglass/usage_tables.ts";
import { queryText } from "./emit.ts";
import { masked } from "../tree/masked.ts";
import { type Origins, originsIn, originsOf } from "./origins.ts";
import { parsed } from "../tree/parser.ts";
import { resolve } from "./scope.ts";
import type { Piece } from "../../sql/tokens.ts";
import { textOf } from "../statement.ts";
import { treeOf } from "../tree/take.ts";
import { type NeededRows, trace } from "./trace.ts";
import type { QueryTree } from "../tree/tree.ts";
import { Untraceable } from "../tree/untraceable.ts";
import { viewsIn } from "../views/views.ts";

/** A SELECT that can be logged. */
export interface TracedSelect {
  /** What runs: the SELECT itself, each name with its table, ties of a LIMIT broken by key. */
  readonly sql: string;
  readonly needed: readonly NeededRows[];
  /** The tables that it looks at, whether it needs any of their rows or not. */
  readonly lookedAt: readonly TableInfo[];
  /** Full names of the views that are read. */
  readonly views: readonly string[];
  /** What it was made of; `null` where nothing is logged. */
  readonly tree: QueryTree | null;
  /** What its columns are. */
  readonly origins: () => Origins | Promise<Origins>;
}

/** A statement as a read runs it. A table that nobody knows may have been made since the tables were looked at. */
export async function selectFor(
  { catalog, reload, pool }: QueryContext,
  statement: readonly Piece[],
  ticket: ReadTicket,
): Promise<TracedSelect> {
  if (!ticket.logs) return untraced(statement, catalog);
  const by = (catalog: Catalog) =>
    traced(statement, { catalog, session: pool });
  const select = await by(catalog).catch(async (error) => {
    if (!(error instanceof UnknownNameError) || !reload) throw error;
    return await by(await reload());
  });
  await ticket.through(select.views);
  return select;
}

/** Where a statement is traced. */
export interface TracingPlace {
  readonly catalog: Catalog;
  /** Tells what views are. */
  readonly session: Session;
}

/**
 * Traces a statement.
 *
 * @throws {LogError} It cannot be traced; the message says why, and what to write instead.
 * @throws {UnknownNameError} A table does not exist.
 */
export async function traced(
  statement: readonly Piece[],
  { catalog, session }: TracingPlace,
): Promise<TracedSelect> {
  try {
    const text = masked(statement);
    const views = await viewsIn(session, catalog, statement);
    const used: string[] = [];
    const tree = treeOf(text, await parsed(text), views, used);
    const tables = resolve(tree, catalog);
    return {
      sql: queryText(tree),
      needed: neededBy(tree),
      lookedAt: tables.filter(({ schema }) => schema !== USAGE_SCHEMA),
      views: [...new Set(used)],
      tree,
      origins: () => originsOf(tree),
    };
  } catch (error) {
    if (!(error instanceof Untraceable)) throw error;
    throw new LogError(`${ACTION}: found ${error.message}`, { cause: error });
  }
}

/**
 * The rows that a query rests on whose names are resolved.
 *
 * @throws {LogError} A table of which nobody can say which rows were read.
 * @throws {Untraceable} It cannot be told.
 */
export function neededBy(tree: QueryTree): readonly NeededRows[] {
  const needed = trace(tree).filter(({ table }) =>
    table.schema !== USAGE_SCHEMA
  );
  for (const { table } of needed) checkTable(table);
  return needed;
}

/** A statement that is not logged: it runs as it was written. */
function untraced(
  statement: readonly Piece[],
  catalog: Catalog,
): TracedSelect {
  return {
    sql: textOf(statement),
    needed: [],
    lookedAt: [],
    views: [],
    tree: null,
    origins: () => originsIn(statement, catalog),
  };
}

const ACTION = "Cannot read by db.sql while an export is active";

function checkTable(table: TableInfo): void {
  if (table.isView) {
    throw new LogError(
      `${ACTION}: ${table.fullName} is a view whose definition you may not see (SHOW VIEW), so that the rows of the tables behind it cannot be told; read those tables`,
    );
  }
  if (table.primaryKey.length === 0) {
    throw new LogError(
      `${ACTION}: ${table.fullName} ${
        keylessText(table)
      }, or read it while no export is active`,
    );
  }
}
