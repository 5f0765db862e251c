/**
 * Which sessions read the rows of an export: a few, however many tables there are, so that all of them have begun, and
 * the lock is released, before rows are read.
 *
 * @module
 */
import { exactRows } from "./exact_rows.ts";
import type { PlannedTable } from "./plan.ts";

/** Numbers of tables in their plan. */
export interface Sessions {
  /** mysqldump reads each of these in a session of its own, with a quarter of the work of a SELECT. */
  readonly dumped: readonly number[];
  /** Of those, one session each looks whether they hold what was planned. */
  readonly counted: readonly (readonly number[])[];
  /** Those that one session each selects, one table after the other. */
  readonly selected: readonly (readonly number[])[];
}

/**
 * Says which session reads which tables. Of those without rows only whether they are as planned is looked at.
 *
 * @example
 * ```ts
 * import { sessionsOf } from "./sessions.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const tables = [5, 0, 7].map((rows) => ({
 *   schema: "s",
 *   name: `t${rows}`,
 *   rows,
 *   where: rows === 0 ? [] : ["TRUE"],
 *   generated: [],
 * }));
 * assertEquals(sessionsOf(tables), {
 *   dumped: [2, 0],
 *   counted: [[0, 1, 2]],
 *   selected: [],
 * });
 * ```
 */
export function sessionsOf(tables: readonly PlannedTable[]): Sessions {
  const all = [...tables.keys()]
    .toSorted((one, other) => tables[other]!.rows - tables[one]!.rows);
  const filled = all.filter((at) => tables[at]!.where.length > 0);
  const large = filled.filter((at) => isForDump(tables[at]!))
    .slice(0, MOST_DUMPS);
  const dumped = filled.filter((at) =>
    large.includes(at) || exactRows(tables[at]!.columns ?? []) === null
  );
  const others = filled.filter((at) => !dumped.includes(at));
  return {
    dumped,
    counted: shared(tables, all, MOST_COUNTING),
    selected: shared(tables, others, MOST_SELECTING),
  };
}

const MOST_DUMPS = 16;
const MOST_COUNTING = 2;
const MOST_SELECTING = 3;

/** For fewer rows, a program of their own takes longer than it saves. */
const WORTH_IT = 20_000;

/** mysqldump runs once for each condition. Of a FEDERATED or a MERGE table it leaves all rows out, without an error. */
function isForDump(table: PlannedTable): boolean {
  const { columns, rows, where, isElsewhere } = table;
  return where.length === 1 && rows >= WORTH_IT && !isElsewhere &&
    (exactRows(columns ?? [])?.isDumped ?? true);
}

/** The largest first, each to the session that has least to read; of few rows, all to one. */
function shared(
  tables: readonly PlannedTable[],
  numbers: readonly number[],
  most: number,
): number[][] {
  const rows = numbers.reduce((sum, at) => sum + tables[at]!.rows, 0);
  const count = Math.min(
    most,
    numbers.length,
    1 + Math.floor(rows / WORTH_IT),
  );
  const sessions = Array.from({ length: count }, () => ({
    rows: 0,
    numbers: [] as number[],
  }));
  for (const at of numbers) {
    const least = sessions.reduce((least, one) =>
      one.rows < least.rows ? one : least
    );
    least.rows += 1 + tables[at]!.rows;
    least.numbers.push(at);
  }
  return sessions.map(({ numbers }) => numbers.toSorted((a, b) => a - b));
}
