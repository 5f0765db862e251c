/**
 * The functions of a TypeScript file and their lengths, well enough for a warning.
 *
 * @module
 */
import { blanked, lineAt } from "./source.ts";

/** A function or method with a body. */
export interface FunctionSize {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

/**
 * Finds the functions and methods of a file that have a name, and counts their lines.
 *
 * @param source TypeScript.
 * @returns Functions in the order of their names' places; one inside another is listed, too.
 */
export function functionsOf(source: string): FunctionSize[] {
  const code = blanked(source, ["comment", "text"]);
  return [...code.matchAll(HEAD)].flatMap((head) => {
    const name = head[1] ?? head[2] ?? "";
    if (NO_METHODS.has(name)) return [];
    const open = bodyStart(code, head.index + head[0].length - 1);
    if (open === null) return [];
    const line = lineAt(code, head.index + head[0].search(/\S/));
    const end = closing(code, open);
    return [{ name, line, lines: lineAt(code, end) - line + 1 }];
  });
}

const HEAD =
  /\bfunction\b\s*\*?\s*([\w$]+)\s*(?:<[^()]*>)?\(|^[ \t]+(?:(?:static|async|override|get|set|\*)[ \t]*)*(#?[\w$]+)(?:<[^()]*>)?\(/gm;
const NO_METHODS = new Set(
  "if for while switch catch function return super new await throw typeof"
    .split(" "),
);
const PAIRS: Readonly<Record<string, string>> = {
  "(": ")",
  "{": "}",
  "[": "]",
};

/** The brace that opens the body, after the parameters whose parenthesis is at `open`; `null` for a mere call. */
function bodyStart(code: string, open: number): number | null {
  let at = closing(code, open) + 1;
  let typed = false;
  while (at < code.length) {
    const character = code[at] ?? "";
    if (/\s/.test(character)) at++;
    else if (!typed && character === ":") {
      typed = true;
      at = typeEnd(code, at + 1);
    } else return character === "{" ? at : null;
  }
  return null;
}

/** The end of a return type: a brace in it follows an operator, the body's follows a whole type. */
function typeEnd(code: string, start: number): number {
  let at = start;
  let expectsType = true;
  while (at < code.length) {
    const character = code[at] ?? "";
    if (/\s/.test(character)) at++;
    else if (character === "{" && !expectsType) return at;
    else if (PAIRS[character] !== undefined) {
      at = closing(code, at) + 1;
      expectsType = false;
    } else if (character === ";" || character === "}") return at;
    else {
      expectsType = /[|&<,:>]/.test(character) && !isClosing(code, at);
      at++;
    }
  }
  return at;
}

/** A `>` ends a type argument, unless it is the head of an arrow. */
function isClosing(code: string, at: number): boolean {
  return code[at] === ">" && code[at - 1] !== "=";
}

function closing(code: string, open: number): number {
  const wanted: string[] = [];
  for (let i = open; i < code.length; i++) {
    const character = code[i] ?? "";
    const pair = PAIRS[character];
    if (pair !== undefined) wanted.push(pair);
    else if (character === wanted.at(-1)) wanted.pop();
    if (wanted.length === 0) return i;
  }
  return code.length;
}
