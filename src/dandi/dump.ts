/**
 * The script that dumps where a paper's files were published.
 *
 * @module
 */
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import type { Pool } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
import type { ExportPlan } from "../export/script/plan.ts";
import { scriptParts } from "../export/script/script.ts";
import { oneVersion, type PaperLog } from "../log/paper_log.ts";
import { counted } from "../present/slice_view.ts";
import type { Catalog } from "../schema/table.ts";
import { DANDI_PATH, DANDI_SCHEMA } from "../spyglass/dandi_tables.ts";
import {
  type ExportFile,
  exportFiles,
  isNwb,
  type PublishedFile,
  publishedOf,
} from "./dandi_rows.ts";

/** What the script needs of the rest. */
export interface DumpContext {
  readonly pool: Pool;
  readonly catalog: Catalog;
  readonly exportDir: string;
  /** The server, as it is named in messages. */
  readonly server: string;
  readonly say: (text: string) => void;
}

/**
 * Writes `_ExportSQL_{paper}_dandi.sh` beside the paper's other script: it dumps the paper's rows of `dandi_path`.
 *
 * @returns The script's path.
 * @throws {ExportError} The paper was not published, or its analyses were logged under several versions.
 */
export async function writeDandiDump(
  context: DumpContext,
  log: PaperLog,
): Promise<string> {
  const { pool, catalog, say } = context;
  const action = `Cannot write the dump of paper ${log.paperId}`;
  const version = oneVersion(log);
  const files = await exportFiles(pool, log.paperId, action);
  const published = await publishedOf(pool, files);
  if (published.size === 0) {
    throw new ExportError(
      `${action}: none of its files was published, wanted rows of dandi_path; run DandiPath.compileDandiset first`,
    );
  }
  sayUnpublished(files, published, say);
  const ids = [...new Set(files.map(({ exportId }) => exportId))];
  const [[serverVersion] = [""]] = await pool.texts("SELECT VERSION()");
  const plan: ExportPlan = {
    paperId: `${log.paperId}_dandi`,
    exportId: Math.max(...ids),
    created: new Date().toISOString(),
    source: context.server,
    serverVersion: serverVersion ?? "",
    spyglassVersion: version,
    tables: [{
      schema: DANDI_SCHEMA,
      name: "dandi_path",
      rows: published.size,
      where: [`export_id IN (${ids.join(", ")})`],
      generated: [],
      columns: catalog.tables.get(DANDI_PATH)!.columns,
    }],
  };
  const folder = join(context.exportDir, log.paperId);
  await Deno.mkdir(folder, { recursive: true });
  const path = join(folder, `_ExportSQL_${log.paperId}_dandi.sh`);
  await Deno.writeTextFile(
    `${path}.part`,
    ReadableStream.from(scriptParts(plan)),
  );
  await chmod(`${path}.part`, 0o755);
  await Deno.rename(`${path}.part`, path);
  say(`Export script written to ${path}`);
  return path;
}

/** Whoever imports the dump finds these files nowhere. */
function sayUnpublished(
  files: readonly ExportFile[],
  published: ReadonlyMap<string, PublishedFile>,
  say: (text: string) => void,
): void {
  const left = files.filter((file) =>
    isNwb(file) && !published.has(`${file.exportId} ${file.fileId}`)
  );
  if (left.length === 0) return;
  say(
    `${left.length} of ${
      counted(files.filter(isNwb).length, "file")
    } not published, and not in the dump: ${
      left.map(({ path }) => path).join(", ")
    }; run DandiPath.compileDandiset again to publish them`,
  );
}
