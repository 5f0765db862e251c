/**
 * What the first `showAllTables` of a process takes, once nobody has looked into the slice's files yet, and once another
 * process has.
 *
 * This file is also the program that is that process: socket, folder of the files, paper.
 *
 * @module
 */
import { connect, type SelectionCommands } from "spyglass-deno";
import { report } from "./measure.ts";
import { PAPER, type SliceLab } from "./slice_lab.ts";

/** Prints both times. */
export async function benchFirstLook(lab: SliceLab): Promise<void> {
  const data = await Deno.makeTempDir({ prefix: "spyglass-bench-" });
  try {
    const cold = await firstLook(lab, data);
    const kept = await firstLook(lab, data);
    report("first show all of a process, nothing kept / kept", [
      { name: "first", ms: cold },
      { name: "second process", ms: kept },
    ], null);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

async function firstLook(lab: SliceLab, data: string): Promise<number> {
  const args = [lab.socket, lab.baseDir, PAPER.paper_id];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", new URL(import.meta.url).pathname, ...args],
    env: { SPYGLASS_DATA_DIR: data },
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(text.decode(stderr));
  return Number(text.decode(stdout).trim().split("\n").at(-1));
}

if (import.meta.main) {
  const [socketPath, baseDir, paper_id] = Deno.args as [string, string, string];
  const db = await connect({ socketPath, user: "root", baseDir });
  const usage = await db.schema("common_usage");
  const begun = performance.now();
  await (usage.ExportSelection as unknown as SelectionCommands)
    .showAllTables({ paper_id });
  console.log(performance.now() - begun);
  await db.close();
}
