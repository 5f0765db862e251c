/**
 * What is to be mended in the files of a paper.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import { notedFiles } from "../external/noted_files.ts";
import type { Catalog } from "../schema/table.ts";
import { DANDI_PATH } from "../spyglass/dandi_tables.ts";
import { copyOf } from "../spyglass/nwb_tables.ts";
import { exportFiles, isNwb, publishedOf } from "./dandi_rows.ts";
import { type MendingValues, runEngine } from "./engine.ts";
import { isFile, refuseMissing } from "./files_here.ts";
import type { FileChange, FileFault } from "./prepared_files.ts";

/** A file that was looked at. */
export interface InspectedFile {
  readonly path: string;
  /** Whether an archive has it as it is now. */
  readonly isPublished: boolean;
  /** The id that it gets, `null` where it keeps its own. */
  readonly objectId: string | null;
  readonly changes: readonly Omit<FileChange, "file_path">[];
  readonly left: readonly Omit<FileFault, "file_path">[];
}

/** What looking needs of the rest. */
export interface InspectContext {
  readonly pool: Pool;
  readonly catalog: Catalog;
  readonly stores: Readonly<Record<string, string>>;
  readonly say: (text: string) => void;
}

/**
 * Looks at the NWB files of a paper's export, and at the copies that only link to some of them: what is said of a
 * subject must be the same in both.
 *
 * @throws {ExportError} The paper has no export, or a file is missing or unreadable.
 */
export async function inspectFiles(
  context: InspectContext,
  paperId: string,
  options: MendingValues,
): Promise<InspectedFile[]> {
  const action = `Cannot prepare the files of paper ${paperId}`;
  const { paths, published } = await pathsOf(context, paperId, action);
  await refuseMissing(paths, action, "prepare");
  const copies = await linkingCopies(context, paths);
  const ids = new ObjectIds(copies);
  const files: InspectedFile[] = [];
  const request = {
    action: "inspect",
    files: [...paths, ...copies],
    options,
  } as const;
  for await (const told of runEngine(request, { say: context.say })) {
    if (told.event !== "inspected") continue;
    const { file: path, objectId: before, left } = told;
    const objectId = ids.freshFor(path, before);
    const changes = objectId === null ? told.changes : [
      { at: "/ object_id", before, after: objectId, assumed: null },
      ...told.changes,
    ];
    const isPublished = published.has(path);
    files.push({ path, isPublished, objectId, changes, left });
  }
  return files;
}

/** The NWB files of an export. What is in an archive already comes first, and keeps its id. */
async function pathsOf(
  { pool, catalog }: InspectContext,
  paperId: string,
  action: string,
): Promise<{ paths: string[]; published: ReadonlySet<string> }> {
  const listed = (await exportFiles(pool, paperId, action)).filter(isNwb);
  // Where nobody has opened `common_dandi` yet, nothing was published.
  const rows = catalog.tables.has(DANDI_PATH)
    ? await publishedOf(pool, listed)
    : new Map();
  const published = new Set(
    listed.filter(({ exportId, fileId }) => rows.has(`${exportId} ${fileId}`))
      .map(({ path }) => path),
  );
  const paths = listed.map(({ path }) => path);
  const first = paths.filter((path) => published.has(path));
  const others = paths.filter((path) => !published.has(path));
  return { paths: [...first, ...others], published };
}

/** No two files that are published may have one id. */
class ObjectIds {
  readonly #taken = new Set<string>();
  readonly #copies: ReadonlySet<string>;

  constructor(copies: readonly string[]) {
    this.#copies = new Set(copies);
  }

  /** A new id where a file has none, or an earlier one's; a copy is in no archive, and needs none of its own. */
  freshFor(path: string, objectId: string | null): string | null {
    const isTaken = objectId !== null && this.#taken.has(objectId);
    if (objectId !== null) this.#taken.add(objectId);
    const wantsOne = !this.#copies.has(path) && (objectId === null || isTaken);
    return wantsOne ? crypto.randomUUID() : null;
  }
}

/** The database knows the copy where the export lists its original. */
async function linkingCopies(
  { pool, catalog, stores }: InspectContext,
  paths: readonly string[],
): Promise<string[]> {
  const copies: string[] = [];
  for (const path of paths) {
    const copy = copyOf(path);
    if (paths.includes(copy)) continue;
    if ((await notedFiles(pool, catalog, stores, path)).length > 0) continue;
    if ((await notedFiles(pool, catalog, stores, copy)).length === 0) continue;
    if (await isFile(copy)) copies.push(copy);
  }
  return copies;
}
