/**
 * What each seed alone adds, the plain way: the naive fixpoint without it.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { Closure } from "../../src/closure/closure.ts";
import { naiveClosure } from "./naive_closure.ts";
import type { RandomTable } from "./random_database.ts";

/** Rows of a table that a seed selects. */
export interface RandomSeed {
  readonly table: RandomTable;
  readonly rids: readonly number[];
}

/** Each seed adds what leaves the naive fixpoint without it. */
export function assertAdds(
  found: Closure,
  tables: readonly RandomTable[],
  seeds: readonly RandomSeed[],
): void {
  const total = (list: readonly RandomSeed[]) => {
    const start = new Map<RandomTable, Set<number>>();
    for (const { table, rids } of list) {
      start.set(table, new Set([...start.get(table) ?? [], ...rids]));
    }
    return [...naiveClosure(tables, start).values()]
      .reduce((sum, { size }) => sum + size, 0);
  };
  const all = total(seeds);
  const expected = seeds.map((_, at) =>
    all - total(seeds.filter((_, other) => other !== at))
  );
  assertEquals(found.adds(), expected);
}
