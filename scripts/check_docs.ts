/**
 * Rule: every exported symbol of `src/` has a doc comment; what `mod.ts` exports says more than one sentence where it has
 * parameters, and it and each public method has an example, or points to what has one.
 *
 * @module
 */
import { type DocumentedSymbol, symbolsOf } from "./rules/doc_symbols.ts";
import { withoutExample } from "./rules/examples.ts";
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
  const all = await symbolsOf(root, files);
  const own = all.filter(({ doc }) => doc === "")
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
  return [...own, ...brief, ...withoutExample(published, all)];
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
