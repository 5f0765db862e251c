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
} from "../export/slice/file_facts.ts";
import {
  Progress,
  PROGRESS_OPTIONS,
  type ProgressOptions,
} from "../export/progress.ts";
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
 * Lists the files of a paper's export with store, size and SHA-256, however large they are, and keeps that in the
 * bundle as `files.tsv`. Missing ones are in it, without a size.
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
  await keep(join(exportDir, paperId), filesTable(facts));
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

async function keep(directory: string, text: string): Promise<void> {
  const path = join(directory, "files.tsv");
  try {
    await Deno.writeTextFile(`${path}.part`, text);
    await rename(`${path}.part`, path);
  } catch (error) {
    throw new ExportError(
      `Cannot write ${path}: ${
        (error as Error).message
      }, wanted the folder of the paper's export; run Export.populatePaper again`,
      { cause: error },
    );
  }
}
