/**
 * Writes a tree of keys as conditions that are no longer than a limit.
 *
 * @module
 */
import { ExportError } from "../errors.ts";
import { type KeyColumn, nameOf } from "./key_column.ts";
import type { KeyGroup, KeyTree, Value } from "./key_tree.ts";

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

/** An alternative: a text without an `OR` outside parentheses, and its length. */
interface Piece {
  readonly text: string;
  readonly length: number;
}

/** Writes trees of keys as texts. */
export class ConditionWriter {
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

  /** Conditions that together hold for exactly the keys of the tree; no row fulfils two of them. */
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
    const single = values.filter(({ last, isAlone }) =>
      last === undefined && !isAlone
    );
    const pieces = this.#lists(name, single, limit, wanted);
    for (const { literal, last, isAlone } of values) {
      if (isAlone) pieces.push(this.#piece(`${name}=${literal}`, limit));
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

function utf8Length(text: string): number {
  if (ASCII.test(text)) return text.length;
  return new TextEncoder().encode(text).length;
}

// deno-lint-ignore no-control-regex
const ASCII = /^[\x00-\x7f]*$/;
