/**
 * The same slice by Spyglass itself, on the same database, in the same run: `deno task bench slices reference`. All
 * tables of Spyglass' modules are declared, so that its catalogue is a real lab's. It takes minutes.
 *
 * @module
 */
import { measure, type Timing } from "./measure.ts";
import type { LabSize } from "./session_lab.ts";
import { LOOP, PAPER, shown, type SliceLab, sliceLab } from "./slice_lab.ts";
import { besideSpyglass } from "./spyglass_reads.ts";

/** Prints how many times faster each command is than the reference's, for reads at once and session by session. */
export async function benchReference(
  size: LabSize,
  rounds: number,
): Promise<void> {
  await using lab = await sliceLab(size, true);
  console.info(
    `${size.sessions} sessions × ${size.electrodes} electrodes, ${lab.rows} rows in ${lab.tables} tables`,
  );
  for (
    const [paper, how] of [[PAPER, "at once"], [LOOP, "one by one"]] as const
  ) {
    const ours = await ownTimes(lab, paper, rounds);
    const args = [lab.socket, "time", paper.paper_id];
    const said = await besideSpyglass("spyglass_slices.py", args, lab.baseDir);
    if (said === null) {
      console.info(
        "Spyglass is not installed here (deno task test:interop installs it)",
      );
      return;
    }
    const theirs = JSON.parse(/RESULT (.*)/.exec(said)![1]!);
    console.info(`the tutorial's reads, all sessions ${how}:`);
    print(ours, theirs);
    const { script, tables } = await lab.exports.populatePaper(paper);
    const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
    console.info(
      `a slice of ${
        Object.keys(tables).length
      } tables and ${rows} rows; script ${
        megabytes((await Deno.stat(script)).size)
      }, Spyglass' ${megabytes(theirs.script)}`,
    );
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

async function ownTimes(
  { selection, exports }: SliceLab,
  paper: { readonly paper_id: string },
  rounds: number,
): Promise<readonly Timing[]> {
  const all = () => selection.showAllTables(paper);
  const preview = () => selection.previewTables(paper);
  return await measure([
    { name: "all", run: all },
    { name: "all, shown", run: () => all().then(shown) },
    { name: "preview", run: preview },
    { name: "preview, shown", run: () => preview().then(shown) },
    { name: "populate", run: () => exports.populatePaper(paper) },
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
