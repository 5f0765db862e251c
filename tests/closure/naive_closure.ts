/**
 * The closure of a random database the naive way; the code under test has no part in it.
 *
 * @module
 */
import type {
  RandomReference,
  RandomRow,
  RandomTable,
} from "./random_database.ts";

/**
 * The closure, by trying every row against every other until nothing is new.
 *
 * @returns For each table its rows' `rid`, with the number of steps from a seed.
 */
export function naiveClosure(
  tables: readonly RandomTable[],
  seeds: ReadonlyMap<RandomTable, ReadonlySet<number>>,
): Map<RandomTable, Map<number, number>> {
  const found = new Map(tables.map((table) => [
    table,
    new Map([...seeds.get(table) ?? []].map((rid) => [rid, 0])),
  ]));
  for (let step = 1;; step++) {
    const fresh: [RandomTable, number][] = [];
    for (const child of tables) {
      for (const reference of child.references) {
        const parent = reference.parent;
        for (const row of child.rows) {
          for (const target of parent.rows) {
            if (!refersTo(row, target, reference)) continue;
            if (found.get(child)!.has(row.rid)) {
              fresh.push([parent, target.rid]);
            }
            if (reference.membership && found.get(parent)!.has(target.rid)) {
              fresh.push([child, row.rid]);
            }
          }
        }
      }
    }
    let isNew = false;
    for (const [table, rid] of fresh) {
      if (found.get(table)!.has(rid)) continue;
      found.get(table)!.set(rid, step);
      isNew = true;
    }
    if (!isNew) return found;
  }
}

function refersTo(
  row: RandomRow,
  target: RandomRow,
  { columns, parentColumns }: RandomReference,
): boolean {
  return columns.every((name, at) => {
    const cell = row.cells.get(name) ?? null;
    return cell !== null && cell === target.cells.get(parentColumns[at]!);
  });
}
