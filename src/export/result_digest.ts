/**
 * One number for a paper's result, as the bundle notes it and as Spyglass' tables hold it: a run that was killed, or
 * that somebody else made elsewhere, leaves a bundle and rows that are not of one run.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { encodeBlob } from "../blob/encode.ts";
import type { Session } from "../connection/session.ts";
import { EXPORT, EXPORT_FILE, EXPORT_TABLE } from "../spyglass/usage_tables.ts";
import type { ExportResult } from "./result_tables.ts";

/** The number of a result that is to be written: 64 hexadecimal digits. */
export function digestOf(result: ExportResult): string {
  const { exportId, includedNwbFiles, tables, files } = result;
  return digest(
    exportId,
    includedNwbFiles && sha256(encodeBlob([...includedNwbFiles])),
    tables.map(({ table, restriction }) => [table, sha256(restriction)]),
    files.map(({ file_path }) => file_path),
  );
}

/** The number of the result that the rows of an export are. */
export async function digestOfRows(
  session: Session,
  exportId: number,
): Promise<string> {
  const own = `WHERE export_id = ${exportId}`;
  const [[included] = []] = await session.texts(
    `SELECT SHA2(included_nwb_file_names, 256) FROM ${EXPORT} ${own}`,
  );
  // Conditions may be long: the server reads them.
  const tables = await session.texts(
    `SELECT table_name, SHA2(restriction, 256) FROM ${EXPORT_TABLE} ${own}`,
  );
  const files = await session.texts(
    `SELECT file_path FROM ${EXPORT_FILE} ${own}`,
  );
  return digest(
    exportId,
    included ?? null,
    tables.map(([name, condition]) => [name!, condition!]),
    files.map(([path]) => path!),
  );
}

function digest(
  exportId: number,
  included: string | null,
  tables: readonly [name: string, condition: string][],
  files: readonly string[],
): string {
  const lines = [
    ...tables.map((table) => JSON.stringify(table)),
    ...files.map((path) => JSON.stringify(path)),
  ].sort();
  return sha256(JSON.stringify([exportId, included, lines]));
}

function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
