/**
 * Publishes the files of a paper in a dandiset, and notes where each of them is.
 *
 * @module
 */
import { basename, join } from "node:path";
import type { Pool } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
import { alone } from "../export/populate_lock.ts";
import { checkId } from "../log/exports/ids.ts";
import type { PaperKey } from "../log/paper_log.ts";
import { DANDISET_LENGTH } from "../spyglass/dandi_tables.ts";
import { counted } from "../present/slice_view.ts";
import {
  exportFiles,
  type PublishedFile,
  publishedOf,
  writePublished,
} from "./dandi_rows.ts";
import { type EngineEvent, runEngine } from "./engine.ts";
import { type Instance, instanceOf, isSameArchive } from "./instance.ts";
import { settleInterrupted } from "./interrupted_mending.ts";
import { archiveKey } from "./key.ts";
import { type Publishable, publishable } from "./publishable.ts";

/** Where a paper's files go. See {@linkcode DandiPathCommands.compileDandiset}. */
export interface CompileOptions {
  /** The dandiset's id, for example `000123`; it is registered on the archive's page. */
  readonly dandisetId: string | number;
  /** `dandi`, `dandi-staging`, or another archive's address. @default {"dandi"} */
  readonly instance?: string;
}

/** One file of a paper that was published. See {@linkcode DandiPathCommands.compileDandiset}. */
export interface CompiledFile {
  readonly file_path: string;
  /** `null` where it was left out: an archive of NWB files takes no other ones. */
  readonly dandi_path: string | null;
  /** `null` where the file is not here. */
  readonly size: number | null;
  /** False where the dandiset had it before, and where it was left out. */
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
 * @returns The paper's files: what is in the dandiset now, and what was left out.
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
  const place = { dandisetId, instance: instance.name };
  return await alone(pool, paperId, async () => {
    const files = await exportFiles(pool, paperId, action);
    const paths = files.map(({ path }) => path);
    for (const done of await settleInterrupted(pool, paperId, paths)) say(done);
    const sorted = await publishable(pool, files, place, action);
    const skipped = await leftOut(context, sorted);
    const done = [...skipped, ...await noted(context, sorted, place)];
    if (sorted.local.length === 0) {
      say(
        files.length === skipped.length
          ? `The export of paper ${paperId} has no NWB files: there is nothing to publish`
          : `All files of paper ${paperId} are in dandiset ${dandisetId}.`,
      );
      return done;
    }
    const folder = join(context.exportDir, paperId, `dandiset_${dandisetId}`);
    const sent = await upload(context, sorted, {
      dandisetId,
      instance,
      folder,
    });
    const now = sent.filter(({ uploaded }) => uploaded).length;
    const where = `dandiset ${dandisetId} of ${instance.name}`;
    say(
      `Paper ${paperId} is in ${where}: ${
        counted(sent.length, "file")
      }, ${now} of them uploaded now`,
    );
    return [...sent, ...done];
  });
}

/** Where files go, and where they are organized before. */
interface Destination {
  readonly dandisetId: string;
  readonly instance: Instance;
  readonly folder: string;
}

/** Uploads what the dandiset lacks, and notes each file that is there. */
async function upload(
  { pool, say }: CompileContext,
  sorted: Publishable,
  { dandisetId, instance, folder }: Destination,
): Promise<CompiledFile[]> {
  const key = archiveKey(instance.name);
  await Deno.mkdir(folder, { recursive: true });
  const request = {
    action: "publish",
    instance: instance.engineName,
    dandiset: dandisetId,
    folder,
    files: sorted.local.map(({ path }) => path),
    known: sorted.known,
    patience: patience(),
  } as const;
  const sent: CompiledFile[] = [];
  for await (const told of runEngine(request, { key, say })) {
    report(told, say);
    if (told.event !== "uploaded") continue;
    const place = { dandisetId, instance: instance.name, dandiPath: told.path };
    await note(pool, sorted, place, told.file);
    sent.push({
      file_path: told.file,
      dandi_path: told.path,
      size: told.size,
      uploaded: !told.already,
    });
  }
  return sent;
}

/** Notes a file at once: whatever happens to the next one, this one is there. Videos are no files of the export. */
async function note(
  pool: Pool,
  { local }: Publishable,
  place: PublishedFile,
  path: string,
): Promise<void> {
  const file = local.find((one) => one.path === path);
  if (file) await writePublished(pool, [{ ...file, ...place }]);
}

/** Says what an archive of NWB files does not take. */
async function leftOut(
  { say }: CompileContext,
  { others }: Publishable,
): Promise<CompiledFile[]> {
  if (others.length === 0) return [];
  say(
    `Left out, for an archive of NWB files takes no others: ${
      others.map(({ path }) => path).join(", ")
    }; files.tsv lists them, share them in another place`,
  );
  return await Promise.all(others.map(async ({ path }) => ({
    file_path: path,
    dandi_path: null,
    size: (await Deno.stat(path).catch(() => null))?.size ?? null,
    uploaded: false,
  })));
}

/** What is there and not here, because another paper published it, is noted of this paper, too. */
async function noted(
  { pool, say }: CompileContext,
  { there }: Publishable,
  place: { readonly dandisetId: string; readonly instance: string },
): Promise<CompiledFile[]> {
  const own = await publishedOf(pool, there);
  const fresh = there.filter(({ exportId, fileId }) => {
    const row = own.get(`${exportId} ${fileId}`);
    return row?.dandisetId !== place.dandisetId ||
      !isSameArchive(row.instance, place.instance);
  });
  await writePublished(pool, fresh);
  for (const { path, dandiPath } of fresh) {
    say(`Not here, and published by another paper: ${path} → ${dandiPath}`);
  }
  return fresh.map(({ path, dandiPath }) => ({
    file_path: path,
    dandi_path: dandiPath,
    size: null,
    uploaded: false,
  }));
}

/** How long an archive may go without an answer; tests are in a hurry. */
function patience(): number {
  const seconds = Number(Deno.env.get("SPYGLASS_DANDI_PATIENCE"));
  return seconds > 0 ? seconds : 300;
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

function report(told: EngineEvent, say: (text: string) => void): void {
  switch (told.event) {
    case "connected":
      return say(`Connected to ${told.instance}`);
    case "organizing":
      return say(`Organizing ${counted(told.files, "file")} …`);
    case "outside":
      return say(
        `${basename(told.file)} names files that are not published with it: ${
          told.names.join(", ")
        }; wanted them in its folder, by relative names. Share them in another place`,
      );
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
