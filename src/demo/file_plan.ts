/**
 * Which of the demo's files have to be written. Changes nothing.
 *
 * @module
 */
import { join } from "node:path";
import type { Session } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
import { fullName } from "../sql/identifier.ts";
import { bytesLiteral } from "../sql/literal.ts";
import { type DemoFile, demoFiles } from "./files.ts";
import type { RowFacts } from "./rows.ts";
import { DEMO_FILES } from "./session.ts";
import {
  hashOfPath,
  isSame,
  readIfThere,
  type StoredFile,
  storedFile,
} from "./store.ts";

/** A file that is to be written. */
export interface FilePlan {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Compares the demo's files with those in the folder and with what the database knows of them.
 *
 * @param tables Full names of the tables that exist.
 * @returns The files that are missing, and what the database's rows say, or are to say, of all.
 * @throws {ExportError} Another file has the name of one of the demo's.
 */
export async function planFiles(
  session: Session,
  tables: ReadonlySet<string>,
  baseDir: string,
): Promise<{ files: FilePlan[]; facts: RowFacts["files"] }> {
  const known = await knownFiles(session, tables);
  const made = once(demoFiles);
  const files: FilePlan[] = [];
  for (const name of Object.keys(DEMO_FILES) as DemoFile[]) {
    const path = join(baseDir, DEMO_FILES[name]);
    const there = await readIfThere(path);
    // The database does not know the original: where it knows the copy that links to it, what is there is it.
    if (there && name === "original" && known.copy) continue;
    const wanted = known[name] ?? describe(name, (await made())[name]);
    if (there) {
      if (isSame(describe(name, there), wanted)) continue;
      throw taken(path);
    }
    const bytes = (await made())[name];
    if (!isSame(describe(name, bytes), wanted)) throw lost(path);
    files.push({ path, bytes });
  }
  const fact = async (name: Registered) =>
    known[name] ?? describe(name, (await made())[name]);
  return {
    files,
    facts: {
      copy: await fact("copy"),
      sorting: await fact("sorting"),
      position: await fact("position"),
    },
  };
}

/** The files that the database names. */
type Registered = keyof RowFacts["files"];

/** What the database knows of the demo's files. */
async function knownFiles(
  session: Session,
  tables: ReadonlySet<string>,
): Promise<Partial<Record<DemoFile, StoredFile>>> {
  const known: Partial<Record<DemoFile, StoredFile>> = {};
  for (const name of ["copy", "sorting", "position"] as const) {
    const path = pathInStore(name);
    const store = DEMO_FILES[name].slice(0, -path.length - 1);
    const table = fullName("common_nwbfile", `~external_${store}`);
    if (!tables.has(table)) continue;
    const [row] = await session.bytes(
      `select contents_hash, size from ${table} where hash = ${
        bytesLiteral(hashOfPath(path))
      }`,
    );
    if (!row?.[0] || !row[1]) continue;
    const size = Number(new TextDecoder().decode(row[1]));
    known[name] = { path, contents: new Uint8Array(row[0]), size };
  }
  return known;
}

function describe(name: DemoFile, bytes: Uint8Array): StoredFile {
  return storedFile(pathInStore(name), bytes);
}

function pathInStore(name: DemoFile): string {
  return DEMO_FILES[name].slice(DEMO_FILES[name].indexOf("/") + 1);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => made ??= make();
}

function taken(path: string): ExportError {
  return new ExportError(
    `Cannot make the demo: found another file at ${path}, wanted the demo's there; nothing was changed; move it away, or choose another base directory`,
  );
}

function lost(path: string): ExportError {
  return new ExportError(
    `Cannot make the demo: found no file at ${path}, and the database remembers one of other contents than this version's; nothing was changed; put the file back, or delete the demo session`,
  );
}
