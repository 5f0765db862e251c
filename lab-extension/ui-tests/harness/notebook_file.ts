/**
 * Notebooks as files.
 *
 * @module
 */

/**
 * Writes a notebook of code cells.
 *
 * @param path Where.
 * @param cells The cells' texts.
 * @param kernel The kernel's name.
 */
export async function writeNotebook(
  path: string,
  cells: readonly string[],
  kernel: string,
): Promise<void> {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: KERNELS[kernel] ?? { name: kernel, display_name: kernel },
    },
    cells: cells.map((source, at) => ({
      cell_type: "code",
      id: `cell-${at}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    })),
  };
  await Deno.writeTextFile(path, JSON.stringify(notebook, null, 1));
}

const KERNELS: Readonly<Record<string, object>> = {
  deno: { name: "deno", display_name: "Deno", language: "typescript" },
  python3: {
    name: "python3",
    display_name: "Python 3 (ipykernel)",
    language: "python",
  },
};
