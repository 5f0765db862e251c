/**
 * The Python that has dandi-cli: the one that is named, the project's own, or one that is made now.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dataFolder } from "../connection/data_folder.ts";
import { ExportError } from "../errors.ts";

/**
 * Finds a Python that can import dandi-cli, or makes an environment for it.
 *
 * @param say Is told when something is installed.
 * @param places Folders of environments to look in; the last one is made where none has dandi-cli.
 * @throws {ExportError} There is no Python, or the packages cannot be installed; the message says what to do.
 */
export async function enginePython(
  say: (text: string) => void,
  places?: readonly string[],
): Promise<string> {
  const named = Deno.env.get("SPYGLASS_DANDI_PYTHON");
  if (named) {
    if (await hasDandi(named)) return named;
    throw new ExportError(
      `Cannot use ${named}, which SPYGLASS_DANDI_PYTHON names: found no dandi there, wanted a Python with dandi-cli 0.81`,
    );
  }
  const folders = places ??
    [join(CHECKOUT, ".env", "dandi"), await ownFolder()];
  for (const folder of folders) {
    const python = join(folder, "bin", "python");
    if (await hasDandi(python)) return python;
  }
  return await install(folders.at(-1)!, say);
}

const LIST = fileURLToPath(new URL("./requirements.txt", import.meta.url));
const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url));

/** One folder a list of packages: a new version does not change what another kernel runs. */
async function ownFolder(): Promise<string> {
  const list = await Deno.readTextFile(LIST);
  const hash = createHash("sha256").update(list).digest("hex").slice(0, 12);
  return join(dataFolder(), `dandi-${hash}`);
}

async function install(
  folder: string,
  say: (text: string) => void,
): Promise<string> {
  say(`Installing dandi-cli into ${folder} (about 500 MB) …`);
  const python = join(folder, "bin", "python");
  await run("python3", ["-m", "venv", folder]);
  await run(python, [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--requirement",
    LIST,
  ]);
  return python;
}

async function hasDandi(python: string): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(python, {
      args: [
        "-c",
        // Both: of an installation that was interrupted there may be one.
        "import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ('dandi', 'hdf5plugin'))))",
      ],
      env: withoutKey(),
      clearEnv: true,
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}

/** Whoever installs packages needs no key to an archive. */
function withoutKey(): Record<string, string> {
  const { DANDI_API_KEY: _, ...rest } = Deno.env.toObject();
  return rest;
}

async function run(program: string, args: string[]): Promise<void> {
  const command = `${program} ${args.join(" ")}`;
  let text: string;
  try {
    const { success, stderr } = await new Deno.Command(program, {
      args,
      env: withoutKey(),
      clearEnv: true,
      stdout: "null",
      stderr: "piped",
    }).output();
    if (success) return;
    text = new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
  } catch (error) {
    text = (error as Error).message;
  }
  throw new ExportError(
    `Cannot install dandi-cli: ${text}; run ${command}, or name a Python that has it in SPYGLASS_DANDI_PYTHON`,
  );
}
