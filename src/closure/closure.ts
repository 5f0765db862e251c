/**
 * The slice of a database that a set of reads rests on: every row that was read, every row that those refer to by
 * foreign keys, transitively, and for each master row its part rows.
 *
 * @module
 */
import type { Key } from "../keys/key.ts";
import { packedList } from "../keys/key_list.ts";
import type { Session } from "../connection/session.ts";
import { atUtc } from "../connection/session_settings.ts";
import { inSnapshotOf } from "../connection/snapshot.ts";
import type { Catalog, ForeignKey, TableInfo } from "../schema/table.ts";
import { adds } from "./adds.ts";
import { type Brought, brought } from "./brought.ts";
import type { ClosureOptions } from "./closure_options.ts";
import { components } from "./order.ts";
import { type References, references } from "./references.ts";
import { loggedResting, type LoggedRows } from "./resting.ts";
import { RowGraph } from "./row_graph.ts";
import { type Link, NOWHERE, type TableRows } from "./table_rows.ts";
import { RowReader } from "./row_reader.ts";
import { checkSeeds, readSeeds, type Seed } from "./seeds.ts";
import type { TableSlice } from "./table_slice.ts";
import { walk } from "./walk.ts";
import { Reasons, type WhyStep } from "./why.ts";

/** Values of a foreign key that no row of its parent has: they got in while the server was told not to check. */
export interface Orphan {
  readonly foreignKey: ForeignKey;
  /** One text a column of the foreign key. */
  readonly values: Key;
}

/** A computed closure. */
export interface Closure {
  /** Full name → rows; parents come before the tables that refer to them wherever there is no cycle. */
  readonly tables: ReadonlyMap<string, TableSlice>;
  /** Number of rows of all tables. */
  readonly total: number;
  /** References of its rows that lead nowhere; such a row is in the closure as it is. */
  readonly orphans: readonly Orphan[];
  /** Whether a row is in it. */
  holds(table: string, key: Key): boolean;
  /** From a seed's row to this one. Throws `RangeError` when the row is not in the closure. */
  why(table: string, key: Key): readonly WhyStep[];
  /** The logged rows, parted by whether they rest on one of these rows of `table`. */
  loggedResting(table: string, keys: readonly Key[]): readonly LoggedRows[];
  /** What the logged rows of each table bring in. */
  brought(): readonly Brought[];
  /** What a table's rows refer to beside what their keys tell. */
  references(table: TableInfo): readonly References[];
  /**
   * For each seed, in the order in which they were given, how many rows only it brings in: they would leave if it
   * alone were forgotten. Throws `RangeError` unless the closure was computed with `perSeed`.
   */
  adds(): readonly number[];
}

/**
 * Computes the closure of the rows that the seeds select, in one consistent snapshot of the database. It needs no
 * right but SELECT, and changes nothing.
 *
 * A foreign key that is NULL in any of its columns refers to nothing. Rows are told apart by their own keys as their
 * own table has them: where a foreign key's text differs in ways that the collation does not mind, it still leads to
 * that row.
 *
 * @param session A connection held for this alone, outside a transaction. Its settings are as before afterwards; where
 * this fails, the connection must be closed, as `Pool.reserve` does.
 * @param catalog The tables, as reflected.
 * @param seeds The rows to start from. Restrictions are evaluated under the session's own settings.
 * @param options Progress and cancelling.
 * @throws {ExportError} A seed's table is a view or does not exist, a restriction is refused by the server, a table
 * of the closure has no primary key, or may not be read.
 * @throws {CancelledError} The signal said stop.
 */
export async function closure(
  session: Session,
  catalog: Catalog,
  seeds: readonly Seed[],
  options: ClosureOptions = {},
): Promise<Closure> {
  const checked = checkSeeds(catalog, seeds);
  const graph = new RowGraph(catalog, options);
  const sliceOf = slicesOnce();
  const reader = new RowReader(
    graph,
    session,
    options,
    (rows) => options.onTable?.(sliceOf(rows)),
  );
  await inSnapshotOf(session, () =>
    reader.untilCancelled(async () => {
      await readSeeds(reader, checked);
      await atUtc(session, () => walk(reader));
    }));
  const reasons = new Reasons(graph);
  return {
    tables: slices(graph, sliceOf),
    total: graph.total,
    orphans: orphansOf(graph),
    holds: (table, key) => reasons.holds(table, key),
    why: (table, key) => reasons.why(table, key),
    loggedResting: (table, keys) => loggedResting(graph, table, keys),
    brought: () => brought(graph),
    references: (table) => references(graph, table),
    adds: () => {
      if (options.perSeed) return adds(graph, seeds.length);
      throw new RangeError(
        "Cannot say what each seed adds: the seeds were read together, wanted one by one; compute the closure with perSeed",
      );
    },
  };
}

/** Parents first, by name where that leaves a choice. */
function slices(
  graph: RowGraph,
  sliceOf: (rows: TableRows) => TableSlice,
): Map<string, TableSlice> {
  const filled = [...graph.tables].filter((rows) => rows.numbers.length > 0);
  const byName = new Map(filled.map((rows) => [rows.table.fullName, rows]));
  const parents = (name: string) =>
    byName.get(name)!.table.foreignKeys.map((key) => key.parent);
  return new Map(
    components(byName.keys(), parents).flat()
      .map((name) => [name, sliceOf(byName.get(name)!)]),
  );
}

/** A table's slice is one object, however often it is asked for. */
function slicesOnce(): (rows: TableRows) => TableSlice {
  const known = new Map<TableRows, TableSlice>();
  return (rows) => {
    const slice = known.get(rows) ?? sliceOf(rows);
    known.set(rows, slice);
    return slice;
  };
}

function sliceOf(rows: TableRows): TableSlice {
  let keys: readonly Key[] | null = null;
  return {
    table: rows.table,
    count: rows.numbers.length,
    get list() {
      return packedList(rows.keys, rows.numbers.slice(0));
    },
    head: (count) =>
      Array.from(rows.numbers.slice(0, count), (index) => rows.keys.at(index)),
    holds: (row) => rows.isRow(rows.findKey(row)),
    logged: rows.logged,
    get keys() {
      return keys ??= Array.from(
        rows.numbers.slice(0),
        (index) => rows.keys.at(index),
      );
    },
  };
}

function orphansOf(graph: RowGraph): Orphan[] {
  const orphans: Orphan[] = [];
  for (const rows of graph.tables) {
    for (const link of rows.links) {
      const parent = graph.get(link.key.parent);
      if (parent === undefined) continue;
      for (const to of lostIn(rows, link, parent)) {
        orphans.push({
          foreignKey: link.key,
          values: valuesAt(parent, link, to),
        });
      }
    }
  }
  return orphans;
}

function lostIn(rows: TableRows, link: Link, parent: TableRows): Set<number> {
  const lost = new Set<number>();
  for (let at = 0; at < rows.numbers.length; at++) {
    const to = link.to.at(rows.numbers.at(at));
    if (to !== NOWHERE && parent.resolve(link, to).length === 0) lost.add(to);
  }
  return lost;
}

function valuesAt(parent: TableRows, link: Link, to: number): Key {
  if (link.order === null) return parent.target(link.key).wanted.at(to);
  const key = parent.keys.at(to);
  return link.key.columns.map((_, place) => key[link.order!.indexOf(place)]!);
}
