/**
 * Why a row is in a closure: the shortest chain of foreign keys from a row that a read selected.
 *
 * @module
 */
import type { ForeignKey } from "../schema/table.ts";
import type { Key } from "../keys/key.ts";
import { IntList } from "../keys/int_list.ts";
import type { RowGraph } from "./row_graph.ts";
import type { Link, TableRows } from "./table_rows.ts";

/** One step of the reason why a row is in a closure. See {@linkcode Slice.why}. */
export interface WhyStep {
  readonly table: string;
  readonly key: Readonly<Record<string, string>>;
  /** The name of the foreign key that led here, `null` where a read selected the row. */
  readonly via: string | null;
}

/** Finds chains in a finished graph. The first question costs one pass over all rows, each further one nothing. */
export class Reasons {
  readonly #graph: RowGraph;
  #origins: Map<TableRows, Origins> | null = null;

  constructor(graph: RowGraph) {
    this.#graph = graph;
  }

  /** Whether there is such a row. */
  holds(table: string, key: Key): boolean {
    return numberOf(this.#graph.get(table), key) >= 0;
  }

  /**
   * The steps from a seed's row to this one, both included.
   *
   * @throws {RangeError} The row is not in the closure.
   */
  why(table: string, key: Key): WhyStep[] {
    let rows = this.#graph.get(table);
    let index = numberOf(rows, key);
    if (index < 0) throw noSuchRow(table, key);
    this.#origins ??= search(this.#graph);
    const steps: WhyStep[] = [];
    while (rows !== undefined) {
      const origin: Origin | undefined = this.#origins.get(rows)!.at(index);
      steps.push({
        table: rows.table.fullName,
        key: named(rows, index),
        via: origin?.key.name ?? null,
      });
      rows = origin?.rows;
      index = origin?.index ?? -1;
    }
    return steps.reverse();
  }
}

/** What to say of a row that is not in the closure. */
export function noSuchRow(table: string, key: unknown): RangeError {
  return new RangeError(
    `Cannot say why a row is in the slice: found no row ${
      Deno.inspect(key)
    } of ${table} in it, wanted one of its rows; look at the slice's counts`,
  );
}

/** The number of a row, −1 where there is none. */
function numberOf(rows: TableRows | undefined, key: Key): number {
  if (rows === undefined || key.length !== rows.keys.width) return -1;
  const index = rows.keys.indexOf(key);
  return rows.isRow(index) ? index : -1;
}

/** The row that a row was reached from, and by which foreign key. */
interface Origin {
  readonly rows: TableRows;
  readonly index: number;
  readonly key: ForeignKey;
}

/** A way from the rows of one table to those of another. */
export interface Way {
  readonly from: TableRows;
  readonly key: ForeignKey;
  /** Numbers of the rows that a row leads to. */
  readonly next: (index: number) => Iterable<number>;
  readonly to: TableRows;
}

/** For each row of one table the way it was first reached by, and from which row. */
class Origins {
  readonly #rows: TableRows;
  readonly #ways: readonly Way[];
  /** 0 not reached, 1 a seed's own, else the way's number + 2. */
  readonly #way: Int32Array;
  readonly #from: Int32Array;

  constructor(rows: TableRows, ways: readonly Way[]) {
    this.#rows = rows;
    this.#ways = ways;
    this.#way = new Int32Array(rows.keys.size);
    this.#from = new Int32Array(rows.keys.size);
  }

  seeds(): number[] {
    const seeds: number[] = [];
    for (let at = 0; at < this.#rows.numbers.length; at++) {
      const index = this.#rows.numbers.at(at);
      if (!this.#rows.isLogged(index)) continue;
      this.#way[index] = 1;
      seeds.push(index);
    }
    return seeds;
  }

  /** Gives false where the row has been reached before. */
  reach(index: number, way: number, from: number): boolean {
    if (this.#way[index] !== 0) return false;
    this.#way[index] = way + 2;
    this.#from[index] = from;
    return true;
  }

  at(index: number): Origin | undefined {
    const way = this.#ways[this.#way[index]! - 2];
    return way && { rows: way.from, index: this.#from[index]!, key: way.key };
  }
}

/** Breadth first, from all seeds at once: the first way to a row is a shortest one. */
function search(graph: RowGraph): Map<TableRows, Origins> {
  const tables = [...graph.tables]
    .toSorted((a, b) => a.table.fullName < b.table.fullName ? -1 : 1);
  const ways = tables.flatMap((rows) => waysFrom(graph, rows));
  const numbered = Map.groupBy(
    ways.map((way, number) => ({ way, number })),
    ({ way }) => way.from,
  );
  const origins = new Map(
    tables.map((rows) => [rows, new Origins(rows, ways)]),
  );
  let level = new Map(tables.map((rows) => [rows, origins.get(rows)!.seeds()]));
  while (level.size > 0) {
    const next = new Map<TableRows, number[]>();
    for (const [rows, indexes] of level) {
      for (const { way, number } of numbered.get(rows) ?? []) {
        const reached = next.get(way.to) ?? [];
        for (const index of indexes) {
          for (const to of way.next(index)) {
            const isNew = origins.get(way.to)!.reach(to, number, index);
            if (isNew) reached.push(to);
          }
        }
        if (reached.length > 0) next.set(way.to, reached);
      }
    }
    level = next;
  }
  return origins;
}

/** All ways from the rows of one table: its foreign keys, and to its parts. */
export function waysFrom(graph: RowGraph, from: TableRows): Way[] {
  const ways: Way[] = [];
  for (const link of from.links) {
    const to = graph.get(link.key.parent);
    if (to === undefined) continue;
    const next = (index: number) => to.resolve(link, link.to.at(index));
    ways.push({ from, key: link.key, next, to });
  }
  for (const key of graph.partKeys.get(from.table.fullName) ?? []) {
    const part = graph.get(key.child);
    const link = part?.links.find((link) => link.key === key);
    if (!part || !link) continue;
    ways.push({ from, key, next: partsOf(from, part, link), to: part });
  }
  return ways;
}

/** Turns a part's references to its master around. */
function partsOf(
  master: TableRows,
  part: TableRows,
  link: Link,
): (index: number) => Iterable<number> {
  // For each master row the last of its entries; for each entry the one before and the part row.
  const last = new Int32Array(master.keys.size).fill(-1);
  const before = new IntList();
  const row = new IntList();
  for (let at = part.numbers.length - 1; at >= 0; at--) {
    const index = part.numbers.at(at);
    for (const owner of master.resolve(link, link.to.at(index))) {
      before.push(last[owner]!);
      row.push(index);
      last[owner] = row.length - 1;
    }
  }
  return function* (index) {
    for (let at = last[index]!; at >= 0; at = before.at(at)) yield row.at(at);
  };
}

function named(rows: TableRows, index: number): Record<string, string> {
  const key = rows.keys.at(index);
  return Object.fromEntries(
    rows.table.primaryKey.map((name, at) => [name, key[at]!]),
  );
}
