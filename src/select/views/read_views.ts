/**
 * Views that are read by their tags, or by what queries make of them: traced as `db.sql` traces its SELECTs.
 *
 * @module
 */
import { holdSnapshot } from "../../connection/held_snapshot.ts";
import type { ColumnSet } from "../../connection/session.ts";
import type { QueryContext } from "../../query/context.ts";
import { type HandedOut, lookingAt } from "../../query/reading/hand_out.ts";
import type { ReadTicket } from "../../query/reading/observer.ts";
import { tokenize } from "../../sql/tokens.ts";
import { rowsOfSelect } from "../select_read.ts";
import { type Part, partsOf } from "../parts.ts";
import type { Piece } from "../../sql/tokens.ts";
import { selectFor } from "../trace/traced.ts";

/** Runs a SELECT of views; see {@linkcode QueryContext.readViews}. */
export async function readViews(
  context: QueryContext,
  sql: string,
  ticket: ReadTicket,
  check?: (rows: number) => void | Promise<void>,
): Promise<ColumnSet> {
  const select = await selectFor(context, tokenize(sql) as Piece[], ticket);
  return (await rowsOfSelect(context, select, ticket, check)).result;
}

/** Likewise, part by part; see {@linkcode QueryContext.streamViews}. */
export async function* streamViews(
  context: QueryContext,
  sql: string,
  ticket: ReadTicket,
): AsyncGenerator<Part & Pick<HandedOut<unknown>, "lookedAt">> {
  const select = await selectFor(context, tokenize(sql) as Piece[], ticket);
  await using held = await holdSnapshot(context.pool);
  ticket.readsIn(held);
  const { lookedAt } = select;
  const parts = partsOf(held.session, select);
  for await (const part of lookingAt({ ticket, lookedAt }, parts)) {
    yield { ...part, lookedAt };
  }
}
