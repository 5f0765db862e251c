/**
 * The one place where text becomes HTML. A renderer writes its markup in the `markup` tag; whatever it puts in by
 * `${}` is escaped, for text and for quoted attributes alike, unless it came out of the tag itself. So a name or
 * value can only be seen, never be markup. (The tag is not called `html`: deno fmt would lay out its text, and
 * spaces are part of what is shown.)
 *
 * @module
 */

/** What may stand in `${}` of the `markup` tag; an array is written piece after piece, `null` as nothing. */
export type HtmlPart =
  | Html
  | string
  | number
  | bigint
  | null
  | readonly HtmlPart[];

/** Markup that is safe to show: only the `markup` tag makes it. */
export class Html {
  readonly #text: string;

  /** Not for use outside this file: `key` is known here alone. */
  constructor(key: symbol, text: string) {
    if (key !== KEY) {
      throw new TypeError(
        "Cannot make Html: received text, wanted a template; use markup`…`",
      );
    }
    this.#text = text;
  }

  /** The markup. */
  toString(): string {
    return this.#text;
  }
}

/**
 * Writes markup. Attribute values must be in double quotes in the template; values in `${}` are escaped, so they
 * cannot leave the element or the quotes they stand in.
 *
 * @param strings The markup, from the template.
 * @param parts What is put in between.
 * @returns Markup that may be put into other templates unescaped.
 *
 * @example
 * ```ts
 * import { markup } from "./html.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const cell = markup`<td title="${'"hi"'}">${"<b>"}</td>`;
 * assertEquals(String(cell), '<td title="&quot;hi&quot;">&lt;b&gt;</td>');
 * ```
 */
export function markup(
  strings: TemplateStringsArray,
  ...parts: readonly HtmlPart[]
): Html {
  let text = strings[0] ?? "";
  parts.forEach((part, index) => text += write(part) + strings[index + 1]);
  return new Html(KEY, text);
}

/**
 * Escapes a text so that it is the same text in HTML and XML, between tags as well as in a quoted attribute. What
 * no document can hold is replaced: lone surrogates and control characters by U+FFFD.
 *
 * @param text Any text.
 * @returns The text without any character that has a meaning in markup.
 *
 * @example
 * ```ts
 * import { escapeHtml } from "./html.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(escapeHtml("<a href='x'>&"), "&lt;a href=&#39;x&#39;&gt;&amp;");
 * ```
 */
export function escapeHtml(text: string): string {
  return text.toWellFormed()
    .replace(NOT_IN_A_DOCUMENT, "\ufffd")
    .replace(SPECIAL, (character) => ENTITIES[character] ?? "");
}

const KEY = Symbol("markup");

const NOT_IN_A_DOCUMENT = /[[\p{Cc}\p{Noncharacter_Code_Point}]--[\t\n]]/gv;

// The back-quote and = matter only in unquoted attributes, of which we write none; escaping the former costs nothing.
const SPECIAL = /[&<>"'`]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

function write(part: HtmlPart): string {
  if (part === null) return "";
  if (part instanceof Html) return part.toString();
  if (Array.isArray(part)) return part.map(write).join("");
  return escapeHtml(String(part));
}
