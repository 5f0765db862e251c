/**
 * The imports of a TypeScript file.
 *
 * @module
 */
import { blanked, lineAt } from "./source.ts";

/** One `import … from`, `export … from` or `import()`. */
export interface Import {
  /** What it names, as written. */
  readonly specifier: string;
  readonly line: number;
  /** True where nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

/**
 * Reads the imports of a file. What only looks like one, in a comment or a text, is none.
 *
 * @param source TypeScript.
 * @returns Every import, in order.
 *
 * @example
 * ```ts
 * import { importsOf } from "./imports.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(importsOf('import type { A } from "./a.ts";\nexport * from "./b.ts";'), [
 *   { specifier: "./a.ts", line: 1, typeOnly: true },
 *   { specifier: "./b.ts", line: 2, typeOnly: false },
 * ]);
 * ```
 */
export function importsOf(source: string): Import[] {
  const code = blanked(source, ["comment", "text"]);
  return [...code.matchAll(STATEMENT), ...code.matchAll(CALL)]
    .sort((a, b) => a.index - b.index)
    .map((found) => ({
      specifier: textAt(source, found.index + found[0].length),
      line: lineAt(source, found.index + found[0].length),
      typeOnly: isTypeOnly(found.groups ?? {}),
    }));
}

// Texts are blanked but for their quotes, so what stands between `from` and the quote is known to be code.
const STATEMENT =
  /(?<![\w$.])(?:import|export)(?<type>\s+type(?=[\s{*]))?\s*(?<names>[\w$*{},\s]*?\bfrom\b|)\s*["']/g;
const CALL = /(?<![\w$.])import\s*\(\s*["'`]/g;

function isTypeOnly(groups: Record<string, string | undefined>): boolean {
  if (groups.type !== undefined) return true;
  const list = /^\s*\{([^}]*)\}\s*from$/.exec(groups.names ?? "")?.[1];
  const names = list?.split(",").filter((name) => name.trim() !== "") ?? [];
  return names.length > 0 &&
    names.every((name) => /^\s*type\s+[\w$]/.test(name));
}

/** The text whose opening quote is right before `start`. */
function textAt(source: string, start: number): string {
  const quote = source[start - 1] ?? '"';
  return source.slice(start, source.indexOf(quote, start));
}
