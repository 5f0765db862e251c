/**
 * A set of keys as a tree: the values of the first column, grouped by the sub-set of the other columns that goes
 * with them. Equal sub-sets are one node, however often they occur.
 *
 * @module
 */
import {
  isBeyond,
  isInteger,
  type KeyColumn,
  keyLiteral,
} from "./key_column.ts";
import { isIrregular, isOnlyNumber } from "./irregular_dates.ts";
import type { PackedTexts } from "./packed_texts.ts";
import type { Ranked, RankedKeys } from "./ranked_keys.ts";

/** Values of one column, with what the further columns may be for any of them. */
export interface KeyGroup {
  /** Made one by one whenever they are looked at: millions of them take no room. */
  readonly values: Iterable<Value>;
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
  /** True for a value that cannot be in a list with others. */
  readonly isAlone?: boolean;
  /** True for a number that only the column's own number equals: no index helps then. */
  readonly isNumber?: boolean;
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
    .build(0, 0, rows.length).tree!;
}

/** Numbers of the keys in the order of their ranks: sorted by one column after the other, the first one last. */
function sorted(ranked: readonly Ranked[], count: number): Uint32Array {
  let rows = Uint32Array.from({ length: count }, (_, index) => index);
  for (const { texts, ranks } of ranked.toReversed()) {
    // Where the next key of each rank goes.
    const places = new Uint32Array(texts.length + 1);
    for (let at = 0; at < count; at++) places[ranks[at]! + 1]!++;
    for (let rank = 0; rank < texts.length; rank++) {
      places[rank + 1]! += places[rank]!;
    }
    const next = new Uint32Array(count);
    for (const row of rows) next[places[ranks[row]!]!++] = row;
    rows = next;
  }
  return rows;
}

/** A tree and a number that equal trees share. */
interface Numbered {
  /** `null` below the last column. */
  readonly tree: KeyTree | null;
  readonly id: number;
}

const LEAF: Numbered = { tree: null, id: -1 };

/** Values, by their ranks, with the same tree below. */
interface Group {
  readonly ranks: Ranks;
  readonly rest: KeyTree | null;
}

/** Ranks that rise. Where there are many, a list that grows would take three times their room. */
type Ranks = readonly number[] | Uint32Array;

/** More ranks than these are packed. */
const MANY = 1000;

class Builder {
  readonly #columns: readonly KeyColumn[];
  readonly #ranked: readonly Ranked[];
  readonly #rows: Uint32Array;
  readonly #known = new Map<string, Numbered>();
  /** A column each: value and tree below, as one number → the tree. */
  readonly #singles: Map<number, Numbered>[] = [];
  #ids = 0;

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
    if (at === this.#columns.length - 1) return this.#leaves(at, start, end);
    const groups = new Map<number, { ranks: number[]; rest: KeyTree | null }>();
    for (let from = start; from < end;) {
      const value = this.#rank(at, from);
      let to = from + 1;
      while (to < end && this.#rank(at, to) === value) to++;
      const rest = this.build(at + 1, from, to);
      if (from === start && to === end) return this.#single(at, value, rest);
      const group = groups.get(rest.id);
      if (group) group.ranks.push(value);
      else groups.set(rest.id, { ranks: [value], rest: rest.tree });
      from = to;
    }
    return this.#numbered(at, groups);
  }

  /** The tree of the last column: with nothing below its values, they are one group. */
  #leaves(at: number, start: number, end: number): Numbered {
    const length = end - start;
    const ranks = length > MANY
      ? new Uint32Array(length)
      : new Array<number>(length);
    let count = 0;
    for (let row = start; row < end; row++) {
      const rank = this.#rank(at, row);
      if (count === 0 || ranks[count - 1] !== rank) ranks[count++] = rank;
    }
    if (count === 1) return this.#single(at, ranks[0]!, LEAF);
    // A key that came twice leaves room at the end.
    const own = count === length ? ranks : ranks.slice(0, count);
    return this.#numbered(at, new Map([[LEAF.id, { ranks: own, rest: null }]]));
  }

  #rank(at: number, row: number): number {
    return this.#ranked[at]!.ranks[this.#rows[row]!]!;
  }

  /** A tree of a single value, as most are below the first columns. */
  #single(at: number, rank: number, { id, tree }: Numbered): Numbered {
    const known = this.#singles[at] ??= new Map();
    const code = (id + 1) * this.#ranked[at]!.texts.length + rank;
    const old = known.get(code);
    if (old) return old;
    const groups = [{ ranks: [rank], rest: tree }];
    const numbered = { tree: this.#tree(at, groups), id: this.#ids++ };
    known.set(code, numbered);
    return numbered;
  }

  #numbered(at: number, groups: Map<number, Group>): Numbered {
    // There is one root: nothing else can be equal to it.
    if (at === 0) return { tree: this.#tree(at, groups.values()), id: -1 };
    const parts: string[] = [];
    for (const [id, { ranks }] of groups) parts.push(`${id}:${ranks.join()}`);
    const signature = `${at}/${parts.join(";")}`;
    const known = this.#known.get(signature);
    if (known) return known;
    const tree = this.#tree(at, groups.values());
    const numbered = { tree, id: this.#ids++ };
    this.#known.set(signature, numbered);
    return numbered;
  }

  #tree(at: number, groups: Iterable<Group>): KeyTree {
    const column = this.#columns[at]!;
    const ranked = this.#ranked[at]!;
    return {
      column,
      groups: Array.from(groups, ({ ranks, rest }) => ({
        values: new Values(column, ranked, ranks),
        rest,
      })),
    };
  }
}

/** Values of one column in order; whole numbers without a gap as a range where that is shorter. */
class Values implements Iterable<Value> {
  readonly #column: KeyColumn;
  readonly #texts: PackedTexts;
  readonly #literals: string[] | null;
  readonly #ranks: Ranks;

  constructor(
    column: KeyColumn,
    { texts, literals }: Ranked,
    ranks: Ranks,
  ) {
    this.#column = column;
    this.#texts = texts;
    this.#literals = literals;
    this.#ranks = ranks;
  }

  [Symbol.iterator](): Iterator<Value> {
    return isInteger(this.#column) ? this.#numbers() : this.#plain();
  }

  *#plain(): Generator<Value> {
    for (const rank of this.#ranks) {
      const known = this.#literals?.[rank];
      yield known === undefined ? this.#made(rank) : { literal: known };
    }
  }

  #made(rank: number): Value {
    const column = this.#column;
    const text = this.#texts.at(rank);
    const literal = keyLiteral(column, text);
    const isNumber = isOnlyNumber(column, text) || isBeyond(column, text);
    if (isNumber || isIrregular(column, text)) {
      return { literal, isAlone: true, isNumber };
    }
    // One that can be in a list is all that there is to know of it.
    if (this.#literals !== null) this.#literals[rank] = literal;
    return { literal };
  }

  *#numbers(): Generator<Value> {
    let run: string[] = [];
    let last = "";
    let count = 0;
    for (const rank of this.#ranks) {
      const text = this.#texts.at(rank);
      if (count > 0 && !follows(last, text)) {
        yield* this.#run(run, last, count);
        run = [];
        count = 0;
      }
      if (count++ < LONG) run.push(text);
      last = text;
    }
    yield* this.#run(run, last, count);
  }

  /** @param run The first numbers of a run of so many. */
  *#run(run: string[], last: string, count: number): Generator<Value> {
    const column = this.#column;
    const isAll = count === this.#ranks.length;
    const literals = run.map((text) => keyLiteral(column, text));
    if (count > LONG || isLong(literals, isAll, column)) {
      yield { literal: literals[0]!, last: keyLiteral(column, last) };
    } else for (const literal of literals) yield { literal };
  }
}

/** A run of more numbers is shorter as a range, however long the name of its column is. */
const LONG = 100;

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
