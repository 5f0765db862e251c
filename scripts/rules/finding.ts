/**
 * What a rule found wrong, and how it is told.
 *
 * @module
 */
import { join, relative } from "node:path";

/** One place that breaks a rule. */
export interface Finding {
  /** Path from the project's folder. */
  readonly file: string;
  /** Line, counted from 1. */
  readonly line: number;
  readonly message: string;
}

/**
 * Prints the findings of a rule as `file:line: message`.
 *
 * @param rule The rule in a few words.
 * @param findings What is wrong.
 * @returns The exit status: 0 where nothing is.
 */
export function report(rule: string, findings: readonly Finding[]): number {
  for (const finding of findings) console.error(told(finding));
  console.log(
    findings.length === 0 ? `ok: ${rule}` : `${findings.length} wrong: ${rule}`,
  );
  return findings.length === 0 ? 0 : 1;
}

/** `src/errors.ts:12: …` */
export function told({ file, line, message }: Finding): string {
  return `${file}:${line}: ${message}`;
}

/**
 * Lists the project's own files below a folder, in order.
 *
 * @param root The project's folder.
 * @param folder Where to look, `""` for everywhere.
 * @param ending What a file's name must match.
 * @returns Paths from the project's folder; none where there is no such folder.
 */
export async function filesIn(
  root: string,
  folder: string,
  ending: RegExp,
): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await entriesOf(join(root, folder))) {
    if (NOT_OURS.test(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory) files.push(...await filesIn(root, path, ending));
    else if (entry.isFile && ending.test(entry.name)) files.push(path);
  }
  return files.map((file) => relative(".", file)).sort();
}

/** What a checkout gets beside its own files: repository data, set-ups, packages, builds. */
const NOT_OURS =
  /^(?:\.git|\.env|\.demo|\.cache|\.ipynb_checkpoints|node_modules|__pycache__|dist|labextension)$/;

async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
