/**
 * Rule: every exported symbol of `src/` has a doc comment, and what `mod.ts` exports says more than one sentence
 * where it has parameters.
 *
 * @module
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { filesIn, type Finding, report } from "./rules/finding.ts";

/**
 * Finds exported symbols that are not, or not well enough, documented.
 *
 * @param root The project's folder.
 * @returns What is wrong.
 */
export async function checkDocs(root: string): Promise<Finding[]> {
  try {
    return await undocumented(root);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [{ file: "mod.ts", line: 1, message: error.message }];
  }
}

async function undocumented(root: string): Promise<Finding[]> {
  const files = await filesIn(root, "src", /\.ts$/);
  const own = (await symbolsOf(root, files))
    .filter(({ doc }) => doc === "")
    .map((symbol) => finding(symbol, "has no doc comment"));
  const isThere = (await filesIn(root, "", /^mod\.ts$/)).includes("mod.ts");
  const published = isThere ? await symbolsOf(root, ["mod.ts"]) : [];
  const brief = published
    .filter(({ doc, parameters }) =>
      parameters > 0 && doc !== "" && isOneSentence(doc)
    )
    .map((symbol) =>
      finding(
        symbol,
        "is public and takes parameters: its doc comment needs more than one sentence",
      )
    );
  return [...own, ...brief];
}

interface DocumentedSymbol {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** The doc comment with its tags, `""` where there is none. */
  readonly doc: string;
  readonly parameters: number;
}

/** As much of `deno doc --json` as is read here. */
interface DocOutput {
  readonly nodes: Readonly<
    Record<string, { readonly symbols?: readonly DocSymbol[] }>
  >;
}

interface DocSymbol {
  readonly name: string;
  readonly declarations: readonly DocDeclaration[];
}

interface DocDeclaration {
  readonly kind: string;
  readonly declarationKind: string;
  /** The line is counted from 0. */
  readonly location: { readonly filename: string; readonly line: number };
  readonly jsDoc?: {
    readonly doc?: string;
    readonly tags?: readonly unknown[];
  };
  readonly def?: { readonly params?: readonly unknown[] };
}

async function symbolsOf(
  root: string,
  files: readonly string[],
): Promise<DocumentedSymbol[]> {
  if (files.length === 0) return [];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...files],
    env: { NO_COLOR: "1" },
    cwd: root,
  }).output();
  if (!success) {
    const said = new TextDecoder().decode(stderr).trim();
    throw new SyntaxError(`Cannot read the doc comments: ${said}`);
  }
  // Documented paths are real ones, also where the project is reached by a link.
  const base = await Deno.realPath(root);
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as DocOutput;
  return Object.values(nodes).flatMap(({ symbols }) => symbols ?? [])
    .flatMap((symbol) => documented(base, symbol));
}

function documented(root: string, symbol: DocSymbol): DocumentedSymbol[] {
  const exported = symbol.declarations.filter((declaration) =>
    declaration.declarationKind === "export" &&
    // What is only passed on is documented where it is made.
    declaration.kind !== "reference" &&
    declaration.location.filename.startsWith("file:")
  );
  const [first] = exported;
  if (first === undefined) return [];
  return [{
    name: symbol.name,
    file: relative(root, fileURLToPath(first.location.filename)),
    line: first.location.line + 1,
    doc: exported.map(docText).join("\n").trim(),
    parameters: Math.max(
      ...exported.map(({ def }) => def?.params?.length ?? 0),
    ),
  }];
}

function docText({ jsDoc }: DocDeclaration): string {
  const tags = (jsDoc?.tags ?? []).map((tag) => JSON.stringify(tag));
  return [jsDoc?.doc ?? "", ...tags].filter((text) => text !== "").join("\n\n");
}

/** Parameters, results and examples count as sentences of their own. */
function isOneSentence(doc: string): boolean {
  return !/[.:;!?`]\s+\S/.test(doc) && !doc.includes("\n\n");
}

function finding(symbol: DocumentedSymbol, what: string): Finding {
  return {
    file: symbol.file,
    line: symbol.line,
    message: `${symbol.name} ${what}`,
  };
}

if (import.meta.main) {
  Deno.exit(
    report("exported symbols are documented", await checkDocs(Deno.cwd())),
  );
}
