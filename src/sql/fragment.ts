/**
 * SQL text with values in it: what a template becomes. Values stay values until the text is written.
 *
 * @module
 */
import {
  bytesLiteral,
  numberLiteral,
  patternLiteral,
  textLiteral,
} from "./literal.ts";

/** A value that SQL has a literal for. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array;

/** A value between texts. */
export interface ValuePart {
  readonly value: SqlValue;
  /** True for the pattern of a `LIKE`. */
  readonly isPattern?: boolean;
}

/** Text, with values between. */
export class Fragment {
  readonly #parts: readonly (string | ValuePart | Fragment)[];
  #text: string | null = null;

  constructor(parts: readonly (string | ValuePart | Fragment)[]) {
    this.#parts = parts;
  }

  /** True where there is nothing in it. */
  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  /**
   * The complete text, values written as literals: exactly what the server is sent. A condition's text is written once,
   * for the log and for the SELECT.
   */
  toText(): string {
    return this.#text ??= this.#parts.map(partText).join("");
  }

  /** The text with `?` where values are, and the values. */
  toSql(): { sql: string; params: SqlValue[] } {
    const params: SqlValue[] = [];
    const sql = this.#parts.map((part) => {
      if (typeof part === "string") return part;
      if (part instanceof Fragment) {
        const inner = part.toSql();
        for (const param of inner.params) params.push(param);
        return inner.sql;
      }
      params.push(part.value);
      return "?";
    });
    return { sql: sql.join(""), params };
  }
}

function partText(part: string | ValuePart | Fragment): string {
  if (typeof part === "string") return part;
  if (part instanceof Fragment) return part.toText();
  const { value, isPattern } = part;
  return isPattern && typeof value === "string"
    ? patternLiteral(value)
    : literal(value);
}

/** Writes any value as a literal. */
export function literal(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return textLiteral(value);
  if (typeof value === "boolean") return value ? "1" : "0";
  if (value instanceof Uint8Array) return bytesLiteral(value);
  return numberLiteral(value);
}

/** Puts pieces together: text, values (as `{ value }`) and fragments. */
export function fragment(
  ...parts: readonly (string | ValuePart | Fragment)[]
): Fragment {
  return new Fragment(parts);
}

/** Joins fragments with a text between them. */
export function joinFragments(
  items: readonly Fragment[],
  between: string,
): Fragment {
  // A list may be longer than what a call takes as arguments.
  return new Fragment(
    items.flatMap((item, i) => i === 0 ? [item] : [between, item]),
  );
}
