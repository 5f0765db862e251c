/**
 * The same slice by Spyglass itself, on the same database, in the same run: `deno task bench slices reference`. All
 * tables of Spyglass' modules are declared, so that its catalogue is a real lab's. It takes minutes.
 *
 * @module
 */
import { measure, type Timing } from "./measure.ts";
import type { LabSize } from "./session_lab.ts";
import { PAPER, shown, type SliceLab, sliceLab } from "./slice_lab.ts";
import { besideSpyglass } from "./spyglass_reads.ts";

/**
 * Prints how many times faster each command is than the reference's. Of the same reads logged session by session it is
 * not asked: it was not done with its five answers after half an hour.
 */
export async function benchReference(
  size: LabSize,
  rounds: number,
): Promise<void> {
  await using lab = await sliceLab(size, true);
  console.info(
    `${size.sessions} sessions × ${size.electrodes} electrodes, ${lab.rows} rows in ${lab.tables} tables`,
  );
  const ours = await ownTimes(lab, rounds);
  const args = [lab.socket, "time", PAPER.paper_id];
  const said = await besideSpyglass("spyglass_slices.py", args, lab.baseDir);
  if (said === null) {
    console.info(
      "Spyglass is not installed here (deno task test:interop installs it)",
    );
    return;
  }
  const theirs = JSON.parse(/RESULT (.*)/.exec(said)![1]!);
  print(ours, theirs);
  const { script, tables } = await lab.exports.populatePaper(PAPER);
  const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
  console.info(
    `a slice of ${Object.keys(tables).length} tables and ${rows} rows; script ${
      megabytes((await Deno.stat(script)).size)
    }, Spyglass' ${megabytes(theirs.script)}`,
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

async function ownTimes(
  { selection, exports }: SliceLab,
  rounds: number,
): Promise<readonly Timing[]> {
  const all = () => selection.showAllTables(PAPER);
  const preview = () => selection.previewTables(PAPER);
  return await measure([
    { name: "all", run: all },
    { name: "all, shown", run: () => all().then(shown) },
    { name: "preview", run: preview },
    { name: "preview, shown", run: () => preview().then(shown) },
    { name: "populate", run: () => exports.populatePaper(PAPER) },
  ], rounds);
}

function print(
  ours: readonly Timing[],
  theirs: Readonly<Record<string, number>>,
): void {
  for (const { name, ms } of ours) {
    const seconds = theirs[name]!;
    const times = 1000 * seconds / ms;
    console.info(
      `${name}: ${times.toFixed(0)} times faster (wanted ≥ 50)${
        times >= 50 ? "" : "  MISSED"
      }   ${ms.toFixed(0)} ms, Spyglass ${(1000 * seconds).toFixed(0)} ms`,
    );
  }
}
