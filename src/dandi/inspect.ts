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
  const { pool, catalog, say } = context;
  const action = `Cannot prepare the files of paper ${paperId}`;
  const listed = (await exportFiles(pool, paperId, action)).filter(isNwb);
  // Where nobody has opened `common_dandi` yet, nothing was published.
  const published = catalog.tables.has(DANDI_PATH)
    ? await publishedOf(pool, listed)
    : new Map();
  const there = new Set(
    listed.filter((file) => published.has(`${file.exportId} ${file.fileId}`))
      .map(({ path }) => path),
  );
  const paths = listed.map(({ path }) => path);
  // What is in an archive already comes first, and keeps its id.
  const inOrder = [
    ...paths.filter((path) => there.has(path)),
    ...paths.filter((path) => !there.has(path)),
  ];
  await refuseMissing(inOrder, action, "prepare");
  const copies = await linkingCopies(context, inOrder);
  const shared = new Set(copies);
  const taken = new Set<string>();
  const files: InspectedFile[] = [];
  const request = {
    action: "inspect",
    files: [...inOrder, ...copies],
    options,
  } as const;
  for await (const told of runEngine(request, { say })) {
    if (told.event !== "inspected") continue;
    const { file, objectId, left } = told;
    // A copy is in no archive: only what is published needs an id of its own.
    const isTaken = objectId !== null && taken.has(objectId);
    const wantsOne = !shared.has(file) && (objectId === null || isTaken);
    const fresh = wantsOne ? crypto.randomUUID() : null;
    if (objectId !== null) taken.add(objectId);
    const changes = fresh === null ? told.changes : [
      { at: "/ object_id", before: objectId, after: fresh, assumed: null },
      ...told.changes,
    ];
    const isPublished = there.has(file);
    files.push({ path: file, isPublished, objectId: fresh, changes, left });
  }
  return files;
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
