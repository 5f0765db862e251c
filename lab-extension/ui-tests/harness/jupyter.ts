/**
 * A JupyterLab process of a test file's own: a free port, a token, its own folders.
 *
 * @module
 */
import { join } from "node:path";
import { jupyterEnvironment } from "../../../scripts/setup/kernel.ts";
import { PYTHON } from "../../../scripts/setup/python_env.ts";
import { until } from "./until.ts";

/** A running JupyterLab. */
export interface Jupyter extends AsyncDisposable {
  /** Ends with a slash. */
  readonly url: string;
  readonly token: string;
  /** What it and its kernels have printed. */
  log(): Promise<string>;
  /** Ends all kernels. */
  endSessions(): Promise<void>;
}

/** How JupyterLab is started. */
export interface JupyterOptions {
  /** For its configuration, runtime files and log. */
  readonly folder: string;
  /** What it shows. */
  readonly notebooks: string;
  /** Variables for its kernels, beside those that they need. */
  readonly env: Readonly<Record<string, string>>;
  /** The Python that runs it. @default {the project's} */
  readonly python?: string;
}

/** Starts JupyterLab, and waits until it answers. */
export async function startJupyter(options: JupyterOptions): Promise<Jupyter> {
  const { folder, notebooks, python = PYTHON } = options;
  const runtime = join(folder, "jupyter", "runtime");
  const log = join(folder, "jupyter.log");
  await Deno.mkdir(runtime, { recursive: true });
  await writeOverrides(join(folder, "jupyter", "config"));
  const child = new Deno.Command("/bin/sh", {
    // The shell becomes JupyterLab: its id is this child's.
    args: [
      "-c",
      'log=$1; shift; exec "$@" >"$log" 2>&1',
      "sh",
      log,
      python,
      ...argumentsOf(notebooks),
    ],
    cwd: notebooks,
    clearEnv: true,
    env: { ...environment(folder), ...options.env },
    stdin: "null",
  }).spawn();
  const text = () => Deno.readTextFile(log).catch(() => "");
  let hasEnded = false;
  const ended = child.status.then(() => {
    hasEnded = true;
  });
  try {
    const file = join(runtime, `jpserver-${child.pid}.json`);
    const found = await until("JupyterLab answers", async () => {
      if (hasEnded) {
        throw new Error(`JupyterLab ended at once:\n${await text()}`);
      }
      const found = await readRuntimeFile(file);
      if (found === null) return null;
      const answer = await fetch(`${found.url}api/status?token=${found.token}`)
        .catch(() => null);
      await answer?.body?.cancel();
      return answer?.ok ? found : null;
    }, 240_000);
    return {
      url: found.url,
      token: found.token,
      log: text,
      endSessions: () => endSessions(found),
      [Symbol.asyncDispose]: () => end(child, ended, runtime),
    };
  } catch (error) {
    await end(child, ended, runtime);
    throw error;
  }
}

/** `null` while it is not there, or half written. */
async function readRuntimeFile(
  file: string,
): Promise<{ url: string; token: string } | null> {
  try {
    return JSON.parse(await Deno.readTextFile(file));
  } catch {
    return null;
  }
}

async function endSessions(
  { url, token }: { url: string; token: string },
): Promise<void> {
  const headers = { Authorization: `token ${token}` };
  const sessions: { id: string }[] =
    await (await fetch(`${url}api/sessions`, { headers })).json();
  for (const { id } of sessions) {
    const answer = await fetch(`${url}api/sessions/${id}`, {
      method: "DELETE",
      headers,
    });
    await answer.body?.cancel();
  }
}

function argumentsOf(notebooks: string): string[] {
  return [
    "-m",
    "jupyterlab",
    "--no-browser",
    "--allow-root",
    "--ServerApp.ip=127.0.0.1",
    `--ServerApp.port=${freePort()}`,
    `--ServerApp.root_dir=${notebooks}`,
    "--MultiKernelManager.default_kernel_name=deno",
    // Tests ask the page which cells there are, and what they gave.
    "--LabApp.expose_app_in_browser=True",
    "--LabApp.extension_manager=readonly",
    "--LabApp.news_url=None",
  ];
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Nothing of the caller's that would lead kernels to a real database or a real export. */
function environment(folder: string): Record<string, string> {
  const kept = Object.entries(Deno.env.toObject()).filter(([name]) =>
    name === "SPYGLASS_MARIADB_DIR" ||
    !/^(?:DJ_|SPYGLASS_|MYSQL_|JUPYTER|JPY_)/.test(name)
  );
  return {
    ...Object.fromEntries(kept),
    ...jupyterEnvironment(),
    JUPYTER_DATA_DIR: join(folder, "jupyter", "data"),
    JUPYTER_CONFIG_DIR: join(folder, "jupyter", "config"),
    JUPYTER_RUNTIME_DIR: join(folder, "jupyter", "runtime"),
    IPYTHONDIR: join(folder, "jupyter", "ipython"),
  };
}

/** Nothing is asked of a user who has just begun, and nothing is fetched from elsewhere. */
async function writeOverrides(config: string): Promise<void> {
  await Deno.mkdir(join(config, "labconfig"), { recursive: true });
  await Deno.writeTextFile(
    join(config, "labconfig", "default_setting_overrides.json"),
    JSON.stringify({
      "@jupyterlab/apputils-extension:notification": {
        checkForUpdates: false,
        fetchNews: "false",
      },
      "@jupyterlab/docmanager-extension:plugin": { autosave: false },
    }),
  );
}

/** It asks at the first interrupt, and ends its kernels at the second; a terminated one does so at once. */
async function end(
  child: Deno.ChildProcess,
  ended: Promise<void>,
  runtime: string,
): Promise<void> {
  try {
    child.kill("SIGTERM");
  } catch {
    // It has ended already.
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended just now.
      }
      resolve();
    }, 15_000);
  });
  await Promise.race([ended, late]);
  clearTimeout(timer);
  await ended;
  await endProcesses(runtime);
}

/**
 * Ends the processes of a JupyterLab that could not do so itself: their command lines name a file of its folder.
 *
 * @param folder The folder, whose path nothing else has in its command line.
 */
export async function endProcesses(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const command = await Deno.readTextFile(join("/proc", name, "cmdline"))
      .catch(() => "");
    const names = command.split("\0").some((word) =>
      word.startsWith(`${folder}/`) || word.endsWith(`=${folder}`)
    );
    if (!names || Number(name) === Deno.pid) continue;
    try {
      Deno.kill(Number(name), "SIGKILL");
    } catch {
      // It has ended just now.
    }
  }
}
