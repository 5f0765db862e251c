/**
 * The result of a SELECT in parts, each with the rows that it, or some of it, rests on.
 *
 * @module
 */
import { type Columns, transposed } from "../connection/wire/column_reader.ts";
import type { DriverValue, Session } from "../connection/session.ts";
import type { HandedOut } from "../query/reading/hand_out.ts";
import { RowsFound, traceReader } from "../query/reading/rows_read.ts";
import { queryText } from "./trace/emit.ts";
import { inTable } from "./trace/link.ts";
import { looksOver } from "./tree/looking.ts";
import { subqueriesInOrder, subqueriesOf } from "./trace/positions.ts";
import { neededRows } from "./select_read.ts";
import { neededBy, type TracedSelect } from "./trace/traced.ts";
import type { NeededRows } from "./trace/trace.ts";
import { type QueryTree, type Select, sourcesOf } from "./tree/tree.ts";
import { Untraceable } from "./tree/untraceable.ts";

interface ResolvedSelect {
  readonly tree: QueryTree;
  /** What all of its result rests on. */
  readonly needed: readonly NeededRows[];
}

/** Some rows of a result. */
export type Part = Columns & Pick<HandedOut<unknown>, "readsOf">;

/** The most rows of a part. */
const PART = 1000;

/** Gives a result part by part; the last one may have no rows. */
export function partsOf(
  session: Session,
  { sql, tree, needed }: TracedSelect,
): AsyncGenerator<Part> {
  if (tree === null) return inParts(session.stream(sql), unlogged);
  const bare = withoutParentheses(tree);
  const { body } = bare;
  if (
    body.kind !== "select" || body.distinct || body.isGrouped || looksOver(body)
  ) {
    return ofWhole(session, { tree: bare, needed });
  }
  return isOfKeys(body) && subqueriesInOrder(bare).length === 0
    ? ofKeys(session, bare, body)
    : ofWindows(session, { tree: bare, needed });
}

/** Parentheses around a whole SELECT say nothing. */
function withoutParentheses(tree: QueryTree): QueryTree {
  const { body, order, limit } = tree;
  return body.kind === "query" && order.length === 0 && limit === null
    ? withoutParentheses(body)
    : tree;
}

/** True where a row rests on just the rows of base tables that it is joined of. */
function isOfKeys(select: Select): boolean {
  return sourcesOf(select.from).every(({ query }) => query === null) &&
    subqueriesOf(select).length === 0 && !select.needsAll;
}

/** Each row says which rows it is made of: one statement gives all. */
function ofKeys(
  session: Session,
  tree: QueryTree,
  select: Select,
): AsyncGenerator<Part> {
  const traces = sourcesOf(select.from).flatMap(({ id, table }) =>
    table === null ? [] : [{
      table,
      references: table.primaryKey.map((name) => inTable(id, name)),
    }]
  );
  const { expressions, take } = traceReader({ traces });
  const extra = () =>
    expressions.map((text, i) => ({ text, name: `~key ${i}` }));
  const part = (rows: DriverValue[][]): Part => {
    const { columns, length } = transposed(rows, rows[0]?.length ?? 0);
    const given = columns.length - expressions.length;
    return {
      length,
      columns: columns.slice(0, Math.max(0, given)),
      readsOf: (from, to) => {
        const found = new RowsFound();
        take(found, columns, given, from, to);
        return Promise.resolve(found.reads());
      },
    };
  };
  return inParts(session.stream(queryText(tree, { extra })), part);
}

/** What is not logged rests on nothing. */
function unlogged(rows: DriverValue[][]): Part {
  return {
    ...transposed(rows, rows[0]?.length ?? 0),
    readsOf: () => Promise.resolve([]),
  };
}

async function* inParts(
  stream: AsyncIterable<DriverValue[]>,
  partOf: (rows: DriverValue[][]) => Part,
): AsyncGenerator<Part> {
  let rows: DriverValue[][] = [];
  for await (const row of stream) {
    rows.push(row);
    if (rows.length < PART) continue;
    yield partOf(rows);
    rows = [];
  }
  yield partOf(rows);
}

/** What rows rest on must be asked for: they are taken in one order, and a LIMIT says which of them are meant. */
async function* ofWindows(
  session: Session,
  { tree, needed }: ResolvedSelect,
): AsyncGenerator<Part> {
  for (let at = 0;; at += PART) {
    const { columns, length } = await session.columns(
      queryText(windowOf(tree, at, PART)),
    );
    yield {
      columns,
      length,
      readsOf: (from, to) => {
        const isAll = at + from === 0 && to === length && length < PART;
        const rows = isAll
          ? needed
          : neededBy(windowOf(tree, at + from, to - from));
        return neededRows(session, { needed: rows });
      },
    };
    if (length < PART) return;
  }
}

/**
 * The server has all of it before it gives the first row; so do we, for rows of one value have no order, and numbers
 * that a window gives to such rows may be others the next time.
 */
async function* ofWhole(
  session: Session,
  { tree, needed }: ResolvedSelect,
): AsyncGenerator<Part> {
  const { columns, length } = await session.columns(
    queryText(windowOf(tree, 0, ALL)),
  );
  for (let at = 0; at === 0 || at < length; at += PART) {
    const count = Math.min(PART, length - at);
    yield {
      length: count,
      columns: columns.map((column) => column.slice(at, at + count)),
      readsOf: (from, to) => {
        const isAll = at + from === 0 && to === length;
        const rows = isAll ? needed : neededOf(tree, at + from, to - from);
        return neededRows(session, { needed: rows ?? needed });
      },
    };
  }
}

/** `null` where of some of the rows it cannot be told: then all rows that the result rests on are taken. */
function neededOf(tree: QueryTree, from: number, count: number) {
  try {
    return neededBy(windowOf(tree, from, count));
  } catch (error) {
    if (error instanceof Untraceable) return null;
    throw error;
  }
}

/** Some of the rows of a result, in an order that is always the same. */
function windowOf(
  tree: QueryTree,
  from: number,
  count: number | bigint,
): QueryTree {
  const { limit } = tree;
  const first = BigInt(limit?.offset ?? 0) + BigInt(from);
  const left = BigInt(limit?.count ?? ALL) - BigInt(from);
  const most = left < BigInt(count) ? left : BigInt(count);
  return {
    ...tree,
    limit: { offset: String(first), count: String(most < 0n ? 0n : most) },
  };
}

/** The largest LIMIT. */
const ALL = 2n ** 64n - 1n;
