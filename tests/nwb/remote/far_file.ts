/**
 * A file on a server that is another process, as it must be: whoever reads waits without doing anything else.
 *
 * @module
 */
import { join } from "node:path";
import { type NwbFile, openRemoteNwb } from "../../../src/nwb/file.ts";
import { endRangeThread } from "../../../src/nwb/remote/range_thread.ts";
import { freshFolder, write } from "../folder.ts";

/** Samples of two bytes a row. */
export const CHANNELS = 32;

/** A file on a server. */
export interface FarFile extends AsyncDisposable {
  readonly path: string;
  readonly cache: string;
  readonly url: string;
  open(way: string, options?: object): Promise<NwbFile>;
  bytes(): number;
  forget(): void;
  reset(failures: number): Promise<void>;
  /** Tells the server something, for example that the file is another one now. */
  ask(what: string): Promise<void>;
  /** How often the way was asked for, how many ranges were given, and their bytes. */
  stats(): Promise<{ requests: number; ranges: number; sent: number }>;
}

/** The values of some rows. */
export function expected(from: number, rows: number): Int16Array {
  return Int16Array.from(
    { length: rows * CHANNELS },
    (_, at) => (from * CHANNELS + at) % 32_003,
  );
}

/** A series of so many rows, a server of it, and a folder for blocks. */
export function served(rows: number): Promise<FarFile> {
  return servedFile((folder) => writeSeries(folder, rows));
}

function writeSeries(folder: string, rows: number): Promise<string> {
  return write(folder, "far.nwb", (file) => {
    const group = file.create_group("series");
    group.create_attribute("description", "far away", [], "S");
    group.create_attribute("object_id", crypto.randomUUID(), [], "S");
    const data = group.create_dataset({
      name: "data",
      data: expected(0, rows),
      shape: [rows, CHANNELS],
    });
    data.create_attribute("unit", "volts", [], "S");
    const start = group.create_dataset({
      name: "starting_time",
      data: Float64Array.of(0),
      shape: [],
    });
    start.create_attribute("rate", 1000, [], "<d");
    file.create_dataset({ name: "texts", data: ["a", "ü"], dtype: "S" });
  });
}

/** A file, a server of it, and a folder for blocks. */
export async function servedFile(
  make: (folder: string) => Promise<string>,
): Promise<FarFile> {
  const folder = await freshFolder();
  const path = await make(folder.path);
  const server = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--allow-read",
      "--allow-net",
      join(import.meta.dirname!, "range_server.ts"),
      path,
    ],
    stdout: "piped",
  }).spawn();
  const reader = server.stdout.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  const url = `http://127.0.0.1:${
    Number(new TextDecoder().decode(value).trim())
  }`;
  const cache = join(folder.path, "cache");
  let transferred = 0;
  const ask = async (what: string) => {
    await fetch(`${url}/${what}`).then((response) => response.text());
  };
  return {
    path,
    cache,
    url,
    open: (way, options = {}) =>
      openRemoteNwb({
        url: `${url}/${way}`,
        label: "far.nwb",
        cacheFolder: cache,
        onTransfer: (bytes) => transferred += bytes,
        ...options,
      }),
    bytes: () => transferred,
    forget: () => transferred = 0,
    reset: (failures) => ask(`reset?failures=${failures}`),
    ask,
    stats: () => fetch(`${url}/stats`).then((response) => response.json()),
    [Symbol.asyncDispose]: async () => {
      server.kill("SIGKILL");
      await server.stdout.cancel();
      await server.status;
      await endRangeThread();
      await folder[Symbol.asyncDispose]();
    },
  };
}
