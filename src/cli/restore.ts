/**
 * `spyglass restore`: a paper's rows on a private server of their own.
 *
 * @module
 */
import { basename, join } from "node:path";
import { baseFolder } from "../connect.ts";
import { dataFolder } from "../connection/data_folder.ts";
import { ExportError } from "../errors.ts";
import { restoreInto } from "../export/verify/restore.ts";
import { fileDigest } from "../external/file_digest.ts";
import { checkId } from "../log/exports/ids.ts";
import type { Arguments } from "./arguments.ts";
import { UsageError } from "./usage_error.ts";
import type { Command, Tools } from "./command.ts";
import { PROGRAM } from "./program.ts";

/** The command. */
export const RESTORE: Command = {
  name: "restore",
  summary: "import a paper's dump into a private server of its own",
  takes: ["PAPER|FILE.sql", "[FOLDER]"],
  options: {},
  about:
    `Needs no other database: takes a paper's id, or the .sql file that came with a paper, starts a private server in a folder
of its own, imports the file, and says how to connect. No existing database is touched, and nothing is imported twice.`,
  async run(given, tools) {
    const { sql, name } = await dumpOf(given, tools);
    await checkSum(sql);
    const folder = given.positional[1] === undefined
      ? join(dataFolder(), "restored", name)
      : tools.path(given.positional[1]);
    const restored = await restoreInto(folder, sql, {
      onProgress: tools.progress,
    });
    tools.say(
      `Restored  ${sql}: ${restored.tables} tables, ${restored.rows} rows
Notebook  ${restored.connect.notebook}
Terminal  ${restored.connect.shell}
Stop      ${PROGRAM} server stop ${JSON.stringify(restored.folder)}`,
    );
    tools.json({ sql, ...restored });
    return 0;
  },
};

/** The file, and what to call its folder. */
async function dumpOf(
  given: Arguments,
  tools: Tools,
): Promise<{ sql: string; name: string }> {
  const [what = ""] = given.positional;
  if (what.endsWith(".sql")) {
    const sql = tools.path(what);
    await mustExist(sql, "name the file that came with the paper");
    const name = basename(sql, ".sql").replace(/^_Populate_/, "");
    return { sql, name };
  }
  const name = paperName(what);
  const sql = join(exportFolder(), name, `_Populate_${name}.sql`);
  await mustExist(
    sql,
    `run the script in that folder first (${PROGRAM} status ${name}), or name a .sql file`,
  );
  return { sql, name };
}

function paperName(what: string): string {
  try {
    return checkId("paper_id", what);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function exportFolder(): string {
  const base = baseFolder();
  if (base !== null) return join(base, "export");
  throw new ExportError(
    "Cannot restore a paper: no base folder is known, wanted the lab's folder of files; set SPYGLASS_BASE_DIR, or name a .sql file",
  );
}

async function mustExist(sql: string, advice: string): Promise<void> {
  let why = "there is no such file";
  try {
    if ((await Deno.stat(sql)).isFile) return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      why = (error as Error).message;
    }
  }
  throw new ExportError(`Cannot restore ${sql}: ${why}; ${advice}`);
}

/** The script writes a checksum beside the dump: a file that was cut short is not imported at all. */
async function checkSum(sql: string): Promise<void> {
  const line = await sumLine(`${sql}.sha256`);
  if (line === null) return;
  const wanted = /^[0-9a-f]{64}\b/.exec(line)?.[0];
  if (wanted === undefined) {
    throw new ExportError(
      `Cannot restore ${sql}: ${sql}.sha256 beside it holds no SHA-256, wanted the one that the script wrote; get both files again, or remove that one`,
    );
  }
  const found = await fileDigest("sha256", sql);
  if (found === wanted) return;
  throw new ExportError(
    `Cannot restore ${sql}: its SHA-256 is ${found}, wanted ${wanted} as written beside it; the file is damaged or was changed: get it again`,
  );
}

/** `null` where there is none: one that is there and cannot be read is not passed over. */
async function sumLine(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw new ExportError(
      `Cannot read ${path}: ${
        (error as Error).message
      }, wanted the SHA-256 that the script wrote; correct its rights`,
      { cause: error },
    );
  }
}
