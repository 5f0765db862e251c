/**
 * An archive as DANDI's, in a process and a folder of its own.
 *
 * @module
 */
import { join } from "node:path";
import { PROJECT } from "../../scripts/setup/project.ts";

/** One request that the archive was sent. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly bytes: number;
}

/** The archive. */
export interface Archive extends AsyncDisposable {
  /** As `compileDandiset` takes it. */
  readonly instance: string;
  readonly key: string;
  /** What it was asked since it was last forgotten. */
  asked(): Promise<Asked[]>;
  forget(): Promise<void>;
  /** Lets the next requests that begin like `at` fail. */
  fail(at: string, status: number, times: number): Promise<void>;
}

/** Starts an archive that has these dandisets, empty. */
export async function startArchive(...dandisets: string[]): Promise<Archive> {
  const folder = await Deno.makeTempDir();
  const key = crypto.randomUUID().replaceAll("-", "");
  const server = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--allow-all",
      join(PROJECT, "scripts", "demo_archive.ts"),
      folder,
      ...dandisets,
    ],
    env: { DEMO_ARCHIVE_KEY: key },
    stdout: "piped",
  }).spawn();
  const reader = server.stdout.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  const port = Number(new TextDecoder().decode(value).trim());
  let isEnded = false;
  const origin = `http://127.0.0.1:${port}`;
  const tell = async (path: string, body?: unknown) => {
    const response = await fetch(`${origin}/demo/${path}`, {
      method: "POST",
      body: JSON.stringify(body ?? {}),
    });
    return await response.json();
  };
  return {
    instance: `${origin}/api`,
    key,
    asked: () => tell("asked"),
    forget: () => tell("forget"),
    fail: (at, status, times) => tell("faults", [{ at, status, times }]),
    [Symbol.asyncDispose]: async () => {
      // A test may have ended it before.
      if (isEnded) return;
      isEnded = true;
      server.kill("SIGKILL");
      await server.stdout.cancel();
      await server.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** The bytes that were stored, and the assets that were made. */
export function stored(asked: readonly Asked[]): {
  bytes: number;
  assets: number;
} {
  const went = asked.filter(({ status }) => status < 300);
  return {
    bytes: went.filter(({ method, path }) =>
      method === "PUT" && path.startsWith("/storage/")
    ).reduce((sum, { bytes }) => sum + bytes, 0),
    assets:
      went.filter(({ method, path }) =>
        /^(POST|PUT)$/.test(method) && /\/assets\//.test(path)
      ).length,
  };
}
