/**
 * Where a file of UI tests happens: folders of its own with the demo database, its files and copies of notebooks.
 *
 * @module
 */
import { join } from "node:path";
import { openPool } from "../../../src/connection/pool.ts";
import {
  startServer,
  stopServer,
} from "../../../src/connection/server/server.ts";
import type { Pool } from "../../../src/connection/session.ts";
import { makeDemo } from "../../../src/demo/demo.ts";
import { writeNotebook } from "./notebook_file.ts";
import { runFolder } from "./run.ts";

/** Folders and a database of one test file's own. */
export interface Workplace extends AsyncDisposable {
  /** The whole of it. */
  readonly folder: string;
  /** What JupyterLab shows: notebooks are here. */
  readonly notebooks: string;
  /** `SPYGLASS_DATA_DIR` of its kernels. */
  readonly data: string;
  /** Path of the database's socket. */
  readonly socket: string;
  /** A plain connection, that logs nothing; opened anew after the database was stopped. */
  pool(): Promise<Pool>;
  /** What an SQL statement gives, as texts. */
  sql(text: string): Promise<(string | null)[][]>;
  /** Writes a notebook of these cells, and gives its name. */
  notebook(
    name: string,
    cells: readonly string[],
    kernel?: string,
  ): Promise<string>;
  stopDatabase(): Promise<void>;
  startDatabase(): Promise<void>;
}

/** Makes the demo database in a folder that workplaces copy: making it anew would take longer. */
export async function makeTemplate(folder: string): Promise<void> {
  const { socket } = await startServer({ folder: join(folder, "mariadb") });
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    await makeDemo(pool, { baseDir: join(folder, "base") });
  } finally {
    await pool.close();
    await stopServer(join(folder, "mariadb"));
  }
}

/**
 * Makes a workplace.
 *
 * @param template What {@linkcode makeTemplate} made.
 */
export async function makeWorkplace(template: string): Promise<Workplace> {
  // Below the project, so that its kernels find `spyglass-deno` as a user's do.
  const folder = await Deno.makeTempDir({ dir: runFolder(), prefix: "" });
  const [notebooks, data] = [join(folder, "notebooks"), join(folder, "data")];
  await Deno.mkdir(notebooks);
  await Deno.mkdir(join(data, "mariadb"), { recursive: true, mode: 0o700 });
  await copy(join(template, "base"), join(data, "base"));
  await copy(join(template, "mariadb", "data"), join(data, "mariadb", "data"));
  const { socket } = await startServer({ folder: join(data, "mariadb") });
  return new Place(folder, notebooks, data, socket);
}

class Place implements Workplace {
  #pool: Promise<Pool> | null = null;

  constructor(
    readonly folder: string,
    readonly notebooks: string,
    readonly data: string,
    readonly socket: string,
  ) {}

  pool(): Promise<Pool> {
    return this.#pool ??= openPool({ socketPath: this.socket, user: "root" });
  }

  async sql(text: string): Promise<(string | null)[][]> {
    return await (await this.pool()).reserve((session) => session.texts(text));
  }

  async notebook(
    name: string,
    cells: readonly string[],
    kernel = "deno",
  ): Promise<string> {
    await writeNotebook(join(this.notebooks, name), cells, kernel);
    return name;
  }

  async stopDatabase(): Promise<void> {
    await (await this.#pool)?.close();
    this.#pool = null;
    await stopServer(join(this.data, "mariadb"));
  }

  async startDatabase(): Promise<void> {
    await startServer({ folder: join(this.data, "mariadb") });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopDatabase();
    // A kernel that is going down may still write.
    for (let tries = 5;; tries--) {
      try {
        return await Deno.remove(this.folder, { recursive: true });
      } catch (error) {
        if (tries === 0) throw error;
      }
    }
  }
}

/** A file system that can share blocks does. */
async function copy(from: string, to: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("cp", {
    args: ["-a", "--reflink=auto", "--sparse=always", from, to],
    stderr: "piped",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
