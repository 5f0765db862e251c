/**
 * The SELECT of a read, as text.
 *
 * @module
 */
import { fragment, joinFragments } from "../../sql/fragment.ts";
import {
  besideItems,
  type Block,
  selectText,
  sortedBy,
} from "../expression/block.ts";
import type { Attribute } from "../expression/heading.ts";
import { valueExpression } from "./decode.ts";

/** Writes the SELECT of some attributes, and of what is wanted beside them. */
export function rowsText(
  block: Block,
  columns: readonly Attribute[],
  beside: readonly string[],
  most?: number,
): string {
  const list = beside.length === 0 ? [] : [
    ...besideItems(block, beside),
    ...sortedBy(block, columns.map(({ name }) => name)),
  ];
  if (columns.length > 0) list.unshift(valuesText(block, columns));
  const asked = most === undefined
    ? block
    : { ...block, limit: Math.min(block.limit ?? most, most) };
  const text = list.length === 0 ? "1 AS `one`" : list.join(", ");
  return selectText(asked, fragment(text)).toText();
}

/** The columns' values as SQL; of a table's own columns it is always the same. */
function valuesText(block: Block, columns: readonly Attribute[]): string {
  let known = VALUES.get(block.items);
  if (known === undefined) VALUES.set(block.items, known = new WeakMap());
  let text = known.get(columns);
  if (text === undefined) {
    const list = columns.map((column) => valueExpression(block, column));
    known.set(columns, text = joinFragments(list, ", ").toText());
  }
  return text;
}

const VALUES = new WeakMap<
  Block["items"],
  WeakMap<readonly Attribute[], string>
>();
