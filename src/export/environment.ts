/**
 * What an export was made with: the notebook's `deno.json` and `deno.lock`, versions, and the Python packages beside
 * it. Always read anew; what is missing is left out. Never credentials, and never the process' environment variables.
 *
 * @module
 */
import { dirname, join } from "node:path";

/** Where to look. */
export interface EnvironmentOptions {
  /** Folder to look upward from for `deno.json` and `deno.lock`. @default {Deno.cwd()} */
  readonly cwd?: string;
  /** The database server's own version text. */
  readonly serverVersion?: string;
  /** Version of the lab's Spyglass that the reads were logged under. */
  readonly spyglassVersion?: string;
}

/**
 * Collects the environment as files of the bundle.
 *
 * @returns Name in the bundle → text. `environment/versions.json` is always there.
 *
 * @example
 * ```ts
 * import { environmentFiles } from "./environment.ts";
 *
 * const files = await environmentFiles();
 * console.log(JSON.parse(files["environment/versions.json"]!).deno);
 * ```
 */
export async function environmentFiles(
  options: EnvironmentOptions = {},
): Promise<Record<string, string>> {
  const cwd = options.cwd ?? workingFolder();
  const packages = await pythonPackages();
  const found: Record<string, string | null> = {
    "deno.json": cwd && await findUpward(cwd, ["deno.json", "deno.jsonc"]),
    "deno.lock": cwd && await findUpward(cwd, ["deno.lock"]),
    ...packages,
    "versions.json": await versions(options),
  };
  return Object.fromEntries(
    Object.entries(found)
      .filter((entry): entry is [string, string] => entry[1] !== null)
      .map(([name, text]) => [
        `environment/${name}`,
        withoutCredentials(text),
      ]),
  );
}

/** How long a package manager may take to answer. */
const PATIENCE = 30_000;

function workingFolder(): string | null {
  try {
    return Deno.cwd();
  } catch {
    return null;
  }
}

async function findUpward(
  from: string,
  names: readonly string[],
): Promise<string | null> {
  for (let folder = from;; folder = dirname(folder)) {
    for (const name of names) {
      const text = await Deno.readTextFile(join(folder, name))
        .catch(() => null);
      if (text !== null) return text;
    }
    if (dirname(folder) === folder) return null;
  }
}

async function versions(options: EnvironmentOptions): Promise<string> {
  const { version, name } = await moduleFacts();
  const facts = {
    collected: new Date().toISOString(),
    [name]: version,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    typescript: Deno.version.typescript,
    os: `${Deno.build.os} ${osRelease()}`.trim(),
    architecture: Deno.build.arch,
    ...(options.serverVersion === undefined
      ? {}
      : { server: options.serverVersion }),
    ...(options.spyglassVersion === undefined
      ? {}
      : { spyglass: options.spyglassVersion }),
  };
  return JSON.stringify(facts, null, 2) + "\n";
}

function osRelease(): string {
  try {
    return Deno.osRelease();
  } catch {
    return "";
  }
}

/** This module's own name and version. */
async function moduleFacts(): Promise<{ name: string; version: string }> {
  const facts = { name: "spyglass-deno", version: "unknown" };
  try {
    const response = await fetch(new URL("../../deno.json", import.meta.url));
    return { ...facts, ...pick(await response.json()) };
  } catch {
    return facts;
  }
}

function pick({ name, version }: { name: string; version: string }) {
  return { name, version };
}

/**
 * As `pip freeze --all` lists them, in a fraction of its time: of what a package says of itself only the head is looked
 * at, which Python's own reader takes apart with all that follows.
 */
const LIST_PACKAGES = `
import importlib.metadata, json, re
found = set()
for package in importlib.metadata.distributions():
    texts = (package.read_text(name) for name in ("METADATA", "PKG-INFO", ""))
    head = next(filter(None, texts), "").replace("\\r", "").split("\\n\\n", 1)[0]
    facts = dict(re.findall("^(Name|Version): *(.*?) *$", head, re.MULTILINE))
    name, origin = facts.get("Name"), package.read_text("direct_url.json")
    if not name:
        continue
    if origin is None:
        found.add(f"{name}=={facts.get('Version')}")
        continue
    facts = json.loads(origin)
    vcs = facts.get("vcs_info")
    url = facts["url"]
    found.add(f"{name} @ {vcs['vcs']}+{url}@{vcs['commit_id']}" if vcs else f"{name} @ {url}")
print("\\n".join(sorted(found, key=str.lower)))
`;

/** conda's list where a conda environment is active, else that of the Python that is found first. */
async function pythonPackages(): Promise<Record<string, string>> {
  if (Deno.env.get("CONDA_PREFIX")) {
    // Not `conda env export`: that shows the environment's variables.
    const list = await output("conda", ["list", "--export"]);
    if (list !== null) return { "conda.txt": list };
  }
  for (const python of ["python3", "python"]) {
    const list = await output(python, ["-c", LIST_PACKAGES]);
    if (list !== null) return { "pip.txt": list };
  }
  return {};
}

/** What a program says; `null` where it is missing, fails, or takes too long. */
async function output(
  program: string,
  args: string[],
): Promise<string | null> {
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), PATIENCE);
  try {
    const { success, stdout } = await runMeanwhile(
      program,
      args,
      timer.signal,
    );
    return success && stdout.length > 0
      ? new TextDecoder().decode(stdout)
      : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timeout);
  }
}

/** By what processors have no other work for: the slice that is computed meanwhile takes longer. */
async function runMeanwhile(
  program: string,
  args: string[],
  signal: AbortSignal,
): Promise<Deno.CommandOutput> {
  try {
    return await run("nice", ["-n", "19", program, ...args], signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return await run(program, args, signal);
  }
}

async function run(
  program: string,
  args: string[],
  signal: AbortSignal,
): Promise<Deno.CommandOutput> {
  const command = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
    signal,
  });
  return await command.output();
}

/** Addresses may hold them: `https://user:secret@host/`, `?token=secret`, and conda's `/t/secret/`. */
function withoutCredentials(text: string): string {
  return text
    .replaceAll(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s"'@]+@/gi, "$1")
    .replaceAll(
      /([?&](?:access_token|token|api_?key|key|password|secret)=)[^&#\s"']+/gi,
      "$1REMOVED",
    )
    .replaceAll(/\/t\/[^/\s"']+\//g, "/");
}
