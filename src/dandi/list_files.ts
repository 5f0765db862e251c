/**
 * The files of a paper's export, as they are now.
 *
 * @module
 */
import { rename } from "node:fs/promises";
import { join } from "node:path";
import type { Session } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
import {
  type FileFacts,
  fileFacts,
  filesTable,
  type ListedFile,
  listedFiles,
} from "../export/slice/file_facts.ts";
import {
  Progress,
  PROGRESS_OPTIONS,
  type ProgressOptions,
} from "../export/progress.ts";
import { restateFile } from "../export/manifest.ts";
import { checkId } from "../log/exports/ids.ts";
import type { PaperKey } from "../log/paper_log.ts";
import { Frame, type FrameColumns } from "../query/reading/frame.ts";
import { exportFiles } from "./dandi_rows.ts";
import { refuseUnknownOptions } from "../names/known_options.ts";

/** What listing needs of the rest. */
export interface ListContext {
  readonly session: Session;
  readonly stores: Readonly<Record<string, string>>;
  /** Folder that holds the bundles. */
  readonly exportDir: string;
}

/**
 * Lists the files of a paper's export with store, size and SHA-256, however large they are. Of files that were too large
 * to be read when the paper was populated, or missing then, that is put into the bundle's `files.tsv`; what that says of
 * others stays: `Export.verify` compares with it.
 *
 * @throws {ExportError} The paper has no export.
 */
export async function listFiles(
  { session, stores, exportDir }: ListContext,
  paper: PaperKey,
  options: ProgressOptions = {},
): Promise<Frame> {
  const paperId = checkId("paper_id", paper?.paper_id);
  const action = `list the files of paper ${paperId}`;
  refuseUnknownOptions(`Cannot ${action}`, options, PROGRESS_OPTIONS);
  const files = await exportFiles(session, paperId, `Cannot ${action}`);
  const facts = await fileFacts(
    files.map(({ path }) => ({ file_path: path })),
    stores,
    new Progress(action, options),
  );
  await keep(join(exportDir, paperId), facts);
  const missing = facts.filter(({ isMissing }) => isMissing).length;
  return Frame.of(columnsOf(facts), {
    columns: [],
    blobs: [],
    note: missing === 0
      ? "all files are there"
      : `${missing} of ${facts.length} files are missing`,
    recorded: [],
  });
}

function columnsOf(facts: readonly FileFacts[]): FrameColumns {
  return {
    file_path: facts.map(({ file_path }) => file_path),
    store: facts.map(({ store }) => store),
    size: facts.map(({ size }) => size),
    sha256: facts.map(({ sha256 }) => sha256),
    missing: facts.map(({ isMissing }) => isMissing),
  };
}

const NAME = "files.tsv";

/** Facts of now, where nothing was recorded. */
function withRecorded(
  facts: readonly FileFacts[],
  recorded: readonly ListedFile[],
): readonly FileFacts[] {
  const known = new Map(recorded.map((file) => [file.file_path, file]));
  return facts.map((now) => {
    const then = known.get(now.file_path);
    if (then === undefined || then.size === null) return now;
    const isSame = then.size === now.size;
    const sha256 = then.sha256 ?? (isSame ? now.sha256 : null);
    return { ...now, size: then.size, sha256, isMissing: false };
  });
}

async function keep(
  directory: string,
  facts: readonly FileFacts[],
): Promise<void> {
  const path = join(directory, NAME);
  const before = await Deno.readTextFile(path).catch(() => null);
  const text = filesTable(
    before === null ? facts : withRecorded(facts, listedFiles(before)),
  );
  if (text === before) return;
  try {
    await Deno.writeTextFile(`${path}.part`, text);
    await rename(`${path}.part`, path);
    if (before !== null) {
      const manifest = join(directory, "manifest.json");
      await restateFile(manifest, NAME, { before, now: text });
    }
  } catch (error) {
    throw new ExportError(
      `Cannot write ${path}: ${
        (error as Error).message
      }, wanted the folder of the paper's export; run Export.populatePaper again`,
      { cause: error },
    );
  }
}
