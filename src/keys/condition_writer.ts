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

  /**
   * Conditions that together hold for exactly the keys of the tree; no row fulfils two of them. Each is written when it
   * is asked for.
   */
  *texts(tree: KeyTree): Generator<string> {
    for (const { text } of this.#treePieces(tree, this.#limit)) yield text;
  }

  /** Pieces of at most `limit` that together are the tree, one by one. */
  *#treePieces(tree: KeyTree, limit: number): Generator<Piece> {
    yield* this.#joined(this.#alternatives(tree, limit), limit);
  }

  *#alternatives(
    { column, groups }: KeyTree,
    limit: number,
  ): Generator<Piece> {
    for (const group of groups) {
      yield* this.#groupPieces(column, group, limit);
    }
  }

  *#groupPieces(
    column: KeyColumn,
    group: KeyGroup,
    limit: number,
  ): Generator<Piece> {
    if (group.rest === null) {
      yield* this.#valuePieces(column, group.values, limit);
      return;
    }
    const room = limit - this.#and;
    const rest = this.#wholeTree(group.rest);
    const wanted = rest.length <= room / 2 ? room - rest.length : room / 2;
    const pieces = this.#valuePieces(column, group.values, room, wanted);
    for (const values of this.#joined(pieces, wanted)) {
      for (const rest of this.#restPieces(group.rest, room - values.length)) {
        yield this.#both(values, rest);
      }
    }
  }

  #restPieces(tree: KeyTree, limit: number): Iterable<Piece> {
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
  *#valuePieces(
    column: KeyColumn,
    values: Iterable<Value>,
    limit: number,
    wanted = limit,
  ): Generator<Piece> {
    const name = nameOf(column);
    const others: string[] = [];
    const frame = this.#lengthOf(`${name} IN ()`);
    const comma = this.#lengthOf(",");
    let list: string[] = [];
    let length = frame;
    for (const { literal, last, isAlone, isNumber } of values) {
      if (last !== undefined) {
        others.push(`${name} BETWEEN ${literal} AND ${last}`);
      } else if (isAlone) {
        others.push(`${name}${isNumber ? "+0" : ""}=${literal}`);
      } else {
        const more = this.#lengthOf(literal) + comma;
        if (list.length === MAX_LIST || length + more > wanted) {
          if (list.length > 0) {
            yield this.#list(name, list, length - comma, limit);
          }
          list = [];
          length = frame;
        }
        list.push(literal);
        length += more;
      }
    }
    if (list.length > 0) {
      yield this.#list(name, list, length - comma, limit);
    }
    for (const text of others) yield this.#piece(text, limit);
  }

  /** @param length That of `name IN (…)`, where there are several. */
  #list(
    name: string,
    list: readonly string[],
    length: number,
    limit: number,
  ): Piece {
    return list.length === 1
      ? this.#piece(`${name}=${list[0]}`, limit)
      : this.#piece(inOne(`${name} IN (`, list, ",", ")"), limit, length);
  }

  #piece(text: string, limit: number, length = this.#lengthOf(text)): Piece {
    if (length > limit) throw this.#tooLong();
    return { text, length };
  }

  #both(first: Piece, second: Piece): Piece {
    return {
      text: [first.text, second.text].join(AND),
      length: first.length + this.#and + second.length,
    };
  }

  /** Joins alternatives by `OR`, in order, into as few pieces as fit. */
  *#joined(pieces: Iterable<Piece>, limit: number): Generator<Piece> {
    let open: Piece[] = [];
    let length = this.#parentheses;
    for (const piece of pieces) {
      if (length + piece.length > limit && open.length > 0) {
        yield this.#alternativesOf(open, length);
        open = [];
        length = this.#parentheses;
      }
      open.push(piece);
      length += piece.length + this.#or;
    }
    if (open.length > 0) yield this.#alternativesOf(open, length);
  }

  /** @param length That of the pieces with an `OR` after each, in parentheses. */
  #alternativesOf(pieces: readonly Piece[], length: number): Piece {
    if (pieces.length === 1) return pieces[0]!;
    const text = inOne("(", pieces.map((piece) => piece.text), OR, ")");
    return { text, length: length - this.#or };
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

/**
 * Joins several texts between a beginning and an end. A text that `+` makes of long ones refers to them until somebody
 * looks into it, and is copied then: of millions of keys both would be there. `join` copies them at once.
 */
function inOne(
  begin: string,
  texts: readonly string[],
  separator: string,
  end: string,
): string {
  return [begin + texts[0]!, ...texts.slice(1, -1), texts.at(-1)! + end]
    .join(separator);
}

function utf8Length(text: string): number {
  if (ASCII.test(text)) return text.length;
  return new TextEncoder().encode(text).length;
}

// deno-lint-ignore no-control-regex
const ASCII = /^[\x00-\x7f]*$/;
