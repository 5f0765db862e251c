/**
 * Sets of keys as WHERE texts: exact, disjoint, short, and no longer than a limit.
 *
 * @module
 */
import { ExportError } from "../errors.ts";
import type { Column, TableInfo } from "../schema/table.ts";
import type { Key } from "./key.ts";
import {
  type KeyColumn,
  keyColumns,
  nameOf,
  secondsColumn,
  secondsText,
} from "./key_column.ts";
import {
  type KeyGroup,
  type KeyTree,
  keyTree,
  type Value,
} from "./key_tree.ts";

/** How long a text may be. */
export interface WhereOptions {
  /** The greatest length of one text, as `lengthOf` measures it. @default {100_000} */
  readonly maxLength?: number;
  /**
   * How long a text is; of two texts joined, it must be the sum. Left out: its bytes in UTF-8.
   */
  readonly lengthOf?: (text: string) => number;
  /**
   * Names TIMESTAMP values by their seconds since 1970, so that the texts are right under every `time_zone`; no index
   * helps with them. Left out: by their date and time in UTC, right where the session's `time_zone` is `+00:00`.
   */
  readonly anyTimeZone?: boolean;
}

/**
 * Writes conditions that together select exactly the rows with these keys, now and after whatever rows are added
 * later; no row fulfils two of them. Several alternatives stand in parentheses, so that a text can be joined by `AND`.
 *
 * The texts use `=`, `IN`, `BETWEEN` (over whole numbers that are all in the set), `AND`, `OR`, literals and names in
 * back-quotes: what mysqldump's `--where` and Python's DataJoint both accept. Times of TIMESTAMP columns are in UTC.
 *
 * @param table Where the rows are; it must have a primary key.
 * @param keys One text a column of the primary key, as a closure has them; no key gives no text.
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
  keys: Iterable<Key>,
  options: WhereOptions = {},
): string[] {
  const columns = keyColumns(table);
  const tuples = checkedKeys(table, columns, keys);
  let best: string[] | null = null;
  for (const order of orders(columns, tuples)) {
    const texts = conditions(
      order.map((at) => columns[at]!),
      tuples.map((key) => order.map((at) => key[at]!)),
      options,
    );
    if (best === null || total(texts) < total(best)) best = texts;
  }
  return best ?? [];
}

/**
 * Writes conditions on any columns that together hold for exactly these tuples of values.
 *
 * @param columns The columns, none of which is NULL.
 * @param tuples One text a column, as a key has them.
 * @param options How long a text may be.
 * @returns The texts; none for no tuples.
 */
export function conditions(
  columns: readonly KeyColumn[],
  tuples: readonly Key[],
  options: WhereOptions = {},
): string[] {
  if (tuples.length === 0) return [];
  const writer = new Writer(options);
  if (!options.anyTimeZone) return writer.texts(keyTree(columns, tuples));
  const timeless = columns.map(secondsColumn);
  const values = tuples.map((tuple) =>
    tuple.map((text, at) => secondsText(columns[at]!, text))
  );
  return writer.texts(keyTree(timeless, values));
}

/** An alternative: a text without an `OR` outside parentheses, and its length. */
interface Piece {
  readonly text: string;
  readonly length: number;
}

class Writer {
  readonly #limit: number;
  readonly #lengthOf: (text: string) => number;
  /** Pieces of whole trees; equal sub-sets are one tree, so this is found again. */
  readonly #whole = new Map<KeyTree, Piece>();
  readonly #or: number;
  readonly #and: number;
  readonly #parentheses: number;

  constructor({ maxLength = 100_000, lengthOf = utf8Length }: WhereOptions) {
    this.#limit = maxLength;
    this.#lengthOf = lengthOf;
    this.#or = lengthOf(OR);
    this.#and = lengthOf(AND);
    this.#parentheses = lengthOf("()");
  }

  texts(tree: KeyTree): string[] {
    return this.#treePieces(tree, this.#limit).map((piece) => piece.text);
  }

  /** Pieces of at most `limit` that together are the tree. */
  #treePieces(tree: KeyTree, limit: number): Piece[] {
    const pieces = tree.groups.flatMap((group) =>
      this.#groupPieces(tree.column, group, limit)
    );
    return this.#joined(pieces, limit);
  }

  #groupPieces(column: KeyColumn, group: KeyGroup, limit: number): Piece[] {
    if (group.rest === null) {
      return this.#valuePieces(column, group.values, limit);
    }
    const room = limit - this.#and;
    const rest = this.#wholeTree(group.rest);
    const wanted = rest.length <= room / 2 ? room - rest.length : room / 2;
    return this.#joined(
      this.#valuePieces(column, group.values, room, wanted),
      wanted,
    ).flatMap((values) =>
      this.#restPieces(group.rest!, room - values.length)
        .map((rest) => this.#both(values, rest))
    );
  }

  #restPieces(tree: KeyTree, limit: number): Piece[] {
    const whole = this.#wholeTree(tree);
    return whole.length <= limit ? [whole] : this.#treePieces(tree, limit);
  }

  #wholeTree(tree: KeyTree): Piece {
    const known = this.#whole.get(tree);
    if (known) return known;
    const [piece] = this.#treePieces(tree, Infinity);
    this.#whole.set(tree, piece!);
    return piece!;
  }

  /** Conditions on one column: none above `limit`, and only single values above `wanted`. */
  #valuePieces(
    column: KeyColumn,
    values: readonly Value[],
    limit: number,
    wanted = limit,
  ): Piece[] {
    const name = nameOf(column);
    const single = values.filter((value) => value.last === undefined);
    const pieces = this.#lists(name, single, limit, wanted);
    for (const { literal, last } of values) {
      if (last === undefined) continue;
      pieces.push(
        this.#piece(`${name} BETWEEN ${literal} AND ${last}`, limit),
      );
    }
    return pieces;
  }

  #lists(
    name: string,
    values: readonly Value[],
    limit: number,
    wanted: number,
  ): Piece[] {
    const pieces: Piece[] = [];
    const frame = this.#lengthOf(`${name} IN ()`);
    const comma = this.#lengthOf(",");
    let list: string[] = [];
    let length = frame;
    const flush = () => {
      if (list.length === 0) return;
      const text = list.length === 1
        ? `${name}=${list[0]}`
        : `${name} IN (${list.join()})`;
      pieces.push(this.#piece(text, limit));
      list = [];
      length = frame;
    };
    for (const { literal } of values) {
      const more = this.#lengthOf(literal) + comma;
      if (list.length === MAX_LIST || length + more > wanted) flush();
      list.push(literal);
      length += more;
    }
    flush();
    return pieces;
  }

  #piece(text: string, limit: number): Piece {
    const length = this.#lengthOf(text);
    if (length > limit) throw this.#tooLong();
    return { text, length };
  }

  #both(first: Piece, second: Piece): Piece {
    return {
      text: first.text + AND + second.text,
      length: first.length + this.#and + second.length,
    };
  }

  /** Joins alternatives by `OR`, in order, into as few pieces as fit. */
  #joined(pieces: readonly Piece[], limit: number): Piece[] {
    const joined: Piece[] = [];
    let open: Piece[] = [];
    let length = this.#parentheses;
    const flush = () => {
      if (open.length > 1) {
        const text = `(${open.map((piece) => piece.text).join(OR)})`;
        joined.push({ text, length: length - this.#or });
      } else if (open.length === 1) joined.push(open[0]!);
      open = [];
      length = this.#parentheses;
    };
    for (const piece of pieces) {
      if (length + piece.length > limit) flush();
      open.push(piece);
      length += piece.length + this.#or;
    }
    flush();
    return joined;
  }

  #tooLong(): ExportError {
    return new ExportError(
      `Cannot write a condition: one key alone takes more room than the ${this.#limit} that a text may have, ` +
        "wanted room for at least one; allow longer texts",
    );
  }
}

const OR = " OR ";
const AND = " AND ";

/** MariaDB turns an `IN` list of 1,000 values into a sub-query, with rules of its own for types and collations. */
const MAX_LIST = 900;

/** Orders of the columns that are worth a try: as in the key, few different values first, and many first. */
function orders(
  columns: readonly Column[],
  keys: readonly Key[],
): Iterable<number[]> {
  const plain = columns.map((_, at) => at);
  if (keys.length < 2) return keys.length === 0 ? [] : [plain];
  const counts = plain.map((at) => new Set(keys.map((key) => key[at])).size);
  const rising = plain.toSorted((a, b) => counts[a]! - counts[b]!);
  const falling = plain.toSorted((a, b) => counts[b]! - counts[a]!);
  return new Map([plain, rising, falling].map((order) => [order.join(), order]))
    .values();
}

function checkedKeys(
  table: TableInfo,
  columns: readonly Column[],
  keys: Iterable<Key>,
): Key[] {
  const tuples = [...keys];
  const wrong = tuples.find((key) => key.length !== columns.length);
  if (wrong === undefined) return tuples;
  throw new RangeError(
    `Cannot name rows of ${table.fullName}: received a key of ${wrong.length} values, ` +
      `wanted ${columns.length} (${table.primaryKey.join(", ")})`,
  );
}

function total(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}

function utf8Length(text: string): number {
  if (ASCII.test(text)) return text.length;
  return new TextEncoder().encode(text).length;
}

// deno-lint-ignore no-control-regex
const ASCII = /^[\x00-\x7f]*$/;
