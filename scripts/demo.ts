/**
 * The `demo` task: sets up what is missing, runs the export tutorial in a real Deno kernel, restores what it exported
 * in a scratch server, compares, and says what came of it. Everything happens on the private server.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { connect } from "../src/connect.ts";
import { SpyglassError } from "../src/errors.ts";
import type { ExportCommands } from "../src/export/commands/export_commands.ts";
import type { OutcomeView } from "../src/present/outcome_view.ts";
import { summaryText } from "../src/present/summary.ts";
import { setUpDemoData, usePrivateServer } from "./setup/demo_data.ts";
import { setUpKernel } from "./setup/kernel.ts";
import { setUpMariadb } from "./setup/mariadb.ts";
import { runNotebook } from "./setup/notebook.ts";
import { PROJECT } from "./setup/project.ts";
import { setUpPython } from "./setup/python_env.ts";
import { runScript, SetupError, step } from "./setup/step.ts";

/** The paper of the tutorial. */
const PAPER = { paper_id: "paper1" };
const TUTORIAL = join("notebooks", "05_Export.ipynb");
const EXECUTED = join(PROJECT, ".demo", "05_Export.ipynb");

async function main(): Promise<number> {
  const configured = usePrivateServer();
  if (configured !== null) {
    console.log(
      `Your configuration names the server ${configured}: the demo leaves it alone and uses a private one.`,
    );
  }
  console.log(`MariaDB ${await setUpMariadb()}`);
  await setUpPython("runner");
  await setUpKernel();
  await setUpDemoData();
  await step(
    `Running ${TUTORIAL} in a Deno kernel`,
    () => runNotebook(join(PROJECT, TUTORIAL), { output: EXECUTED }),
  );
  const outcome = await step(
    "Restoring the export in a scratch server, and comparing",
    proveExport,
  );
  console.log(`\n${summaryText(outcome)}`);
  if (!outcome.verified?.ok) return 1;
  console.log("\nNext: deno task lab opens the tutorial in JupyterLab");
  return 0;
}

/** What the tutorial has shown, once more from outside of it: a notebook that says it is well does not count. */
async function proveExport(): Promise<OutcomeView> {
  await using db = await connect();
  const exports = await db.table("common_usage.Export");
  const verified = await (exports as unknown as ExportCommands)
    .verify(PAPER, { onProgress: (line) => console.log(`  ${line}`) });
  const view = verified.view();
  return {
    ...view,
    notes: [
      ...view.notes.slice(-1),
      `Bundle     ${dirname(verified.sql)}`,
      `Notebook   ${EXECUTED}, executed`,
    ],
  };
}

await runScript(async () => {
  try {
    return await main();
  } catch (error) {
    if (error instanceof SpyglassError) throw new SetupError(error.message);
    throw error;
  }
});
