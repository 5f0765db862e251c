/**
 * Runs every `check_*.ts` of this folder: the rules of the house that are programs.
 *
 * @module
 */

import { join } from "node:path";
import { PROJECT } from "./setup/project.ts";

const names: string[] = [];
for await (const entry of Deno.readDir(join(PROJECT, "scripts"))) {
  if (/^check_\w+\.ts$/.test(entry.name)) names.push(entry.name);
}

let failed = 0;
for (const name of names.sort()) {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", join(PROJECT, "scripts", name)],
    cwd: PROJECT,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) failed++;
}
console.log(`${names.length - failed} of ${names.length} checks passed`);
Deno.exit(failed === 0 ? 0 : 1);
