/**
 * The wheel: the same sources give the same bytes, and a JupyterLab into which it was installed has the sidebar.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { chromium } from "playwright-core";
import { dirname, join } from "node:path";
import { CHROMIUM } from "../../scripts/setup/chromium.ts";
import { EXTENSION, MESSAGES } from "../../scripts/setup/lab_extension.ts";
import { PYTHON, PYTHON_FOLDER } from "../../scripts/setup/python_env.ts";
import { makeWheel } from "../../scripts/wheel.ts";
import { startJupyter } from "./harness/jupyter.ts";
import { NotebookPage } from "./harness/notebook_page.ts";
import { artefactsFolder, runFolder } from "./harness/run.ts";

Deno.test("the wheel has the same bytes wherever it is built, and installed it shows the sidebar", async () => {
  const folder = await Deno.makeTempDir({ dir: runFolder(), prefix: "" });
  const here = await makeWheel(join(folder, "here"));
  const there = await wheelOfCopy(join(folder, "copy"));
  const [one, other] = [await hashOf(here), await hashOf(there)];
  console.log(`  SHA-256 ${one}`);
  assertEquals(one, other);

  const python = await freshPython(join(folder, "venv"));
  await run(python, ["-m", "pip", "install", "--no-index", "--no-deps", here]);
  // JupyterLab's own pages are the project's; its extensions are looked for in the fresh environment.
  const pages = join(PYTHON_FOLDER, "share", "jupyter", "lab");
  const env = { JUPYTER_PATH: "", JUPYTERLAB_DIR: pages };
  const listed = await run(python, [
    "-m",
    "jupyterlab.labextensions",
    "list",
  ], { ...env, JUPYTER_CONFIG_DIR: folder, JUPYTER_DATA_DIR: folder });
  assert(/spyglass-deno v\d\S* enabled OK/.test(plain(listed)), listed);
  assertStringIncludes(listed, join(folder, "venv"));

  const notebooks = join(folder, "notebooks");
  await Deno.mkdir(notebooks);
  await using jupyter = await startJupyter({ folder, notebooks, env, python });
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox"],
  });
  try {
    const page = await browser.newPage();
    await new NotebookPage(page, jupyter).open(null, "light");
    await page.getByRole("tab", { name: "Spyglass export" }).click();
    const panel = page.getByRole("region", { name: "Spyglass export" });
    await panel.getByText("No notebook in front").waitFor();
    await page.screenshot({
      path: join(await artefactsFolder(), "installed.png"),
    });
  } finally {
    await browser.close();
  }
});

/** Builds it as a fresh clone in another folder would, with the packages of the lock file. */
async function wheelOfCopy(copy: string): Promise<string> {
  const extension = join(copy, "lab-extension");
  await Deno.mkdir(extension, { recursive: true });
  for (const path of MESSAGES) {
    const messages = join(extension, path);
    await Deno.mkdir(dirname(messages), { recursive: true });
    await Deno.copyFile(join(EXTENSION, path), messages);
  }
  for await (const { name } of Deno.readDir(EXTENSION)) {
    if (["node_modules", "lib", "dist", "ui-tests"].includes(name)) continue;
    await run("cp", ["-a", join(EXTENSION, name), extension]);
  }
  const options = { cwd: extension };
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund"];
  await run("npm", ["ci", "--prefer-offline", ...flags], {}, options);
  await run("npm", ["run", "--silent", "compile"], {}, options);
  await run("npm", ["run", "--silent", "bundle"], {}, options);
  const built = join(extension, "dist", "labextension");
  await Deno.copyFile(
    join(extension, "install.json"),
    join(built, "install.json"),
  );
  return await makeWheel(join(copy, "wheel"), extension);
}

/** A Python without packages of its own but pip; JupyterLab is the project's. */
async function freshPython(folder: string): Promise<string> {
  await run(PYTHON, ["-m", "venv", folder]);
  const python = join(folder, "bin", "python");
  const site = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const own = (await run(python, ["-c", site])).trim();
  const projects = (await run(PYTHON, ["-c", site])).trim();
  await Deno.writeTextFile(join(own, "project.pth"), `${projects}\n`);
  return python;
}

async function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  options: { readonly cwd?: string } = {},
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    env: { PYTHONPATH: "", PYTHONNOUSERSITE: "1", ...env },
    stdin: "null",
    ...options,
  }).output();
  const text = new TextDecoder();
  const told = text.decode(stdout) + text.decode(stderr);
  assert(success, `${program} ${args.join(" ")}\n${told}`);
  return told;
}

async function hashOf(path: string): Promise<string> {
  const bytes = await Deno.readFile(path);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** Without colours. */
function plain(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/\u001b\[\d*m/g, "");
}
