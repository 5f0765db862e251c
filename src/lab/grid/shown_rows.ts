/**
 * The rows of whatever kind of result a cell showed.
 *
 * @module
 */
import type { Pool } from "../../connection/session.ts";
import type { QueryContext } from "../../query/context.ts";
import type { ShownResult } from "../../query/reading/shown_results.ts";
import { FrameRows } from "./frame_rows.ts";
import { QueryRows } from "./query_rows.ts";
import type { ResultRows } from "./result_rows.ts";
import { SelectRows } from "./select_rows.ts";

/** Whom results are looked at with. */
export interface ResultOptions {
  /** Of the database that is shown. */
  readonly query: QueryContext;
  /** Connections of the sidebar's own. */
  readonly pool: () => Promise<Pool>;
}

/** The rows of a result; the same ones for each page. */
export async function rowsOfResult(
  result: ShownResult,
  options: ResultOptions,
): Promise<ResultRows> {
  const known = KNOWN.get(result);
  if (known?.query === options.query) return known.rows;
  const rows = await madeOf(result, options);
  KNOWN.set(result, { query: options.query, rows });
  return rows;
}

const KNOWN = new WeakMap<
  ShownResult,
  { readonly query: QueryContext; readonly rows: ResultRows }
>();

async function madeOf(
  result: ShownResult,
  { query, pool }: ResultOptions,
): Promise<ResultRows> {
  if (result.kind === "frame") return new FrameRows(result, query);
  // Another database's rows come by its own connections.
  const own = result.context === query ? await pool() : result.context.pool;
  return result.kind === "query"
    ? new QueryRows(result, own)
    : new SelectRows(result, own);
}
