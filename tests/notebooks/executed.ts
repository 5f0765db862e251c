/**
 * Reading executed notebooks.
 *
 * @module
 */

/** A code cell and what it showed. */
export interface ExecutedCell {
  readonly source: string;
  /** Everything as plain text: what was printed, then what was shown. */
  readonly text: string;
  /** Whether its last expression was shown. */
  readonly hasResult: boolean;
  /** Whether it failed. */
  readonly failed: boolean;
}

/** An executed notebook. */
export interface ExecutedNotebook {
  readonly kernel: string;
  readonly language: string;
  readonly cells: readonly ExecutedCell[];
  /** What the one cell showed that contains a text. */
  textOf(source: string): string;
}

interface Output {
  readonly output_type: string;
  readonly text?: string | string[];
  readonly data?: Readonly<Record<string, string | string[]>>;
}

/**
 * Reads an executed notebook.
 *
 * @param path the `.ipynb`
 * @returns its code cells, without colours
 */
export async function readExecuted(path: string): Promise<ExecutedNotebook> {
  const { metadata, cells } = JSON.parse(await Deno.readTextFile(path));
  const code = (cells as {
    cell_type: string;
    source: string | string[];
    outputs: Output[];
  }[]).filter((cell) => cell.cell_type === "code").map((cell) => ({
    source: joined(cell.source),
    text: cell.outputs.map(textOfOutput).join("\n"),
    hasResult: cell.outputs.some((output) =>
      output.output_type === "execute_result"
    ),
    failed: cell.outputs.some((output) => output.output_type === "error"),
  }));
  return {
    kernel: metadata.kernelspec.name,
    language: metadata.kernelspec.language,
    cells: code,
    textOf(source) {
      const found = code.filter((cell) => cell.source.includes(source));
      if (found.length === 1) return found[0]!.text;
      throw new Error(`${found.length} cells contain ${source}, wanted one`);
    },
  };
}

function textOfOutput({ text, data }: Output): string {
  return joined(text ?? data?.["text/plain"] ?? "")
    // deno-lint-ignore no-control-regex
    .replaceAll(/\u001b\[[0-9;]*m/g, "");
}

function joined(text: string | string[]): string {
  return Array.isArray(text) ? text.join("") : text;
}
