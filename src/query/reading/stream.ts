/**
 * Rows one by one, each logged before it is given.
 *
 * @module
 */
import {
  type Columns,
  transposed,
} from "../../connection/wire/column_reader.ts";
import { holdSnapshot } from "../../connection/held_snapshot.ts";
import type {
  ColumnSet,
  DriverValue,
  ResultField,
  Session,
} from "../../connection/session.ts";
import type { QueryContext } from "../context.ts";
import { decodeColumns, isComputed } from "./decode_columns.ts";
import {
  checkLoggable,
  checkRepeatable,
  type EvidenceOptions,
  findDeciding,
  findLinked,
} from "./evidence.ts";
import { withComputedBits } from "./computed_bits.ts";
import { compactReads } from "./compact.ts";
import type { Block } from "../expression/block.ts";
import { compile } from "../expression/compile.ts";
import {
  type Expression,
  isLimited,
  sorted,
} from "../expression/expression.ts";
import type { Attribute } from "../expression/heading.ts";
import { decidingInputs } from "../expression/deciding.ts";
import { lookedAt } from "../expression/looked_at.ts";
import type { TableInfo } from "../../schema/table.ts";
import { takenBack } from "./giving.ts";
import { handOut, lookingAt } from "./hand_out.ts";
import type { ReadTicket, RecordedEntry, RowsRead } from "./observer.ts";
import { attributesOf, checkReadable, firstTables } from "./read.ts";
import { withSite } from "./reading.ts";
import { type Row, rowsOf } from "./result.ts";
import { RowsFound, traceReader } from "./rows_read.ts";
import { rowsText } from "./rows_text.ts";
import { hasViews, viewsLookedAt } from "./views.ts";
import { withColumns } from "./unknown_column.ts";

/** How rows are streamed. */
export interface StreamOptions {
  /** Attributes to give; all of them where none is named. */
  readonly names: readonly string[];
  /** Begins the read, in the export that was active when the stream was asked for. */
  readonly begin: () => ReadTicket;
  /** Where it was asked for: an error shows it. */
  readonly site: Error;
}

/** Streams rows; the read belongs to the export that is active when this is called. */
export function streamRows(
  context: QueryContext,
  expression: Expression,
  names: readonly string[],
  site: Error,
): AsyncGenerator<Row> {
  const begin = context.observer.later(...firstTables(expression));
  return laterRows(context, expression, { names, begin, site });
}

async function* laterRows(
  context: QueryContext,
  expression: Expression,
  options: StreamOptions,
): AsyncGenerator<Row> {
  try {
    yield* chunks(context, expression, options);
  } catch (error) {
    throw withSite(withColumns(expression, error), options.site);
  }
}

/** Streams rows in chunks of at most 1,000, each logged by its keys before its first row is given. */
async function* chunks(
  context: QueryContext,
  expression: Expression,
  { names, begin }: StreamOptions,
): AsyncGenerator<Row> {
  const asked = attributesOf(expression.heading, names);
  checkReadable(context, asked);
  const ticket = begin();
  noteStream(expression, ticket);
  try {
    const columns = await withComputedBits(context, expression, asked);
    const job: StreamJob = {
      context,
      expression,
      ticket,
      columns,
      lookedAt: lookedAt(expression),
    };
    if (ticket.logs && context.streamViews && hasViews(expression)) {
      yield* ofViews(job, context.streamViews);
      return;
    }
    yield* lookingAt(job, ofTables(job));
    if (ticket.logs) await ticket.hasRead(wholeTables(expression));
  } finally {
    ticket.end();
  }
}

async function* ofTables(job: StreamJob): AsyncGenerator<Row> {
  const { expression, ticket } = job;
  if (ticket.logs) {
    checkLoggable(expression);
    await ticket.through(viewsLookedAt(expression));
  }
  const { links } = compile(expression, { isTraced: ticket.logs });
  const looksBeside = ticket.logs &&
    (links.length > 0 || decidingInputs(expression).size > 0);
  yield* looksBeside ? windows(job) : streamed(job);
}

/** What streams of an expression have logged: one that is left half-way logs what nobody can find out again. */
export function streamEntries(
  expression: Expression,
): readonly RecordedEntry[] {
  return STREAMS.get(expression)?.flat() ?? [];
}

function noteStream(expression: Expression, { recorded }: ReadTicket): void {
  const streams = STREAMS.get(expression) ?? [];
  streams.push(recorded);
  STREAMS.set(expression, streams);
}

const STREAMS = new WeakMap<Expression, (readonly RecordedEntry[])[]>();

/** Tables of which a stream that was read to its end has given every row. */
function wholeTables(expression: Expression): readonly RowsRead[] {
  return (compactReads(expression) ?? [])
    .filter(({ text }) => text === "TRUE")
    .map(({ table, text }) => ({ table, rows: { text } }));
}

interface StreamJob {
  readonly context: QueryContext;
  readonly expression: Expression;
  readonly ticket: ReadTicket;
  readonly columns: readonly Attribute[];
  readonly lookedAt: readonly TableInfo[];
}

const CHUNK = 1000;

/** The rows tell what they are made of: one statement gives all. */
async function* streamed(job: StreamJob): AsyncGenerator<Row> {
  const { context: { pool }, ticket } = job;
  if (!ticket.logs || pool.transactions?.isOpen) {
    yield* streamedFrom(job, pool);
    return;
  }
  await using held = await holdSnapshot(pool);
  ticket.readsIn(held);
  yield* streamedFrom(job, held.session);
}

async function* streamedFrom(
  job: StreamJob,
  session: Session,
): AsyncGenerator<Row> {
  const { expression, ticket, columns } = job;
  const block = compile(expression, { isTraced: ticket.logs });
  const { expressions, take } = traceReader(block);
  const sql = rowsText(block, columns, expressions);
  const fields = await computedFields(job, block);
  const give = async (rows: DriverValue[][]) => {
    const given = transposed(rows, columns.length + expressions.length);
    return handOut({
      ticket,
      lookedAt: job.lookedAt,
      rows: await decoded(job, { ...given, fields }),
      readsOf: (from, to) => {
        const found = new RowsFound();
        take(found, given.columns, columns.length, from, to);
        return Promise.resolve(found.reads());
      },
    });
  };
  let chunk: DriverValue[][] = [];
  for await (const row of session.stream(sql)) {
    chunk.push(row);
    if (chunk.length < CHUNK) continue;
    yield* await give(chunk);
    chunk = [];
  }
  yield* await give(chunk);
}

/** What rests on rows that no table of the query has is traced elsewhere. */
async function* ofViews(
  job: StreamJob,
  streamViews: NonNullable<QueryContext["streamViews"]>,
): AsyncGenerator<Row> {
  const { context, expression, ticket, columns } = job;
  const block = compile(expression);
  const fields = await computedFields(job, block);
  const sql = rowsText(block, columns, []);
  for await (const part of streamViews(context, sql, ticket)) {
    const rows = await decoded(job, { ...part, fields });
    const { readsOf, lookedAt } = part;
    yield* handOut({ ticket, rows, readsOf, lookedAt });
  }
}

/** What the server says of the columns, where some are computed: rows that come one by one do not tell. */
async function computedFields(
  { context, columns }: StreamJob,
  block: Block,
): Promise<() => readonly ResultField[]> {
  if (!columns.some(isComputed)) return () => [];
  const none = await context.pool.columns(rowsText(block, columns, [], 0));
  return () => none.fields();
}

/**
 * What a chunk rests on must be asked for, in the snapshot that its rows come from: the rows are taken window by
 * window, in one order.
 */
async function* windows(job: StreamJob): AsyncGenerator<Row> {
  const { context, ticket, expression, lookedAt } = job;
  checkRepeatable(expression);
  await using held = await holdSnapshot(context.pool);
  ticket.readsIn(held);
  const whole = decidingInputs(expression);
  const from = { session: held.session, whole };
  for (let offset = 0;; offset += CHUNK) {
    const all = { offset, limit: CHUNK };
    const { given, reads } = await windowRows(job, from, all);
    const readsOf = async (start: number, end: number) => {
      if (start === 0 && end === given.length) return reads;
      const part = { offset: offset + start, limit: end - start };
      return (await windowRows(job, from, part)).reads;
    };
    const rows = await decoded(job, given);
    if (offset === 0) await logDeciding(job, from);
    yield* handOut({ ticket, rows, readsOf, lookedAt });
    if (given.length < CHUNK) return;
  }
}

/** What decides is logged once, before the first row is given, and though there is none. */
async function logDeciding(
  { ticket }: StreamJob,
  from: Pick<EvidenceOptions, "session" | "whole">,
): Promise<void> {
  const found = new RowsFound();
  const accepts = (text: string) => ticket.accepts(text);
  await findDeciding({ ...from, found, accepts });
  const reads = found.reads();
  if (reads.length === 0) return;
  try {
    await ticket.record(reads);
  } catch (error) {
    throw await takenBack(ticket, error);
  }
}

async function windowRows(
  { expression, ticket, columns }: StreamJob,
  from: Pick<EvidenceOptions, "session" | "whole">,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ given: ColumnSet; reads: readonly RowsRead[] }> {
  const found = new RowsFound();
  const order = expression.kind === "sorted" ? expression.order : [];
  const base = expression.kind === "sorted" && !isLimited(expression)
    ? expression
    : sorted(expression, order);
  const window = { ...base, limit, offset };
  const block = compile(window, { isTraced: true });
  const { expressions, take } = traceReader(block);
  const sql = rowsText(block, columns, expressions);
  const given = await from.session.columns(sql);
  take(found, given.columns, columns.length);
  const accepts = (text: string) => ticket.accepts(text, true);
  if (given.length > 0) await findLinked(block, { ...from, found, accepts });
  return { given, reads: found.reads() };
}

async function decoded(
  { context, columns }: StreamJob,
  given: Columns & Pick<ColumnSet, "fields">,
): Promise<Row[]> {
  const { pool } = context;
  const values = await decodeColumns(context, pool, columns, given);
  return rowsOf({ columns, values, length: given.length });
}
