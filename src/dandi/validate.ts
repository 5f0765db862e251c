/**
 * Checks the files of a paper as the archive will, and notes what it finds in Spyglass' tables.
 *
 * @module
 */
import type { Pool, Session } from "../connection/session.ts";
import { encodeBlob } from "../blob/encode.ts";
import { inTransaction } from "../connection/transaction.ts";
import { ExportError } from "../errors.ts";
import { checkId } from "../log/exports/ids.ts";
import type { PaperKey } from "../log/paper_log.ts";
import { counted } from "../present/slice_view.ts";
import {
  VALIDATION,
  VALIDATION_SELECTION,
  VIOLATIONS,
  WARNINGS,
} from "../spyglass/dandi_tables.ts";
import { bytesLiteral, textLiteral } from "../sql/literal.ts";
import { type ExportFile, exportFiles, isNwb } from "./dandi_rows.ts";
import { type Problem, runEngine } from "./engine.ts";
import { refuseMissing } from "./files_here.ts";
import { refuseUnknownOptions } from "../names/known_options.ts";

/** How a paper is checked. See {@linkcode DandiValidationCommands.checkPaper}. */
export interface ValidateOptions {
  /** Check again what was checked before. @default {false} */
  readonly force?: boolean;
}

/** What checking a paper found. See {@linkcode DandiValidationCommands.checkPaper}. */
export interface ValidationResult {
  readonly files: number;
  /** What the archive would refuse. */
  readonly violations: number;
  /** What it advises against. */
  readonly warnings: number;
}

/**
 * Runs `dandi validate` on the NWB files of a paper's export and fills `DandiValidation` with what it says.
 *
 * @throws {ExportError} The paper has no export, was checked before, or a file is missing.
 * @throws {UnknownNameError} An option is none.
 */
export async function validatePaper(
  { pool, say }: { pool: Pool; say: (text: string) => void },
  paper: PaperKey,
  options: ValidateOptions = {},
): Promise<ValidationResult> {
  const paperId = checkId("paper_id", paper?.paper_id);
  const action = `Cannot check paper ${paperId}`;
  refuseUnknownOptions(action, options, OPTIONS);
  const { force = false } = options;
  const files = (await exportFiles(pool, paperId, action)).filter(isNwb);
  if (files.length === 0) return { files: 0, violations: 0, warnings: 0 };
  await refuseKnown(pool, files, force, action);
  // What is found of a missing file would take the place of what is known.
  await refuseMissing(files.map(({ path }) => path), action, "check");
  const found = await problemsOf(files.map(({ path }) => path), say);
  return await inTransaction(
    pool,
    (session) => replaceFound(session, files, found),
  );
}

/** What dandi-cli finds in files, by their paths. */
async function problemsOf(
  files: readonly string[],
  say: (text: string) => void,
): Promise<Found> {
  const found = new Map<string, readonly Problem[]>();
  for await (const told of runEngine({ action: "validate", files }, { say })) {
    if (told.event !== "validated") continue;
    const problems = told.problems.filter(({ id }) => id !== NO_DANDISET);
    found.set(told.file, problems);
    say(`${told.file}: ${counted(problems.length, "remark")}`);
  }
  return found;
}

type Found = ReadonlyMap<string, readonly Problem[]>;

/** Writes what was found in the place of what was known. */
async function replaceFound(
  session: Session,
  files: readonly ExportFile[],
  found: Found,
): Promise<ValidationResult> {
  const ids = idsOf(files);
  for (const table of [VIOLATIONS, WARNINGS, VALIDATION]) {
    await session.run(`DELETE FROM ${table} WHERE export_id IN (${ids})`);
  }
  const keys = files.map(({ exportId, fileId }) => `(${exportId}, ${fileId})`)
    .join(", ");
  await session.run(
    `INSERT IGNORE INTO ${VALIDATION_SELECTION} (export_id, file_id) VALUES ${keys}`,
  );
  await session.run(
    `INSERT INTO ${VALIDATION} (export_id, file_id) VALUES ${keys}`,
  );
  const counts = { violations: 0, warnings: 0 };
  for (const file of files) {
    const problems = found.get(file.path) ?? [];
    const refused = problems.filter(({ rank }) => rank >= ERROR);
    const advised = problems.filter(({ rank }) =>
      rank >= WARNING && rank < ERROR
    );
    await session.run(insertText(VIOLATIONS, "violation_id", file, refused));
    await session.run(insertText(WARNINGS, "warning_id", file, advised));
    counts.violations += refused.length;
    counts.warnings += advised.length;
  }
  return { files: files.length, ...counts };
}

const OPTIONS = ["force"];
/** dandi-cli's ranks of problems. */
const ERROR = 40;
const WARNING = 30;
/** That a file lies in no dandiset yet is no fault of the file's. */
const NO_DANDISET = "DANDI.NO_DANDISET_FOUND";

async function refuseKnown(
  pool: Pool,
  files: readonly ExportFile[],
  force: boolean,
  action: string,
): Promise<void> {
  if (force) return;
  const rows = await pool.texts(
    `SELECT file_id FROM ${VALIDATION} WHERE export_id IN (${
      idsOf(files)
    }) LIMIT 1`,
  );
  if (rows.length === 0) return;
  throw new ExportError(
    `${action}: it was checked before, wanted your word that the earlier result goes; pass { force: true }`,
  );
}

function idsOf(files: readonly ExportFile[]): string {
  return [...new Set(files.map(({ exportId }) => exportId))].join(", ");
}

function insertText(
  table: string,
  id: string,
  file: ExportFile,
  problems: readonly Problem[],
): string {
  if (problems.length === 0) return "DO 0";
  const values = problems.map((problem, at) =>
    `(${file.exportId}, ${file.fileId}, ${at}, ${
      textLiteral(problem.id.slice(0, 128))
    }, ${textLiteral([...problem.message].slice(0, 255).join(""))}, ${
      bytesLiteral(encodeBlob(problem.full))
    }, ${textLiteral(file.path)})`
  );
  return `INSERT INTO ${table} (export_id, file_id, ${id}, id, message, full_error, file_path) VALUES ${
    values.join(", ")
  }`;
}
