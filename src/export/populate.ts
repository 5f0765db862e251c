/**
 * From a paper's log to its bundle and its rows in Spyglass' tables: all of it, or nothing.
 *
 * @module
 */
import { join } from "node:path";
import type { Closure } from "../closure/closure.ts";
import { whereTexts } from "../keys/where.ts";
import type { Pool, Session } from "../connection/session.ts";
import { inTransaction } from "../connection/transaction.ts";
import { ExportError } from "../errors.ts";
import { oneVersion, type PaperLog } from "../log/paper_log.ts";
import type { Catalog } from "../schema/table.ts";
import { stored } from "../log/entry.ts";
import { fullName } from "../sql/identifier.ts";
import { prepareBundle } from "./bundle.ts";
import { bundleReadme } from "./bundle_readme.ts";
import { environmentFiles } from "./environment.ts";
import { type FilePath, filesOfSlice } from "./files.ts";
import { manifestText } from "./manifest.ts";
import { type PaperSlice, paperSlice } from "./paper_slice.ts";
import type { ExportPlan, PlannedTable } from "./plan.ts";
import {
  forgetPublished,
  publishedFiles,
  writeResult,
} from "./result_tables.ts";
import { scriptText } from "./script.ts";

/** What `populatePaper` is told. */
export interface PopulateOptions {
  /** Exact names of the sessions that may be shown; the others are cut, and what was cut is listed. */
  readonly includedNwbFiles?: readonly string[];
  /** Lose what `dandi_path` and the like say of files that the new result lacks. @default {false} */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

/** What `populatePaper` gives. */
export interface Populated {
  readonly export_id: number;
  /** The bundle's folder. */
  readonly directory: string;
  /** Path of the export script. */
  readonly script: string;
  /** Full name of each table → number of its rows. */
  readonly tables: Readonly<Record<string, number>>;
  readonly files: readonly FilePath[];
}

/** What populating needs of the rest. */
export interface PopulateContext {
  readonly pool: Pool;
  readonly catalog: Catalog;
  readonly stores: Readonly<Record<string, string>>;
  /** Folder that holds the bundles. */
  readonly exportDir: string;
  /** The server, as it is named in messages: `root@localhost:3308`. */
  readonly server: string;
  readonly ask: (question: string) => boolean | null;
  readonly say: (text: string) => void;
}

/**
 * Computes the export of a paper, writes its bundle and its rows.
 *
 * @throws {ExportError} Several versions, a read that cannot be repeated, a folder that cannot be written, a result
 * that was published and would be lost: the earlier result is as it was.
 */
export async function populate(
  context: PopulateContext,
  log: PaperLog,
  options: PopulateOptions = {},
): Promise<Populated> {
  checkOptions(options);
  const version = oneVersion(log);
  const { pool, catalog } = context;
  const included = options.includedNwbFiles ?? null;
  const slice = await paperSlice(pool, catalog, log, {
    includedNwbFiles: included,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const files = await filesOfSlice(pool, slice.closure, context.stores);
  const plan = await planOf(context, slice, version);
  const directory = join(context.exportDir, log.paperId);
  const script = `_ExportSQL_${log.paperId}.sh`;
  const bundle = await prepareBundle(directory, {
    [script]: scriptText(plan),
    "README.md": bundleReadme(plan, files),
    "manifest.json": manifestText(plan, slice, files),
    "files.txt": files.map(({ file_path }) => `${file_path}\n`).join(""),
    spyglass_version: `${version}\n`,
    ...await environmentFiles({
      serverVersion: plan.serverVersion,
      spyglassVersion: version,
    }),
  });
  try {
    await inTransaction(pool, async (session) => {
      const result = {
        paperId: log.paperId,
        exportId: plan.exportId,
        includedNwbFiles: included,
        tables: plan.tables.map((table) => ({
          table: fullName(table.schema, table.name),
          restriction: restrictionOf(table),
        })),
        files,
      };
      await keepPublished(context, session, result, options);
      await writeResult(session, result);
      await bundle.commit();
    });
  } catch (error) {
    await bundle.undo();
    throw error;
  }
  await bundle.finish();
  for (const cut of slice.cut) {
    context.say(
      `Left out: ${cut.keys.length} logged rows of ${cut.table}, which rest on sessions that are not included`,
    );
  }
  context.say(`Export script written to ${join(directory, script)}`);
  return {
    export_id: plan.exportId,
    directory,
    script: join(directory, script),
    tables: countsOf(slice.closure),
    files,
  };
}

/** Full name of each table → number of its rows. */
export function countsOf(closure: Closure): Record<string, number> {
  return Object.fromEntries(
    [...closure.tables].map(([name, { count }]) => [name, count]),
  );
}

const OPTIONS = ["includedNwbFiles", "force", "signal", "paper_id"];

function checkOptions(options: PopulateOptions): void {
  const strange = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (strange === undefined) return;
  throw new TypeError(
    `Cannot populate: unknown option ${strange}, wanted one of ${
      OPTIONS.join(", ")
    }`,
  );
}

async function planOf(
  context: PopulateContext,
  { closure, log }: PaperSlice,
  version: string,
): Promise<ExportPlan> {
  const [[serverVersion] = [""]] = await context.pool.texts("SELECT VERSION()");
  return {
    paperId: log.paperId,
    exportId: Math.max(...log.exports.map(({ exportId }) => exportId)),
    created: new Date().toISOString(),
    source: context.server,
    serverVersion: serverVersion ?? "",
    spyglassVersion: version,
    tables: [...closure.tables.values()].map((
      { table, keys, count },
    ): PlannedTable => ({
      schema: table.schema,
      name: table.name,
      rows: count,
      where: whereTexts(table, keys),
      generated: table.columns.filter((column) => column.generated).map((
        column,
      ) => column.name),
      columns: table.columns,
    })),
  };
}

/** As Spyglass stores it: one text, `%` doubled. */
function restrictionOf({ where }: PlannedTable): string {
  const texts = where.map(stored);
  return texts.length === 1
    ? `(${texts[0]})`
    : `(${texts.map((text) => `(${text})`).join("OR")})`;
}

async function keepPublished(
  context: PopulateContext,
  session: Session,
  result: { paperId: string; exportId: number; files: readonly FilePath[] },
  options: PopulateOptions,
): Promise<void> {
  const lost = await publishedFiles(
    session,
    context.catalog,
    result.paperId,
    result,
  );
  if (lost === 0) return;
  const question =
    `${lost} rows say where files of paper ${result.paperId} were published, and the new result lacks those files. Lose these rows?`;
  if (!options.force && !context.ask(question)) {
    throw new ExportError(
      `Cannot populate paper ${result.paperId}: ${lost} rows say where files of its earlier result were published, and would be lost, wanted your word that they may be; pass { force: true }. The earlier result is as it was`,
    );
  }
  await forgetPublished(session, context.catalog, result.paperId);
}
