/**
 * What each seed alone adds to a closure, of a finished graph whose rows know their seeds.
 *
 * @module
 */
import type { RowGraph } from "./row_graph.ts";
import { MANY, NO_SEED, type TableRows } from "./table_rows.ts";
import { type Way, waysFrom } from "./why.ts";

/**
 * Counts for each seed the rows that no other seed brings in: those that would leave if it alone were forgotten.
 *
 * Each row has none, one or many seeds; that only ever grows along the references, so each row changes twice at most.
 *
 * @param count How many seeds there are.
 */
export function adds(graph: RowGraph, count: number): number[] {
  const tables = [...graph.tables];
  const ways = new Map(tables.map((rows) => [rows, waysFrom(graph, rows)]));
  const seeds = new Map(tables.map((rows) => [rows, rows.seeds()]));
  let level = new Map(
    tables.map((rows) => [
      rows,
      [...rows.numbers.slice(0)].filter((row) => rows.isLogged(row)),
    ]),
  );
  while (level.size > 0) {
    const next = new Map<TableRows, number[]>();
    for (const [rows, changed] of level) {
      for (const way of ways.get(rows)!) {
        const reached = next.get(way.to) ?? [];
        spread(way, changed, seeds, reached);
        if (reached.length > 0) next.set(way.to, reached);
      }
    }
    level = next;
  }
  const added = new Array<number>(count).fill(0);
  for (const own of seeds.values()) {
    for (const seed of own) if (seed > 0) added[seed - 1]!++;
  }
  return added;
}

/** Gives the seeds of the changed rows to those that they lead to; lists those that change by it. */
function spread(
  way: Way,
  changed: readonly number[],
  seeds: ReadonlyMap<TableRows, Int32Array>,
  reached: number[],
): void {
  const from = seeds.get(way.from)!;
  const to = seeds.get(way.to)!;
  for (const row of changed) {
    for (const target of way.next(row)) {
      const had = to[target]!;
      if (had === MANY || had === from[row]) continue;
      to[target] = had === NO_SEED ? from[row]! : MANY;
      reached.push(target);
    }
  }
}
