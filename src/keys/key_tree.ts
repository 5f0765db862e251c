/**
 * A set of keys as a tree: the values of the first column, grouped by the sub-set of the other columns that goes
 * with them. Equal sub-sets are one node, however often they occur.
 *
 * @module
 */
import { isInteger, type KeyColumn, keyLiteral } from "./key_column.ts";
import type { DistinctTexts, KeyList } from "./key_list.ts";

/** Values of one column, with what the further columns may be for any of them. */
export interface KeyGroup {
  readonly values: readonly Value[];
  /** `null` at the last column. */
  readonly rest: KeyTree | null;
}

/** One column of a set of keys; the groups hold no value twice. */
export interface KeyTree {
  readonly column: KeyColumn;
  readonly groups: readonly KeyGroup[];
}

/** One value, as a literal, or all whole numbers from `literal` to `last`. */
export interface Value {
  readonly literal: string;
  readonly last?: string;
}

/** Keys whose values are numbered column by column: trees with any order of the columns are made of them. */
export interface RankedKeys {
  readonly columns: readonly KeyColumn[];
  readonly count: number;
  /** A column each. */
  readonly ranked: readonly Ranked[];
}

/** The distinct texts of one column in order, and each key's place among them. */
interface Ranked {
  readonly texts: readonly string[];
  readonly ranks: Uint32Array;
}

/**
 * Numbers the values of keys.
 *
 * @param columns The columns of the key.
 * @param keys At least one key; the same one may come twice.
 */
export function rankKeys(
  columns: readonly KeyColumn[],
  keys: KeyList,
): RankedKeys {
  const ranked = columns.map((column, at) => rank(column, keys.column(at)));
  return { columns, count: keys.count, ranked };
}

/**
 * Arranges keys as a tree; its order depends on the keys only.
 *
 * @param order The places of the columns in the order in which the tree is to have them.
 */
export function keyTree(
  { columns, count, ranked }: RankedKeys,
  order: readonly number[] = columns.map((_, at) => at),
): KeyTree {
  const own = order.map((at) => ranked[at]!);
  const rows = sorted(own, count);
  return new Builder(order.map((at) => columns[at]!), own, rows)
    .build(0, 0, rows.length).tree;
}

/** Numbers of the keys in the order of their ranks. */
function sorted(ranked: readonly Ranked[], count: number): Uint32Array {
  // All ranks of a key and its number as one number sort several times faster than by comparing column by column.
  const size = ranked.reduce((size, { texts }) => size * texts.length, count);
  const rows = Uint32Array.from({ length: count }, (_, index) => index);
  if (size > Number.MAX_SAFE_INTEGER) return rows.sort(byRanks(ranked));
  const codes = new Float64Array(count);
  for (const { texts, ranks } of ranked) {
    for (let at = 0; at < count; at++) {
      codes[at] = codes[at]! * texts.length + ranks[at]!;
    }
  }
  for (let at = 0; at < count; at++) codes[at] = codes[at]! * count + at;
  codes.sort();
  for (let at = 0; at < count; at++) rows[at] = codes[at]! % count;
  return rows;
}

function byRanks(ranked: readonly Ranked[]): (a: number, b: number) => number {
  return (a, b) => {
    for (const { ranks } of ranked) {
      if (ranks[a] !== ranks[b]) return ranks[a]! - ranks[b]!;
    }
    return a - b;
  };
}

/** A tree and a number that equal trees share. */
interface Numbered {
  readonly tree: KeyTree;
  readonly id: number;
}

class Builder {
  readonly #columns: readonly KeyColumn[];
  readonly #ranked: readonly Ranked[];
  readonly #rows: Uint32Array;
  readonly #known = new Map<string, Numbered>();

  constructor(
    columns: readonly KeyColumn[],
    ranked: readonly Ranked[],
    rows: Uint32Array,
  ) {
    this.#columns = columns;
    this.#ranked = ranked;
    this.#rows = rows;
  }

  /** The tree of the sorted rows from `start` to `end`, which agree in all columns before this one. */
  build(at: number, start: number, end: number): Numbered {
    const last = at === this.#columns.length - 1;
    const groups = new Map<number, { ranks: number[]; rest: KeyTree | null }>();
    for (let from = start; from < end;) {
      const value = this.#rank(at, from);
      let to = from + 1;
      while (to < end && this.#rank(at, to) === value) to++;
      const rest = last ? null : this.build(at + 1, from, to);
      const group = groups.get(rest?.id ?? -1);
      if (group) group.ranks.push(value);
      else {
        groups.set(rest?.id ?? -1, {
          ranks: [value],
          rest: rest?.tree ?? null,
        });
      }
      from = to;
    }
    return this.#numbered(at, groups);
  }

  #rank(at: number, row: number): number {
    return this.#ranked[at]!.ranks[this.#rows[row]!]!;
  }

  #numbered(
    at: number,
    groups: Map<number, { ranks: number[]; rest: KeyTree | null }>,
  ): Numbered {
    const parts: string[] = [];
    for (const [id, { ranks }] of groups) parts.push(`${id}:${ranks.join()}`);
    const signature = `${at}/${parts.join(";")}`;
    const known = this.#known.get(signature);
    if (known) return known;
    const column = this.#columns[at]!;
    const texts = this.#ranked[at]!.texts;
    const tree: KeyTree = {
      column,
      groups: [...groups.values()].map(({ ranks, rest }) => ({
        values: valuesOf(column, ranks.map((index) => texts[index]!)),
        rest,
      })),
    };
    const numbered = { tree, id: this.#known.size };
    this.#known.set(signature, numbered);
    return numbered;
  }
}

function rank(
  column: KeyColumn,
  { texts, which }: DistinctTexts,
): Ranked {
  const numbered = texts.map((text, at) => ({ text, at }));
  const compare = isInteger(column) ? byNumber : byText;
  numbered.sort((a, b) => compare(a.text, b.text));
  const places = new Uint32Array(texts.length);
  numbered.forEach(({ at }, place) => places[at] = place);
  return {
    texts: numbered.map(({ text }) => text),
    ranks: Uint32Array.from(which, (at) => places[at]!),
  };
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byNumber(a: string, b: string): number {
  if (a.length < 16 && b.length < 16) return Number(a) - Number(b);
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Literals in order; whole numbers without a gap as a range where that is shorter. */
function valuesOf(column: KeyColumn, texts: readonly string[]): Value[] {
  if (!isInteger(column)) {
    return texts.map((text) => ({ literal: keyLiteral(column, text) }));
  }
  const values: Value[] = [];
  for (let start = 0; start < texts.length;) {
    let end = start + 1;
    while (end < texts.length && follows(texts[end - 1]!, texts[end]!)) end++;
    const run = texts.slice(start, end).map((text) => keyLiteral(column, text));
    if (isLong(run, end - start === texts.length, column)) {
      values.push({ literal: run[0]!, last: run.at(-1)! });
    } else values.push(...run.map((literal) => ({ literal })));
    start = end;
  }
  return values;
}

function follows(text: string, next: string): boolean {
  if (next.length < 16) return Number(next) === Number(text) + 1;
  return BigInt(next) === BigInt(text) + 1n;
}

/** True when a run takes more room in an `IN` list than as a range of its own. */
function isLong(
  run: readonly string[],
  isAll: boolean,
  column: KeyColumn,
): boolean {
  if (run.length < 3) return false;
  const listed = run.join().length + (isAll ? 5 : 1);
  const ranged = `${run[0]} BETWEEN AND ${run.at(-1)}`.length +
    (isAll ? 1 : column.name.length + 7);
  return ranged < listed;
}
