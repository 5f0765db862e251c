/**
 * Starts the demo's archive in a process and a folder of its own; both go when it is stopped, or when the process that
 * started it ends, however that ends.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** One request that the archive was sent. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly bytes: number;
}

/** An archive on this machine. */
export interface Archive extends AsyncDisposable {
  /** As `compileDandiset` takes it. */
  readonly instance: string;
  /** What it was asked since it was last forgotten. */
  asked(): Promise<Asked[]>;
  forget(): Promise<void>;
  /** Lets the next requests that begin like `at` fail. */
  fail(at: string, status: number, times: number): Promise<void>;
  /** Keeps requests that begin like `at` waiting, but for the first few. */
  hold(at: string, skip?: number): Promise<void>;
  /** Lets them go on. */
  release(): Promise<void>;
  /** How many requests wait. */
  held(): Promise<number>;
  /** Ends it, and removes what it holds. */
  stop(): Promise<void>;
}

/**
 * Starts an archive.
 *
 * @param key The key that it takes; nobody needs to see it.
 * @param dandisets Ids of the dandisets that it has, empty.
 */
export async function startArchive(
  key: string,
  ...dandisets: string[]
): Promise<Archive> {
  const folder = await Deno.makeTempDir({ prefix: "demo-archive-" });
  const server = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--allow-all",
      PROGRAM,
      folder,
      ...dandisets,
    ],
    env: { DEMO_ARCHIVE_KEY: key },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const origin = `http://127.0.0.1:${await firstLine(server.stdout)}`;
  const tell = async (path: string, body: unknown = {}) => {
    const response = await fetch(`${origin}/demo/${path}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    return await response.json();
  };
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    server.kill("SIGKILL");
    await server.stdin.close().catch(() => {});
    await server.status;
    await Deno.remove(folder, { recursive: true });
  };
  return {
    instance: `${origin}/api`,
    asked: () => tell("asked"),
    forget: () => tell("forget"),
    fail: (at, status, times) => tell("faults", [{ at, status, times }]),
    hold: (at, skip = 0) => tell("hold", { at, skip }),
    release: () => tell("hold", null),
    held: () => tell("held"),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

const PROGRAM = fileURLToPath(new URL("../demo_archive.ts", import.meta.url));

/** The port; nothing else is printed. */
async function firstLine(output: ReadableStream<Uint8Array>): Promise<string> {
  const reader = output.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value).trim();
}
