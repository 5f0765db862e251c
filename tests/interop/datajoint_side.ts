/**
 * Python's DataJoint beside a test: `datajoint_side.py`, asked line by line.
 *
 * @module
 */
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import { pythonFolder } from "../python/python_folder.ts";
import type { Description } from "../blob/describe.ts";

/** A primary key, each value as the server writes it. */
export type KeyTexts = readonly (string | null)[];

/** A log entry: table and restriction, as stored. */
export type StoredEntry = readonly [table: string, restriction: string];

/** What Python reads of the entries of one read. */
export interface PythonKeys {
  /** Keys of each entry's rows, sorted. */
  readonly each: readonly (readonly KeyTexts[])[];
  /** Keys of the rows of all entries at once. */
  readonly together: readonly KeyTexts[];
  /** `len()` of that. */
  readonly counted: number;
}

/** Tables for Python to declare. */
export interface PythonTables {
  readonly schema: string;
  /** Names in definitions → schemas. */
  readonly schemas?: Readonly<Record<string, string>>;
  readonly tables: readonly {
    readonly name: string;
    readonly tier: string;
    readonly definition: string;
    readonly parts?: Readonly<Record<string, string>>;
    readonly contents?: readonly unknown[];
  }[];
}

/** A value with its kind, as text. */
export type TaggedValue = readonly [kind: string, text: string] | null;

/** What Python gives for a query. */
export interface PythonResult {
  readonly names: readonly string[];
  readonly key: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly TaggedValue[])[];
  readonly count: number;
}

/** The commands of `datajoint_side.py`: name → argument and answer. */
interface Commands {
  keys: [readonly StoredEntry[], PythonKeys];
  exported: [string, Readonly<Record<string, readonly KeyTexts[]>>];
  log_entry: [
    { export_id: number; table_name: string; restriction: string },
    number,
  ];
  insert_blobs: [string, readonly Description[]];
  insert_outside: [string, readonly Description[]];
  fetch_blobs: [string, readonly Description[]];
  set_time_zone: [string, null];
  queries: [
    { tables: Readonly<Record<string, string>>; texts: readonly string[] },
    readonly (PythonResult | { readonly error: string })[],
  ];
  declare: [PythonTables, readonly (string | null)[]];
  touch_jobs: [string, string];
  set_stores: [Readonly<Record<string, string>>, null];
  populate: [{ schema: string; name: string; parent: string }, number];
  job_hashes: [string, readonly string[]];
  fetch_kept: [
    { table: string; folder: string },
    readonly Readonly<Record<string, unknown>>[],
  ];
  insert_kept: [{ table: string; rows: readonly unknown[] }, null];
}

/** A Python process with a connection; for `await using`. */
export interface DataJointSide extends AsyncDisposable {
  /** Asks for one of `datajoint_side.py`'s commands; rejects with Python's own error. */
  ask<Name extends keyof Commands>(
    command: Name,
    argument: Commands[Name][0],
  ): Promise<Commands[Name][1]>;
}

/**
 * Starts Python's DataJoint on a server.
 *
 * @param socket The server's socket; the user is `root` without a password.
 * @param purpose Which environment: DataJoint alone, or with all of Spyglass.
 */
export async function dataJointSide(
  socket: string,
  purpose: "interop" | "spyglass" = "interop",
): Promise<DataJointSide> {
  const python = await setUpPython(purpose);
  const child = new Deno.Command(python, {
    args: [
      "-B",
      join(HERE, "datajoint_side.py"),
      socket,
      join(HERE, "../blob"),
    ],
    env: {
      PYTHONPATH: pythonFolder(),
      PYTHONUTF8: "1",
      PYTHONWARNINGS: "ignore",
      MPLBACKEND: "agg",
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  const lines = createInterface({ input: Readable.from(child.stdout) });
  const answers = lines[Symbol.asyncIterator]();
  return {
    ask: async (command, argument) => {
      const line = JSON.stringify([command, argument]);
      await writer.write(new TextEncoder().encode(`${line}\n`));
      const { value, done } = await answers.next();
      if (done) throw new Error(`Cannot ask Python for ${command}: it ended`);
      const { answer, error } = JSON.parse(value);
      if (error === undefined) return answer;
      throw new Error(`Python's ${command} failed: ${error}`);
    },
    [Symbol.asyncDispose]: async () => {
      await writer.close();
      await child.status;
      lines.close();
    },
  };
}

const HERE = dirname(fileURLToPath(import.meta.url));
