/**
 * Character sets some of whose texts do not survive the way through Unicode: two of them become one, or a question
 * mark.
 *
 * @module
 */
import type { Column } from "../schema/table.ts";

/**
 * True for text that may come back from Unicode as another one. Members of an ENUM or a SET are the server's to name.
 *
 * @example
 * ```ts
 * import { isForeign } from "./character_sets.ts";
 * import { assert } from "@std/assert";
 *
 * assert(isForeign({ type: "varchar(9)", characterSet: "sjis" }));
 * assert(!isForeign({ type: "varchar(9)", characterSet: "latin1" }));
 * ```
 */
export function isForeign(
  { type, characterSet }: Pick<Column, "type" | "characterSet">,
): boolean {
  return characterSet !== null && !LOSSLESS.has(characterSet) &&
    !/^(enum|set|json)\b/i.test(type);
}

/** Every character of these has its own place in Unicode and comes back from there. */
const LOSSLESS: ReadonlySet<string> = new Set([
  "ascii",
  "binary",
  "latin1",
  "ucs2",
  "utf8",
  "utf8mb3",
  "utf8mb4",
  "utf16",
  "utf16le",
  "utf32",
]);

/**
 * A text as Unicode where it comes back from there; any other as its bytes, in hexadecimal digits behind a sign that no
 * text of these character sets has.
 */
export function foreignExpression(name: string, characterSet: string): string {
  const unicode = `CONVERT(${name} USING utf8mb4)`;
  const back = `CONVERT(${unicode} USING ${characterSet})`;
  return `IF(CAST(${back} AS BINARY)=CAST(${name} AS BINARY),${unicode},CONCAT(_utf8mb4 0xEFBFBF,HEX(${name})))`;
}

/** The literal of a text that came as its bytes; `null` for any other. */
export function foreignLiteral(
  { characterSet }: Pick<Column, "characterSet">,
  text: string,
): string | null {
  const [, digits] = BYTES.exec(text) ?? [];
  return digits === undefined
    ? null
    : `_${characterSet!.toUpperCase()} 0x${digits}`;
}

const BYTES = /^\uffff((?:[0-9A-F]{2})+)$/;
