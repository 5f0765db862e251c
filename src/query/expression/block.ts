/**
 * One SELECT in the making: its clauses apart, so that the next operator can be put into it, or around it.
 *
 * @module
 */
import type { TableInfo } from "../../schema/table.ts";
import { type Fragment, fragment, joinFragments } from "../../sql/fragment.ts";
import { columnName, quoteName } from "../../sql/identifier.ts";
import { allOf, type Condition } from "../condition/condition.ts";
import { type Heading, namesOf } from "./heading.ts";
import type { Link } from "./links.ts";

/** One attribute of a block. */
export interface BlockItem {
  readonly name: string;
  /** Its SQL where the block's FROM is in scope. */
  readonly value: Fragment;
  /** True where it is the column of its own name. */
  readonly isOwn: boolean;
}

/** Whose row each row of a block has in it. */
export interface Trace {
  readonly table: TableInfo;
  /** SQL for each column of the primary key, in the key's order, where the block's FROM is in scope. */
  readonly references: readonly string[];
}

/** The clauses of a SELECT. */
export interface Block {
  readonly items: readonly BlockItem[];
  readonly traces: readonly Trace[];
  readonly links: readonly Link[];
  readonly from: Fragment;
  readonly where: readonly Condition[];
  readonly groupBy: readonly string[];
  readonly isDistinct: boolean;
  readonly order: readonly SortKey[];
  readonly limit: number | null;
  readonly offset: number | null;
  /**
   * True where the names that FROM gives are just the items, so that conditions can be added that name them; then
   * there are no groups, and neither a limit nor DISTINCT.
   */
  readonly isOpen: boolean;
  /** The base table that FROM is, where it is one by itself and nothing is asked of it. */
  readonly table: TableInfo | null;
  /** True where FROM can be a part of another FROM as it stands: it is all there is. */
  readonly isBare: boolean;
}

/** One thing to sort by. */
export interface SortKey {
  readonly reference: string;
  readonly descending: boolean;
}

/** A block of a FROM whose columns are just the items. */
export function openBlock(
  names: readonly string[],
  from: Fragment,
  facts: Partial<Block> = {},
): Block {
  return {
    items: names.map(ownItem),
    traces: [],
    links: [],
    from,
    where: [],
    groupBy: [],
    isDistinct: false,
    order: [],
    limit: null,
    offset: null,
    isOpen: true,
    table: null,
    isBare: true,
    ...facts,
  };
}

/** The column of this name, as an item. */
export function ownItem(name: string): BlockItem {
  return { name, value: fragment(columnName(name)), isOwn: true };
}

/** A table's columns as items: always the same, so that what is made of them can be remembered. */
export function ownItems(heading: Heading): readonly BlockItem[] {
  let items = OWN_ITEMS.get(heading);
  if (items === undefined) {
    OWN_ITEMS.set(heading, items = namesOf(heading).map(ownItem));
  }
  return items;
}

const OWN_ITEMS = new WeakMap<Heading, readonly BlockItem[]>();

/** The item of this name. */
export function itemOf(block: Block, name: string): BlockItem {
  return block.items.find((item) => item.name === name)!;
}

/**
 * Writes the SELECT.
 *
 * @param list What to select.
 */
export function selectText(block: Block, list: Fragment): Fragment {
  return fragment(
    block.isDistinct ? "SELECT DISTINCT " : "SELECT ",
    list,
    " FROM ",
    block.from,
    where(block.where),
    block.groupBy.length === 0 ? "" : ` GROUP BY ${block.groupBy.join(", ")}`,
    orderBy(block.order),
    limit(block),
  );
}

/** Writes the SELECT of some of the block's items, each under its name. */
export function selectItems(
  block: Block,
  names: readonly string[] = block.items.map(({ name }) => name),
): Fragment {
  return selectText(block, listOf(names.map((name) => itemOf(block, name))));
}

/** SQL to select beside the items, under names that none of these has: an ORDER BY would take one for the other. */
export function besideItems(
  { items }: Pick<Block, "items">,
  expressions: readonly string[],
): string[] {
  const taken = new Set(items.map(({ name }) => name.toLowerCase()));
  let prefix = "key";
  while (expressions.some((_, i) => taken.has(`${prefix} ${i}`))) prefix += "_";
  return expressions.map((text, i) =>
    `${text} AS ${quoteName(`${prefix} ${i}`)}`
  );
}

/** `a, b+1 AS c`: nothing but a number where there are no attributes. */
function listOf(items: readonly BlockItem[]): Fragment {
  if (items.length === 0) return fragment("1 AS `one`");
  return joinFragments(items.map(aliased), ", ");
}

function aliased({ name, value, isOwn }: BlockItem): Fragment {
  return isOwn ? value : fragment(value, ` AS ${columnName(name)}`);
}

/**
 * The block as a table of another FROM, under an alias; what it says of base rows comes along in hidden columns.
 *
 * @param keepsOrder Sorts outside as it was sorted inside.
 */
export function enclosed(
  block: Block,
  alias: string,
  keepsOrder = false,
): Block {
  const inner = isLimitedBlock(block) ? block : { ...block, order: [] };
  const hidden = new HiddenColumns(block.items, alias);
  const order = !keepsOrder ? [] : block.order.map((key) => ({
    ...key,
    reference: hidden.add([key.reference])[0]!,
  }));
  const traces = block.traces.map((trace) => ({
    ...trace,
    references: hidden.add(trace.references),
  }));
  const links = block.links.map((link) => ({
    ...link,
    references: hidden.add(link.references),
    side: link.side === null ? null : hidden.add([link.side])[0]!,
  }));
  const list = joinFragments([
    ...block.items.map(aliased),
    ...hidden.columns.map((text) => fragment(text)),
  ], ", ");
  const text = list.isEmpty ? fragment("1 AS `one`") : list;
  const names = block.items.map(({ name }) => name);
  const from = fragment("(", selectText(inner, text), `) AS ${alias}`);
  return openBlock(names, from, {
    traces,
    links,
    order,
    isBare: order.length === 0,
  });
}

/**
 * What is sorted by, to select behind everything else. Where the same column of two tables is selected under other
 * names, as the keys of a join are, the servers do not know which one an ORDER BY of that name means (MySQL 1052).
 *
 * @param names Attributes that are selected already.
 */
export function sortedBy(
  { order }: Pick<Block, "order">,
  names: readonly string[] = [],
): string[] {
  const selected = new Set(names.map(columnName));
  const references = order.map(({ reference }) => reference);
  return [...new Set(references)].filter((each) =>
    !selected.has(each) && !UNFIT.has(each)
  );
}

/** The driver refuses results whose names are those of `Object.prototype`. */
const UNFIT: ReadonlySet<string> = new Set(
  Object.getOwnPropertyNames(Object.prototype).map(columnName),
);

/** True where order and number decide which rows are given. */
export function isLimitedBlock(
  { limit, offset }: Pick<Block, "limit" | "offset">,
): boolean {
  return limit !== null || offset !== null;
}

/** The same rows in any order; it stays where it decides which rows there are. */
export function unsorted(block: Block): Block {
  return isLimitedBlock(block) ? block : { ...block, order: [] };
}

/** A base table under an alias: its columns may have the names of others. */
export function named(block: Block, alias: string): Block {
  return {
    ...block,
    from: fragment(block.from, ` AS ${alias}`),
    traces: block.traces.map(({ table, references }) => ({
      table,
      references: references.map((name) => `${alias}.${name}`),
    })),
    table: null,
  };
}

/** Columns beside the items, under names that none of these has. */
class HiddenColumns {
  readonly columns: string[] = [];
  readonly #alias: string;
  readonly #taken: Set<string>;
  readonly #known = new Map<string, string>();
  #next = 0;

  constructor(items: readonly BlockItem[], alias: string) {
    this.#alias = alias;
    this.#taken = new Set(items.map(({ name }) => name.toLowerCase()));
  }

  /** Adds columns, and gives how the block outside names them. */
  add(references: readonly string[]): string[] {
    return references.map((reference) => {
      const known = this.#known.get(reference);
      if (known !== undefined) return known;
      while (this.#taken.has(`key ${this.#next}`)) this.#next++;
      const name = quoteName(`key ${this.#next++}`);
      this.columns.push(`${reference} AS ${name}`);
      const outside = `${this.#alias}.${name}`;
      this.#known.set(reference, outside);
      return outside;
    });
  }
}

function where(conditions: readonly Condition[]): Fragment {
  const condition = allOf(conditions);
  if (condition.constant === true) return fragment();
  return fragment(" WHERE ", condition.text);
}

function orderBy(order: readonly SortKey[]): Fragment {
  if (order.length === 0) return fragment();
  const terms = order.map(({ reference, descending }) =>
    reference + (descending ? " DESC" : "")
  );
  return fragment(` ORDER BY ${terms.join(", ")}`);
}

/** The manual's own way to say "all from here on". */
const ALL_ROWS = "18446744073709551615";

function limit(block: Block): Fragment {
  if (block.limit === null && block.offset === null) return fragment();
  const text = ` LIMIT ${block.limit ?? ALL_ROWS}`;
  return fragment(
    block.offset === null ? text : `${text} OFFSET ${block.offset}`,
  );
}
