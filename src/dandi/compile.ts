/**
 * Publishes the files of a paper in a dandiset, and notes where each of them is.
 *
 * @module
 */
import { basename, join } from "node:path";
import type { Pool } from "../connection/session.ts";
import { ExportError, NwbError } from "../errors.ts";
import { checkId } from "../log/ids.ts";
import type { PaperKey } from "../log/paper_log.ts";
import { externalLinks } from "../nwb/external.ts";
import { DANDISET_LENGTH } from "../spyglass/dandi_tables.ts";
import { counted } from "../present/slice_view.ts";
import {
  type ExportFile,
  exportFiles,
  publishedOf,
  writePublished,
} from "./dandi_rows.ts";
import { type EngineEvent, runEngine } from "./engine.ts";
import { type Instance, instanceOf, isSameArchive } from "./instance.ts";
import { archiveKey } from "./key.ts";

/** Where a paper's files go. See {@linkcode DandiPathCommands.compileDandiset}. */
export interface CompileOptions {
  /** The dandiset's id, for example `000123`; it is registered on the archive's page. */
  readonly dandisetId: string | number;
  /** `dandi`, `dandi-staging`, or another archive's address. @default {"dandi"} */
  readonly instance?: string;
}

/** One file that is in the dandiset. See {@linkcode DandiPathCommands.compileDandiset}. */
export interface CompiledFile {
  readonly file_path: string;
  readonly dandi_path: string;
  readonly size: number;
  /** False where the dandiset had it before. */
  readonly uploaded: boolean;
}

/** What publishing needs of the rest. */
export interface CompileContext {
  readonly pool: Pool;
  /** Folder that holds the bundles. */
  readonly exportDir: string;
  readonly say: (text: string) => void;
}

/**
 * Publishes the files of a paper's export: organizes them as dandi-cli does, checks them, uploads what the dandiset
 * lacks, and fills `dandi_path`. After an interruption it goes on when it is called again.
 *
 * @returns The files of the paper in the dandiset.
 * @throws {ExportError} The paper has no export, a file is missing, or the archive refuses; the message says what to do.
 */
export async function compileDandiset(
  context: CompileContext,
  paper: PaperKey,
  options: CompileOptions,
): Promise<CompiledFile[]> {
  const { pool, say } = context;
  const paperId = checkId("paper_id", paper?.paper_id);
  const action = `Cannot publish paper ${paperId}`;
  const instance = instanceOf(options.instance ?? "dandi");
  const dandisetId = checkDandiset(options.dandisetId);
  const files = await exportFiles(pool, paperId, action);
  const local = await localFiles(context, files, dandisetId, instance, action);
  if (local.length === 0) {
    say(`All files of paper ${paperId} are in dandiset ${dandisetId}.`);
    return [];
  }
  const key = archiveKey(instance.name);
  const folder = join(
    context.exportDir,
    paperId,
    `dandiset_${dandisetId}`,
  );
  await Deno.mkdir(folder, { recursive: true });
  const request = {
    action: "publish",
    instance: instance.engineName,
    dandiset: dandisetId,
    folder,
    files: local.map(({ path }) => path),
  } as const;
  const done: CompiledFile[] = [];
  for await (const told of runEngine(request, { key, say })) {
    report(told, say);
    if (told.event !== "uploaded") continue;
    const file = local.find(({ path }) => path === told.file)!;
    const place = { dandisetId, dandiPath: told.path, instance: instance.name };
    // Noted at once: whatever happens to the next file, this one is there.
    await writePublished(pool, [{ ...file, ...place }]);
    done.push({
      file_path: told.file,
      dandi_path: told.path,
      size: told.size,
      uploaded: !told.already,
    });
  }
  say(
    `Paper ${paperId} is in dandiset ${dandisetId} of ${instance.name}: ${
      counted(done.length, "file")
    }, ${done.filter(({ uploaded }) => uploaded).length} of them uploaded now`,
  );
  return done;
}

function checkDandiset(id: string | number): string {
  const text = typeof id === "number" ? String(id).padStart(6, "0") : id;
  if (/^\d{6}\d*$/.test(text) && text.length <= DANDISET_LENGTH) return text;
  throw new ExportError(
    `Cannot publish to dandiset ${
      JSON.stringify(id)
    }: wanted its number of six digits, for example "000123"`,
  );
}

/** The files that are here; what is not here must be in this dandiset already. */
async function localFiles(
  { pool }: CompileContext,
  files: readonly ExportFile[],
  dandisetId: string,
  instance: Instance,
  action: string,
): Promise<ExportFile[]> {
  const published = await publishedOf(pool, files);
  const local: ExportFile[] = [];
  const missing: string[] = [];
  for (const file of files) {
    if (await isFile(file.path)) {
      await checkLinks(file.path, action);
      local.push(file);
      continue;
    }
    const place = published.get(`${file.exportId} ${file.fileId}`);
    const isThere = place?.dandisetId === dandisetId &&
      isSameArchive(place.instance, instance.name);
    if (!isThere) missing.push(file.path);
  }
  if (missing.length === 0) return local;
  throw new ExportError(
    `${action}: these of its files are not here: ${
      missing.join(", ")
    }; put them back, or run Export.populatePaper again without them`,
  );
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

/** In the archive a link to another file leads nowhere. */
async function checkLinks(path: string, action: string): Promise<void> {
  if (!/\.nwb$/i.test(path)) return;
  try {
    const [link] = await externalLinks(path);
    if (link === undefined) return;
    throw new ExportError(
      `${action}: ${path} has data of its own and links to ${link.file}, which an archive cannot follow; copy what ${link.at} links to into the file`,
    );
  } catch (error) {
    if (error instanceof NwbError) {
      throw new ExportError(`${action}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

function report(told: EngineEvent, say: (text: string) => void): void {
  switch (told.event) {
    case "connected":
      return say(`Connected to ${told.instance}`);
    case "organizing":
      return say(`Organizing ${counted(told.files, "file")} …`);
    case "validating":
      return say(`Checking ${basename(told.file)} …`);
    case "uploading": {
      const percent = Math.floor(100 * told.current / told.size);
      return say(`Uploading ${basename(told.file)}: ${percent} %`);
    }
    case "uploaded":
      return say(
        `${told.already ? "There already" : "Uploaded"}: ${
          basename(told.file)
        } → ${told.path}`,
      );
  }
}
