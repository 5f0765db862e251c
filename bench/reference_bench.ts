/**
 * The same slice by Spyglass itself, on the same database, in the same run: `deno task bench slices reference`. All
 * tables of Spyglass' modules are declared, so that its catalogue is a real lab's. It takes minutes.
 *
 * @module
 */
import { measure } from "./measure.ts";
import type { LabSize } from "./session_lab.ts";
import { PAPER, sliceLab } from "./slice_lab.ts";
import { besideSpyglass } from "./spyglass_reads.ts";

/** Prints how many times faster each command is than the reference's. */
export async function benchReference(
  size: LabSize,
  rounds: number,
): Promise<void> {
  await using lab = await sliceLab(size, true);
  const { selection, exports } = lab;
  const all = () => selection.showAllTables(PAPER);
  const preview = () => selection.previewTables(PAPER);
  const ours = await measure([
    { name: "all", run: all },
    { name: "all, shown", run: () => all().then(shown) },
    { name: "preview", run: preview },
    { name: "preview, shown", run: () => preview().then(shown) },
    { name: "populate", run: () => exports.populatePaper(PAPER) },
  ], rounds);
  const { script, tables } = await exports.populatePaper(PAPER);
  const own = (await Deno.stat(script)).size;
  const total = Object.values(tables).reduce((sum, rows) => sum + rows, 0);
  lab.speak();
  console.log(
    `${size.sessions} sessions × ${size.electrodes} electrodes, ${lab.rows} rows in ${lab.tables} tables: a slice of ${
      Object.keys(tables).length
    } tables and ${total} rows`,
  );
  const args = [lab.socket, "time", PAPER.paper_id];
  const said = await besideSpyglass("spyglass_slices.py", args, lab.baseDir);
  if (said === null) {
    console.log(
      "Spyglass is not installed here (deno task test:interop installs it)",
    );
    return;
  }
  const theirs = JSON.parse(/RESULT (.*)/.exec(said)![1]!);
  for (const { name, ms } of ours) {
    const times = 1000 * theirs[name] / ms;
    console.log(
      `${name}: ${times.toFixed(0)} times faster (wanted ≥ 50)${
        times >= 50 ? "" : "  MISSED"
      }   ${ms.toFixed(0)} ms, Spyglass ${(1000 * theirs[name]).toFixed(0)} ms`,
    );
  }
  console.log(
    `script: ${(own / 1e6).toFixed(2)} MB, Spyglass' ${
      (theirs.script / 1e6).toFixed(2)
    } MB`,
  );
}

/** What a cell shows of a slice. */
function shown(slice: object): unknown {
  const display = Symbol.for("Jupyter.display");
  return (slice as Record<symbol, () => unknown>)[display]!();
}
