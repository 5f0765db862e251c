/**
 * What the logged rows of each table bring in, of a finished graph.
 *
 * @module
 */
import type { RowGraph } from "./row_graph.ts";
import type { TableRows } from "./table_rows.ts";
import { type Way, waysFrom } from "./why.ts";

/** What the logged rows of one table bring in. See {@linkcode ExportCommands.plan}. */
export interface Brought {
  /** Full name of the logged table. */
  readonly table: string;
  /** How many of its rows were logged. */
  readonly logged: number;
  /** Full name → how many rows it brings in, its logged ones among them. */
  readonly rows: Readonly<Record<string, number>>;
  /** Full name → how many of these no other logged table brings in. */
  readonly alone: Readonly<Record<string, number>>;
}

/** Says what each logged table brings in; tables by name. */
export function brought(graph: RowGraph): Brought[] {
  const tables = [...graph.tables]
    .toSorted((a, b) => a.table.fullName < b.table.fullName ? -1 : 1);
  const ways = Map.groupBy(
    tables.flatMap((rows) => waysFrom(graph, rows)),
    ({ from }) => from,
  );
  const logged = tables.filter((rows) => rows.logged > 0);
  const reached = logged.map((rows) => reachFrom(rows, ways));
  const times = new Map<TableRows, Uint16Array>();
  for (const marks of reached) {
    for (const [rows, mark] of marks) {
      const count = times.get(rows) ?? new Uint16Array(mark.length);
      times.set(rows, count);
      for (let at = 0; at < mark.length; at++) count[at]! += mark[at]!;
    }
  }
  return logged.map((rows, at) => ({
    table: rows.table.fullName,
    logged: rows.logged,
    rows: counts(tables, reached[at]!, () => true),
    alone: counts(
      tables,
      reached[at]!,
      (rows, index) => times.get(rows)![index] === 1,
    ),
  }));
}

/** For each table that is reached, a 1 for each of its rows that is. */
type Marks = Map<TableRows, Uint8Array>;

function reachFrom(
  start: TableRows,
  ways: ReadonlyMap<TableRows, readonly Way[]>,
): Marks {
  const marks: Marks = new Map();
  const markOf = (rows: TableRows) => {
    const known = marks.get(rows) ?? new Uint8Array(rows.keys.size);
    marks.set(rows, known);
    return known;
  };
  const seeds: number[] = [];
  for (const index of start.numbers.slice(0)) {
    if (start.isLogged(index)) seeds.push(index);
  }
  for (const index of seeds) markOf(start)[index] = 1;
  let level = new Map([[start, seeds]]);
  while (level.size > 0) {
    const next = new Map<TableRows, number[]>();
    for (const [rows, indexes] of level) {
      for (const way of ways.get(rows) ?? []) {
        const mark = markOf(way.to);
        const found = next.get(way.to) ?? [];
        for (const index of indexes) {
          for (const to of way.next(index)) {
            if (mark[to] === 1) continue;
            mark[to] = 1;
            found.push(to);
          }
        }
        if (found.length > 0) next.set(way.to, found);
      }
    }
    level = next;
  }
  return marks;
}

function counts(
  tables: readonly TableRows[],
  marks: Marks,
  holds: (rows: TableRows, index: number) => boolean,
): Record<string, number> {
  const found: Record<string, number> = {};
  for (const rows of tables) {
    const mark = marks.get(rows);
    if (mark === undefined) continue;
    let count = 0;
    for (let at = 0; at < mark.length; at++) {
      if (mark[at] === 1 && holds(rows, at)) count++;
    }
    if (count > 0) found[rows.table.fullName] = count;
  }
  return found;
}
