/**
 * Builds the JupyterLab extension and puts it where a JupyterLab finds it.
 *
 * @module
 */
import { dirname, join, relative } from "node:path";
import { filesIn } from "../rules/finding.ts";
import { ENVIRONMENT, once, PROJECT } from "./project.ts";
import { PYTHON_FOLDER } from "./python_env.ts";
import { hasProgram, lastLines, SetupError, step } from "./step.ts";

/** The extension's name: of its package, and of its folder in JupyterLab. */
const EXTENSION_NAME = "spyglass-deno";

/** The extension's sources. */
export const EXTENSION = join(PROJECT, "lab-extension");

/**
 * Builds the extension from its sources, unless these are as they were at the last build.
 *
 * @returns the folder that JupyterLab loads
 * @throws {SetupError} with what to do, where Node.js is missing or a step fails
 */
export async function buildLabExtension(): Promise<string> {
  const built = join(EXTENSION, "dist", "labextension");
  if (!await isThere(built)) await forget("lab-extension-built");
  if (!await isThere(join(EXTENSION, "node_modules"))) {
    await forget("lab-extension-packages");
  }
  const packages = await factsOf(["package.json", "package-lock.json"]);
  await once(
    stamp("lab-extension-packages"),
    packages,
    () =>
      step(
        "Installing the packages of the JupyterLab extension (npm ci)",
        () => run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]),
      ),
  );
  const sources = await factsOf(await sourceFiles());
  await once(
    stamp("lab-extension-built"),
    sources,
    () =>
      step("Building the JupyterLab extension", async () => {
        for (const old of ["lib", "dist"]) {
          await Deno.remove(join(EXTENSION, old), { recursive: true })
            .catch(() => {});
        }
        await run("npm", ["run", "--silent", "compile"]);
        await run("npm", ["run", "--silent", "bundle"]);
        await Deno.copyFile(
          join(EXTENSION, "install.json"),
          join(built, "install.json"),
        );
      }),
  );
  return built;
}

/**
 * Builds the extension and installs it for a JupyterLab.
 *
 * @param data Jupyter's data folder, for example `share/jupyter` of a Python environment
 * @returns the folder that JupyterLab loads
 */
async function installLabExtension(data: string): Promise<string> {
  const built = await buildLabExtension();
  const folder = join(data, "labextensions", EXTENSION_NAME);
  const files = await filesBelow(built);
  const old = await filesBelow(folder);
  const isSame = old.length === files.length &&
    (await Promise.all(files.map((file) => isEqual(built, folder, file))))
      .every(Boolean);
  if (isSame) return folder;
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  for (const file of files) {
    await Deno.mkdir(dirname(join(folder, file)), { recursive: true });
    await Deno.copyFile(join(built, file), join(folder, file));
  }
  return folder;
}

/**
 * Builds the extension and installs it for the project's own JupyterLab.
 *
 * @returns the folder that JupyterLab loads
 */
export async function setUpLabExtension(): Promise<string> {
  return await installLabExtension(join(PYTHON_FOLDER, "share", "jupyter"));
}

const SOURCES = [
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "install.json",
  "bundle.config.cjs",
];
/** What it has of the module: the types of their messages; paths from its folder. */
export const MESSAGES: readonly string[] = [
  "../src/lab/messages.d.ts",
  "../src/lab/grid/grid_messages.d.ts",
  "../src/lab/slice/slice_messages.d.ts",
];

function stamp(name: string): string {
  return join(ENVIRONMENT, name);
}

async function forget(name: string): Promise<void> {
  await Deno.remove(stamp(name)).catch(() => {});
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function sourceFiles(): Promise<string[]> {
  const found: string[] = [];
  for (const folder of ["src", "style", "schema"]) {
    const files = await filesIn(EXTENSION, folder, /./);
    found.push(...files);
  }
  return [...SOURCES, ...MESSAGES, ...found];
}

/** Names and texts: what a build is made of. */
async function factsOf(files: readonly string[]): Promise<string[]> {
  const texts = await Promise.all(
    files.map((file) => Deno.readTextFile(join(EXTENSION, file))),
  );
  return [EXTENSION, ...files, ...texts];
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  const look = async (path: string) => {
    for await (const entry of Deno.readDir(path)) {
      const below = join(path, entry.name);
      if (entry.isDirectory) await look(below);
      else found.push(relative(folder, below));
    }
  };
  if (await isThere(folder)) await look(folder);
  return found.sort();
}

async function isEqual(
  one: string,
  other: string,
  file: string,
): Promise<boolean> {
  const [a, b] = await Promise.all(
    [one, other].map((folder) =>
      Deno.readFile(join(folder, file)).catch(() => null)
    ),
  );
  return a !== null && b !== null && a!.length === b!.length &&
    a!.every((byte, i) => byte === b![i]);
}

async function run(program: string, args: readonly string[]): Promise<void> {
  if (!await hasProgram(program)) {
    throw new SetupError(
      `Cannot build the JupyterLab extension: "${program}" was not found, wanted Node.js 20 or later with npm; ` +
        "run: sudo apt-get install nodejs npm",
    );
  }
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd: EXTENSION,
    stdin: "null",
  }).output();
  if (success) return;
  const text = new TextDecoder();
  throw new SetupError(
    `Cannot build the JupyterLab extension: "${program} ${
      args.join(" ")
    }" failed in ${EXTENSION}\n` +
      lastLines(text.decode(stdout) + text.decode(stderr)),
  );
}

if (import.meta.main) {
  console.log(await buildLabExtension());
}
