/**
 * Notebooks are kept with their outputs: readers see these before anything runs. They must be what running gives.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { ExecutedNotebook } from "./executed.ts";

/**
 * Compares what each cell shows with what is kept, as text. What differs from run to run is passed over: times, sizes
 * of dumps, lines with paths, and the progress that only what takes long shows.
 *
 * @param folder The data folder of the run.
 */
export function assertAsSaved(
  saved: ExecutedNotebook,
  run: ExecutedNotebook,
  folder: string,
): void {
  const stale = "stale output; run scripts/save_notebooks.ts";
  assertEquals(run.cells.length, saved.cells.length, stale);
  for (const [at, cell] of run.cells.entries()) {
    const text = cell.text.replaceAll(folder, DATA);
    const kept = saved.cells[at]!;
    assertEquals(cell.source, kept.source, stale);
    assertEquals(lasting(text), lasting(kept.text), `${stale}: ${cell.source}`);
  }
}

const DATA = "~/.local/share/spyglass-deno";

const PROGRESS = /^\s*Done in \(duration\)\s*$/;

function lasting(text: string): string[] {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+Z)?/g, "(time)")
    .replaceAll(/\d+(?:\.\d+)? m?s\b/g, "(duration)")
    .split("\n")
    .filter((line) =>
      !line.includes(DATA) && /[^\s-]/.test(line) && !PROGRESS.test(line)
    )
    // Columns are as wide as the paths in them.
    .map((line) => line.trim().replaceAll(/\s+/g, " "));
}
