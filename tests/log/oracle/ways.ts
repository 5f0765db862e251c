/**
 * The ways to read a random query: what each gives of a row, and which rows.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { RowCountError } from "../../../mod.ts";
import type { Query } from "../../../src/query/query.ts";
import { after, type OracleQuery } from "./query_parts.ts";
import {
  type Cell,
  keyNames,
  names,
  onCells,
  type Relation,
  restrict,
} from "./relation.ts";

/** What a read gave. */
export type Given = Record<string, Cell>[];

/** One way to read. */
export interface Way {
  readonly name: string;
  /** The query that is read this way. */
  readonly wanted: OracleQuery;
  /** The attributes that it gives. */
  readonly attributes: readonly string[];
  readonly read: (query: Query) => Promise<Given>;
}

/**
 * A way to read a query.
 *
 * @param choice From 0 up to, not with, 1.
 */
export function wayToRead(wanted: OracleQuery, choice: number): Way {
  const { relation } = wanted;
  const attributes = names(relation);
  if (choice < 0.15) {
    return { name: "fetch", wanted, attributes, read: fetched };
  }
  if (choice < 0.3) {
    // Half of them are left before their end.
    const most = choice < 0.22 ? 1 + Math.floor((choice - 0.15) * 100) : null;
    const read = (query: Query) => streamed(query, most);
    return { name: "stream", wanted, attributes, read };
  }
  const key = keyNames(relation);
  if (choice < 0.45 && key.length > 0) {
    const read = async (query: Query) => await query.keys() as Given;
    return { name: "keys", wanted, attributes: key, read };
  }
  if (choice < 0.6 && key.length > 0) {
    const one = choice < 0.55 ? oneRow(wanted, choice) : wanted;
    return {
      name: "fetch1",
      wanted: one,
      attributes,
      read: oneOf(one, choice),
    };
  }
  const read = async (query: Query) => await query.rows() as Given;
  return { name: "rows", wanted, attributes, read };
}

async function fetched(query: Query): Promise<Given> {
  return (await query.fetch()).objects() as Given;
}

async function streamed(query: Query, most: number | null): Promise<Given> {
  const some: Given = [];
  for await (const row of query.stream()) {
    some.push(row as Given[number]);
    if (some.length === most) break;
  }
  return some;
}

/** The query of one of its rows, where it has rows. */
function oneRow(wanted: OracleQuery, choice: number): OracleQuery {
  const { relation } = wanted;
  if (relation.rows.length === 0) return wanted;
  const at = Math.floor(choice * 1000) % relation.rows.length;
  const key = keyOf(relation, at);
  const isIt = (cells: Readonly<Record<string, Cell>>) =>
    Object.entries(key).every(([name, value]) => cells[name] === value);
  return after(wanted, "one row", {
    relation: restrict(relation, onCells(Object.keys(key), isIt)),
    build: (_, own) => own.and(key),
    text: `.and(${JSON.stringify(key)})`,
  });
}

function keyOf(relation: Relation, at: number): Record<string, Cell> {
  const { cells } = relation.rows[at]!;
  return Object.fromEntries(
    keyNames(relation).map((name) => [name, cells[name]!]),
  );
}

/** All of the one row, or some attributes of it; any other number of rows is an error that gives none. */
function oneOf(
  { relation }: OracleQuery,
  choice: number,
): (query: Query) => Promise<Given> {
  const all = names(relation);
  return async (query) => {
    const count = relation.rows.length;
    if (count !== 1) {
      const error = await assertRejects(() => query.fetch1(), RowCountError);
      assertEquals(error.rows, count);
      return [];
    }
    const way = Math.floor(choice * 1000) % 3;
    if (way === 0) return [await query.fetch1() as Given[number]];
    const { cells } = relation.rows[0]!;
    // The rest of the row is not asked for; what it rests on is the same.
    const asked = way === 1 ? all.slice(0, 1) : all.slice(0, 2);
    const values = asked.length === 1
      ? [await query.fetch1(asked[0]!)]
      : await query.fetch1(...asked) as unknown[];
    const given = asked.map((name, at) => [name, values[at] as Cell]);
    return [{ ...cells, ...Object.fromEntries(given) }];
  };
}
