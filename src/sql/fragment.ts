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
  readonly #parts: readonly (string | ValuePart)[];

  constructor(parts: readonly (string | ValuePart)[]) {
    this.#parts = parts;
  }

  /** The pieces, in order: text as text, values in an object. */
  get parts(): readonly (string | ValuePart)[] {
    return this.#parts;
  }

  /** The complete text, values written as literals: exactly what the server is sent. */
  toText(): string {
    return this.#parts
      .map((part) => typeof part === "string" ? part : partText(part))
      .join("");
  }

  /** The text with `?` where values are, and the values. */
  toSql(): { sql: string; params: SqlValue[] } {
    const params: SqlValue[] = [];
    const sql = this.#parts.map((part) => {
      if (typeof part === "string") return part;
      params.push(part.value);
      return "?";
    });
    return { sql: sql.join(""), params };
  }
}

function partText({ value, isPattern }: ValuePart): string {
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
  const flat: (string | ValuePart)[] = [];
  for (const part of parts) {
    if (part instanceof Fragment) flat.push(...part.parts);
    else flat.push(part);
  }
  return new Fragment(flat);
}

/** Joins fragments with a text between them. */
export function joinFragments(
  items: readonly Fragment[],
  between: string,
): Fragment {
  return fragment(
    ...items.flatMap((item, i) => i === 0 ? [item] : [between, item]),
  );
}
