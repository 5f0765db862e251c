/**
 * What the seeds of each table bring in, the plain way: the naive fixpoint of each table's seeds by themselves.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { Closure } from "../../src/closure/closure.ts";
import type { RandomSeed } from "./naive_adds.ts";
import { naiveClosure } from "./naive_closure.ts";
import type { RandomTable } from "./random_database.ts";
import { nameOf } from "./random_sql.ts";

/** Each table brings in what its own seeds lead to; alone, what no other table's seeds lead to. */
export function assertBrings(
  found: Closure,
  tables: readonly RandomTable[],
  seeds: readonly RandomSeed[],
): void {
  const logged = new Map<RandomTable, Set<number>>();
  for (const { table, rids } of seeds) {
    if (rids.length === 0) continue;
    logged.set(table, new Set([...logged.get(table) ?? [], ...rids]));
  }
  const reached = Array.from(
    logged,
    ([table, rids]) =>
      [table, naiveClosure(tables, new Map([[table, rids]]))] as const,
  );
  const expected = reached.map(([table, rows]) => {
    const others = reached.filter(([other]) => other !== table);
    return {
      table: nameOf(table),
      logged: logged.get(table)!.size,
      rows: counts(rows, () => true),
      alone: counts(
        rows,
        (of, rid) => !others.some(([, theirs]) => theirs.get(of)!.has(rid)),
      ),
    };
  });
  const byName = (a: { table: string }, b: { table: string }) =>
    a.table < b.table ? -1 : 1;
  assertEquals(found.brought(), expected.toSorted(byName));
}

function counts(
  rows: ReadonlyMap<RandomTable, ReadonlyMap<number, number>>,
  isMeant: (table: RandomTable, rid: number) => boolean,
): Record<string, number> {
  const counted = Array.from(rows, ([table, rids]) =>
    [
      nameOf(table),
      [...rids.keys()].filter((rid) => isMeant(table, rid)).length,
    ] as const);
  return Object.fromEntries(counted.filter(([, count]) => count > 0));
}
