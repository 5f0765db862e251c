/**
 * Rule: no file of `src/`, `scripts/` and `tests/` is longer than 300 lines; over that it holds two ideas. Functions
 * over 50 lines are listed as warnings.
 *
 * @module
 */
import { join } from "node:path";
import { filesIn, type Finding, report, told } from "./rules/finding.ts";
import { functionsOf } from "./rules/functions.ts";

/** What `checkSize` found. */
export interface SizeFindings {
  /** Files that are too long. */
  readonly wrong: readonly Finding[];
  /** Functions to look at twice. */
  readonly warnings: readonly Finding[];
}

/**
 * Finds long files and functions.
 *
 * @param root The project's folder.
 * @returns What is wrong, and what is worth a look.
 */
export async function checkSize(root: string): Promise<SizeFindings> {
  const wrong: Finding[] = [];
  const warnings: Finding[] = [];
  for (const folder of ["src", "scripts", "tests"]) {
    for (const file of await filesIn(root, folder, /\.(?:ts|tsx|py|sh)$/)) {
      // What a program has written is as long as it must be.
      if (file.startsWith("tests/golden/")) continue;
      const source = await Deno.readTextFile(join(root, file));
      const lines = source.trimEnd().split("\n").length;
      if (lines > FILE_LINES) {
        const message =
          `${lines} lines, wanted ${FILE_LINES} at most; split it by ideas`;
        wrong.push({ file, line: lines, message });
      }
      if (/\.tsx?$/.test(file)) warnings.push(...longFunctions(file, source));
    }
  }
  return { wrong, warnings };
}

const FILE_LINES = 300;
const FUNCTION_LINES = 50;

function longFunctions(file: string, source: string): Finding[] {
  return functionsOf(source)
    .filter(({ lines }) => lines > FUNCTION_LINES)
    .map(({ name, line, lines }) => ({
      file,
      line,
      message: `warning: ${name}() has ${lines} lines`,
    }));
}

if (import.meta.main) {
  const { wrong, warnings } = await checkSize(Deno.cwd());
  for (const warning of warnings) console.log(told(warning));
  Deno.exit(report("files are short", wrong));
}
