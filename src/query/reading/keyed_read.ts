/**
 * Reads whose rows no condition says: the keys of what they rest on come with them.
 *
 * @module
 */
import type { ColumnSet, Session } from "../../connection/session.ts";
import { inTransaction } from "../../connection/transaction.ts";
import type { Block } from "../expression/block.ts";
import { compile } from "../expression/compile.ts";
import { decidingInputs } from "../expression/deciding.ts";
import { lookedAt } from "../expression/looked_at.ts";
import { checkRepeatable, findDeciding, findLinked } from "./evidence.ts";
import {
  columnsGiven,
  type HashedColumns,
  hashedColumns,
} from "./given_rows.ts";
import type { ReadJob } from "./read.ts";
import { rowsText } from "./rows_text.ts";
import { RowsFound, traceReader } from "./rows_read.ts";

/** Rows and their keys come in one statement; what they rest on besides, in the same snapshot. */
export async function rowsByKeys(job: ReadJob): Promise<ColumnSet> {
  const { context: { pool }, expression, ticket } = job;
  const block = compile(expression, { isTraced: true });
  const looksBeside = block.links.length > 0 ||
    decidingInputs(expression).size > 0;
  if (looksBeside) checkRepeatable(expression);
  const { given, hash, found } = looksBeside
    ? await inTransaction(pool, (session) => firstRows(session, block, job))
    : await firstRows(pool, block, job);
  await ticket.record(found.reads());
  ticket.repeats(async (session) => {
    const select = (sql: string) => hashedColumns(session, sql);
    const now = await tracedRows(session, block, { job, select });
    return now.hash.equals(hash) ? now.found.reads() : null;
  });
  return given;
}

/** The rows that are given, if they are. */
async function firstRows(
  session: Session,
  block: Block,
  job: ReadJob,
): Promise<TracedRows> {
  const select = async (sql: string) => {
    const rows = await columnsGiven(session, sql, job);
    await job.options.check?.(rows.given.length);
    return rows;
  };
  return await tracedRows(session, block, { job, select });
}

interface TracedRows extends HashedColumns {
  readonly found: RowsFound;
}

async function tracedRows(
  session: Session,
  block: Block,
  { job, select }: {
    readonly job: ReadJob;
    readonly select: (sql: string) => Promise<HashedColumns>;
  },
): Promise<TracedRows> {
  const { columns, expression, options, ticket } = job;
  const found = new RowsFound(lookedAt(expression));
  const { expressions, take } = traceReader(block);
  const sql = rowsText(block, columns, expressions, options.most);
  const { given, hash } = await select(sql);
  take(found, given.columns, columns.length);
  const whole = decidingInputs(expression);
  if (block.links.length > 0 || whole.size > 0) {
    const accepts = (text: string) => ticket.accepts(text);
    const evidence = { session, found, accepts, whole };
    await findDeciding(evidence);
    if (given.length > 0) await findLinked(block, evidence);
  }
  return { given, hash, found };
}
