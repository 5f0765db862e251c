/**
 * Rule: files that a document or a comment names are there: what was moved or renamed must not be looked for in vain.
 *
 * @module
 */
import { join } from "node:path";
import { filesIn, type Finding, report } from "./rules/finding.ts";
import { lineAt, piecesOf } from "./rules/source.ts";

/**
 * Finds names of files that are nowhere in the project.
 *
 * @param root The project's folder.
 * @returns What is wrong.
 */
export async function checkPaths(root: string): Promise<Finding[]> {
  const files = await filesIn(root, "", /\.(?:tsx?|md)$/);
  const findings: Finding[] = [];
  for (const file of files.filter((name) => NAMING.test(name))) {
    const source = await Deno.readTextFile(join(root, file));
    for (const { name, at } of namedIn(file, source)) {
      if (isThere(files, name)) continue;
      const message = `names ${name}, which is nowhere; name what is`;
      findings.push({ file, line: lineAt(source, at), message });
    }
  }
  return findings;
}

/** The log of changes names what was there when they were made. */
const NAMING = /(?:\.tsx?|(?<!CHANGELOG)\.md)$/;

/** TypeScript in back-quotes; Python is mostly that of DataJoint and Spyglass. */
const NAME = /`(?:\.{1,2}\/)*((?:[\w-]+\/)*[\w-]+(?:\.d)?\.tsx?)`/g;

interface Named {
  readonly name: string;
  readonly at: number;
}

/** In a program only comments speak of files. */
function namedIn(file: string, source: string): Named[] {
  const texts = file.endsWith(".md")
    ? [{ start: 0, end: source.length }]
    : piecesOf(source).filter(({ kind }) => kind === "comment");
  return texts.flatMap(({ start, end }) =>
    [...source.slice(start, end).matchAll(NAME)].map((found) => (
      { name: found[1]!, at: start + found.index }
    ))
  );
}

function isThere(files: readonly string[], name: string): boolean {
  return files.some((file) => file === name || file.endsWith(`/${name}`));
}

if (import.meta.main) {
  Deno.exit(
    report("files that are named are there", await checkPaths(Deno.cwd())),
  );
}
