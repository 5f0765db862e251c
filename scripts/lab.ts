/**
 * The `lab` task: sets up what is missing and starts JupyterLab with the Deno kernel on the project's notebooks.
 * Arguments are passed on to JupyterLab.
 *
 * @module
 */

import { join } from "node:path";
import { ExportError } from "../src/errors.ts";
import { configuredServer, setUpDemoData } from "./setup/demo_data.ts";
import { jupyterEnvironment, setUpKernel } from "./setup/kernel.ts";
import { setUpLabExtension } from "./setup/lab_extension.ts";
import { setUpMariadb } from "./setup/mariadb.ts";
import { PROJECT } from "./setup/project.ts";
import { setUpPython } from "./setup/python_env.ts";
import { runScript } from "./setup/step.ts";

async function main(): Promise<number> {
  console.log(`MariaDB ${await setUpMariadb()}`);
  const python = await setUpPython("lab");
  await setUpKernel();
  await setUpLabExtension();
  // A server of a lab is not for trying things out.
  if (configuredServer() === null) await tryDemoData();
  const notebooks = join(PROJECT, "notebooks");
  await Deno.mkdir(notebooks, { recursive: true });
  const args = ["-m", "jupyterlab", `--ServerApp.root_dir=${notebooks}`];
  args.push("--MultiKernelManager.default_kernel_name=deno");
  if (!canShowBrowser()) args.push("--no-browser");
  if (Deno.uid() === 0) args.push("--allow-root");
  console.log("· Starting JupyterLab (end it with Ctrl-C)");
  // It asks at Ctrl-C whether to end: this process stays until it has.
  Deno.addSignalListener("SIGINT", () => {});
  const { code } = await new Deno.Command(python, {
    args: [...args, ...Deno.args],
    env: jupyterEnvironment(),
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn().status;
  return code;
}

/** Whoever has changed the demo's rows wants JupyterLab all the same. */
async function tryDemoData(): Promise<void> {
  try {
    await setUpDemoData();
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    console.warn(`${error.message}. The demo is left as it is.`);
  }
}

function canShowBrowser(): boolean {
  if (Deno.build.os !== "linux") return true;
  return Boolean(Deno.env.get("DISPLAY") || Deno.env.get("WAYLAND_DISPLAY"));
}

await runScript(main);
