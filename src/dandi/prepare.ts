/**
 * Makes a paper's files such as archives take them: known faults are mended in copies, and the copies take the files'
 * places together with what the database notes of them.
 *
 * @module
 */
import { basename } from "node:path";
import type { Pool } from "../connection/session.ts";
import { CancelledError, ExportError } from "../errors.ts";
import { alone } from "../export/populate_lock.ts";
import { fileHash } from "../external/layout.ts";
import { notedFiles } from "../external/noted_files.ts";
import { checkId } from "../log/exports/ids.ts";
import type { PaperKey } from "../log/paper_log.ts";
import type { Catalog } from "../schema/table.ts";
import { counted } from "../present/slice_view.ts";
import { isLabAdmin } from "../spyglass/lab_admins.ts";
import { exportFiles, isNwb, otherPapersOf } from "./dandi_rows.ts";
import { runEngine } from "./engine.ts";
import { type InspectedFile, inspectFiles } from "./inspect.ts";
import { interrupted, settleInterrupted } from "./interrupted_mending.ts";
import { mendTogether } from "./mending_run.ts";
import type { Note } from "../external/noted_files.ts";
import { mendingValues, type PrepareOptions } from "./prepare_options.ts";
import { type FileChange, PreparedFiles } from "./prepared_files.ts";
import type { Draft } from "./replaced_files.ts";

/** What preparing needs of the rest. */
export interface PrepareContext {
  readonly pool: Pool;
  readonly catalog: Catalog;
  /** Store → folder. */
  readonly stores: Readonly<Record<string, string>>;
  readonly ask: (question: string) => boolean | null;
  readonly say: (text: string) => void;
}

/**
 * Mends the known faults of the files of a paper's export, as Spyglass knows them and some more: object ids that two
 * files share, the subject's age, sex, species and weight, names of experimenters, times without a zone, the script
 * that wrote a file, numbers of half precision, tables without ids. Copies are changed; they take the files' places
 * when all are done, and the database's notes of size and checksum change with them.
 *
 * @returns Every change, and what only a person can mend.
 * @throws {ExportError} The user is no administrator, a file is missing, or something fails: all files are as they were.
 * @throws {CancelledError} Somebody was asked, and said no.
 */
export async function prepareFiles(
  context: PrepareContext,
  paper: PaperKey,
  options: PrepareOptions = {},
): Promise<PreparedFiles> {
  const values = mendingValues(options);
  const paperId = checkId("paper_id", paper?.paper_id);
  const { pool, catalog } = context;
  return await alone(pool, paperId, async () => {
    if (!await isLabAdmin(pool, catalog)) {
      throw new ExportError(
        `Cannot prepare the files of paper ${paperId}: this user is no administrator of the lab, wanted one, for the files are everybody's; ask one of them`,
      );
    }
    await settle(context, paperId, options.dryRun ?? false);
    const files = await inspectFiles(context, paperId, values);
    const changes = changesOf(files);
    const facts = {
      paper_id: paperId,
      changes,
      left: files.flatMap(({ path, left }) =>
        left.map((one) => ({ file_path: path, ...one }))
      ),
    };
    const planned = new PreparedFiles({ ...facts, applied: false });
    if (options.dryRun || changes.length === 0) return planned;
    if (!options.force) agree(context, planned);
    const mended = files.filter(hasChanges);
    await mend(context, paperId, mended, values);
    await sayWhatFollows(context, paperId, mended);
    return new PreparedFiles({ ...facts, applied: true });
  });
}

/** What a killed process had begun is finished, or taken back, before anything is looked at. */
async function settle(
  { pool, say }: PrepareContext,
  paperId: string,
  isDry: boolean,
): Promise<void> {
  const action = `Cannot prepare the files of paper ${paperId}`;
  const listed = (await exportFiles(pool, paperId, action)).filter(isNwb);
  const paths = listed.map(({ path }) => path);
  if (!isDry) {
    for (const done of await settleInterrupted(pool, paperId, paths)) say(done);
    return;
  }
  for (const one of await interrupted(paperId, paths)) {
    say(
      `Preparing the files of paper ${one.paperId} is not done, or was interrupted: what follows may change when it is run again without dryRun`,
    );
  }
}

function changesOf(files: readonly InspectedFile[]): FileChange[] {
  return files.flatMap(({ path, changes }) =>
    changes.map((change) => ({ file_path: path, ...change }))
  );
}

function hasChanges({ changes }: InspectedFile): boolean {
  return changes.length > 0;
}

/** Where there is nobody to ask, calling is the answer: it is copies that are changed. */
function agree({ ask, say }: PrepareContext, planned: PreparedFiles): void {
  const lines = planned.changes.map(({ file_path, at, before, after }) =>
    `${basename(file_path)} ${at}: ${before ?? "none"} → ${
      after ?? "taken out"
    }`
  );
  say(lines.join("\n"));
  const question = `Make ${counted(lines.length, "change")} in ${
    counted(planned.files.length, "file")
  }?`;
  if (ask(question) !== false) return;
  throw new CancelledError(
    `Cancelled preparing the files of paper ${planned.paper_id}: nothing was changed`,
  );
}

/** All of it, or nothing. */
async function mend(
  context: PrepareContext,
  paperId: string,
  files: readonly InspectedFile[],
  values: ReturnType<typeof mendingValues>,
): Promise<void> {
  const { pool, catalog, stores, say } = context;
  const change = async (drafts: readonly Draft[]) => {
    const request = {
      action: "mend",
      options: values,
      files: files.map(({ path, objectId }, at) => ({
        file: path,
        draft: drafts[at]!.draft,
        objectId,
      })),
    } as const;
    for await (const told of runEngine(request, context)) {
      if (told.event !== "mended") continue;
      say(`Mended a copy of ${basename(told.file)}`);
    }
  };
  const notes = async (drafts: readonly Draft[]) => {
    const notes: Note[] = [];
    for (const [at, { path }] of files.entries()) {
      const { draft } = drafts[at]!;
      const { size } = await Deno.stat(draft);
      const now = { size, contents: await fileHash(draft) };
      for (const row of await notedFiles(pool, catalog, stores, path)) {
        notes.push({ row, now });
      }
    }
    return notes;
  };
  const paths = files.map(({ path }) => path);
  const mending = { paperId, paths, change, notes };
  for (const lost of await mendTogether(pool, mending)) say(lost);
}

async function sayWhatFollows(
  { pool, say }: PrepareContext,
  paperId: string,
  files: readonly InspectedFile[],
): Promise<void> {
  say(
    `Mended ${
      counted(files.length, "file")
    } of paper ${paperId}; run Export.populatePaper again: its bundle lists them as they were`,
  );
  const published = files.filter(({ isPublished }) => isPublished);
  if (published.length > 0) {
    say(
      `Published as they were: ${
        published.map(({ path }) => basename(path)).join(", ")
      }; the archive keeps that until somebody removes it there`,
    );
  }
  const paths = files.map(({ path }) => path);
  const others = await otherPapersOf(pool, paperId, paths);
  if (others.length === 0) return;
  say(
    `These papers have some of the same files, and are to be populated again, too: ${
      others.join(", ")
    }`,
  );
}
