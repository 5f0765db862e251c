/**
 * Sets of keys as WHERE texts: exact, disjoint, short, and no longer than a limit.
 *
 * @module
 */
import type { Column, TableInfo } from "../schema/table.ts";
import { ConditionWriter, type WhereOptions } from "./condition_writer.ts";
import type { Key } from "./key.ts";
import {
  type KeyColumn,
  keyColumns,
  secondsColumn,
  secondsText,
} from "./key_column.ts";
import { type KeyList, keyList } from "./key_list.ts";
import { KeySet } from "./key_set.ts";
import { type KeyTree, keyTree } from "./key_tree.ts";
import { type DistinctTexts, PackedTexts } from "./packed_texts.ts";
import { type RankedKeys, rankKeys } from "./ranked_keys.ts";

export type { WhereOptions } from "./condition_writer.ts";

/**
 * Writes conditions that together select exactly the rows with these keys, now and after whatever rows are added
 * later; no row fulfils two of them. Several alternatives stand in parentheses, so that a text can be joined by `AND`.
 *
 * The texts use `=`, `IN`, `BETWEEN` (over whole numbers that are all in the set), `AND`, `OR`, literals and names in
 * back-quotes: what mysqldump's `--where` and Python's DataJoint both accept. Times of TIMESTAMP columns are in UTC.
 *
 * @param table Where the rows are; it must have a primary key.
 * @param keys One text a column of the primary key, or a list of them, as a closure has them; no key gives no text.
 * @param options How long a text may be.
 * @throws {ExportError} The table has no primary key, or a single key is longer than a text may be.
 * @throws {RangeError} A key is none of this table.
 *
 * @example
 * ```ts
 * import { whereTexts } from "./where.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const column = { name: "id", type: "int(11)", kind: "integer", comment: "", store: null, nullable: false,
 *   inPrimaryKey: true, autoIncrement: false, generated: false, characterSet: null, default: null } as const;
 * const table = { schema: "lab", name: "mouse", fullName: "`lab`.`mouse`", className: "Mouse", tier: "Manual",
 *   master: null, isView: false, comment: "", columns: [column], primaryKey: ["id"], foreignKeys: [] } as const;
 * assertEquals(whereTexts(table, [["7"]]), ["`id`=7"]);
 * assertEquals(whereTexts(table, [["1"], ["2"], ["3"], ["4"], ["5"], ["6"], ["7"], ["8"], ["9"]]), [
 *   "`id` BETWEEN 1 AND 9",
 * ]);
 * ```
 */
export function whereTexts(
  table: TableInfo,
  keys: Iterable<Key> | KeyList,
  options: WhereOptions = {},
): string[] {
  const columns = keyColumns(table);
  const list = isList(keys) ? keys : checkedKeys(table, columns, keys);
  if (list.count === 0) return [];
  const writer = new ConditionWriter(options);
  const ranked = rankedFor(columns, list, options);
  let best: string[] | null = null;
  for (const order of orders(ranked)) {
    const tree = keyTree(ranked, order);
    const texts = [...writer.texts(tree)];
    if (best === null || total(texts) < total(best)) best = texts;
    // Any order of the columns says the same lists then.
    if (texts.length === 1 && isProduct(tree)) break;
  }
  return best!;
}

/**
 * Writes conditions on any columns that together hold for exactly these tuples of values.
 *
 * @param columns The columns, none of which is NULL.
 * @param tuples One text a column, as a key has them.
 * @param options How long a text may be.
 * @returns The texts, each written when it is asked for; none for no tuples.
 */
export function* conditions(
  columns: readonly KeyColumn[],
  tuples: readonly Key[] | KeyList,
  options: WhereOptions = {},
): Generator<string> {
  const list = isList(tuples) ? tuples : keyList(tuples);
  if (list.count === 0) return;
  const ranked = rankedFor(columns, list, options);
  yield* new ConditionWriter(options).texts(keyTree(ranked));
}

function isList(keys: Iterable<Key> | KeyList): keys is KeyList {
  return !(Symbol.iterator in keys);
}

function rankedFor(
  columns: readonly KeyColumn[],
  keys: KeyList,
  { anyTimeZone }: WhereOptions,
): RankedKeys {
  if (!anyTimeZone) return rankKeys(columns, keys);
  return rankKeys(columns.map(secondsColumn), {
    count: keys.count,
    column: (place) => inSeconds(columns[place]!, keys.column(place)),
  });
}

function inSeconds(column: KeyColumn, distinct: DistinctTexts): DistinctTexts {
  if (column.kind !== "timestamp") return distinct;
  const seconds = new KeySet(1);
  for (const text of distinct.texts) seconds.add([secondsText(column, text)]);
  return { texts: new PackedTexts(seconds), which: distinct.which };
}

/** Orders of the columns that are worth a try: as in the key, few different values first, and many first. */
function orders({ columns, ranked, count }: RankedKeys): Iterable<number[]> {
  const plain = columns.map((_, at) => at);
  if (count < 2) return [plain];
  const counts = ranked.map(({ texts }) => texts.length);
  const rising = plain.toSorted((a, b) => counts[a]! - counts[b]!);
  const falling = plain.toSorted((a, b) => counts[b]! - counts[a]!);
  return new Map([plain, rising, falling].map((order) => [order.join(), order]))
    .values();
}

/** True where the keys are all combinations of some values of each column. */
function isProduct({ groups }: KeyTree): boolean {
  const [only] = groups;
  return groups.length === 1 && (only!.rest === null || isProduct(only!.rest));
}

function checkedKeys(
  table: TableInfo,
  columns: readonly Column[],
  keys: Iterable<Key>,
): KeyList {
  const tuples = [...keys];
  const wrong = tuples.find((key) => key.length !== columns.length);
  if (wrong === undefined) return keyList(tuples);
  throw new RangeError(
    `Cannot name rows of ${table.fullName}: received a key of ${wrong.length} values, ` +
      `wanted ${columns.length} (${table.primaryKey.join(", ")})`,
  );
}

function total(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}
