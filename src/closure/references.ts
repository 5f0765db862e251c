/**
 * What the rows of a closure refer to, as a number: another look at the same rows tells by it, in one pass, whether
 * they still refer to the same.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import {
  columnOf,
  hasEmptyMember,
  type KeyColumn,
  keyExpression,
} from "../keys/key_column.ts";
import { isForeign } from "../keys/character_sets.ts";
import type { ForeignKey, TableInfo } from "../schema/table.ts";
import { quoteName } from "../sql/identifier.ts";
import type { RowGraph } from "./row_graph.ts";
import { type Link, NOWHERE, type TableRows } from "./table_rows.ts";

/** What the rows of one table refer to by one of its foreign keys. */
export interface References {
  readonly foreignKey: ForeignKey;
  /** SQL of what a row refers to, as one value; NULL where it refers to nothing. In a session in UTC. */
  readonly value: string;
  /**
   * `SUM(1 + CRC32(value))` over the rows: whatever their order is, and NULL adds nothing. `null` where it would not
   * tell all, since the rows referred to may have changed what is referred to.
   */
  readonly sum: bigint | null;
  /** How many of the rows refer to what no row of the parent has: they got in while keys were not checked. */
  readonly lost: number;
}

/**
 * The references of a table's rows in a closure that rows can change without changing their own keys, nor those of the
 * rows that they refer to. What is told by these keys alone, conditions on them hold still.
 *
 * @param graph A complete closure's rows.
 */
export function references(graph: RowGraph, table: TableInfo): References[] {
  const rows = graph.get(table.fullName);
  if (rows === undefined) return [];
  return rows.links.filter((link) => !isHeldByKeys(table, link))
    .map((link) => ({
      foreignKey: link.key,
      value: valueOf(table, link),
      ...counted(graph, rows, link),
    }));
}

function isHeldByKeys(table: TableInfo, { key, order }: Link): boolean {
  return order !== null &&
    key.columns.every((name) => table.primaryKey.includes(name));
}

/** The texts of its columns in the order of the parent's key, joined by NUL. */
function valueOf(table: TableInfo, { key, order }: Link): string {
  const names = order?.map((place) => key.columns[place]!) ?? key.columns;
  const texts = names.map((name) => bytesOf(columnOf(table, name)));
  return texts.length === 1 ? texts[0]! : `CONCAT(${texts.join(", X'00', ")})`;
}

/** A column as the bytes of UTF-8 that a closure knows it by. */
function bytesOf(column: KeyColumn): string {
  const name = quoteName(column.name);
  const isText = column.characterSet !== null && !hasEmptyMember(column) &&
    !isForeign(column);
  if (isText) return `CONVERT(${name} USING utf8mb4)`;
  return column.kind === "timestamp" ? name : keyExpression(column);
}

function counted(
  graph: RowGraph,
  rows: TableRows,
  link: Link,
): Pick<References, "sum" | "lost"> {
  const parent = graph.get(link.key.parent);
  const counts = countsOf(rows, link);
  const sum = new Sum();
  let lost = 0;
  for (let to = 0; to < counts.length; to++) {
    const count = counts[to]!;
    if (count === 0) continue;
    if (parent!.resolve(link, to).length === 0) lost += count;
    if (link.order !== null) sum.add(count, 1 + checksum(parent!, to));
  }
  return { sum: link.order === null ? null : sum.total, lost };
}

/** For each number that the link may lead to, how many rows' it does. */
function countsOf(rows: TableRows, { to: leadsTo }: Link): Uint32Array {
  let size = 0;
  for (let at = 0; at < rows.numbers.length; at++) {
    size = Math.max(size, leadsTo.at(rows.numbers.at(at)) + 1);
  }
  const counts = new Uint32Array(size);
  for (let at = 0; at < rows.numbers.length; at++) {
    const to = leadsTo.at(rows.numbers.at(at));
    if (to !== NOWHERE) counts[to]!++;
  }
  return counts;
}

/** A sum of products that is exact, and a number as long as numbers are exact. */
class Sum {
  #small = 0;
  #large = 0n;

  add(count: number, value: number): void {
    const product = count * value;
    if (this.#small + product <= Number.MAX_SAFE_INTEGER) {
      this.#small += product;
      return;
    }
    this.#large += BigInt(this.#small) + BigInt(count) * BigInt(value);
    this.#small = 0;
  }

  get total(): bigint {
    return this.#large + BigInt(this.#small);
  }
}

/** The CRC-32 of a key's texts, as {@linkcode valueOf} joins them. */
function checksum({ keys }: TableRows, index: number): number {
  if (keys.width > 1) return crc32(keys.at(index).join("\0"));
  const { bytes, starts, ends } = keys.locate(index, 0);
  return crc32(bytes.subarray(starts[0], ends[0]));
}
