/**
 * Files that are not here, read from the archive that they were published in.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { dataFolder } from "../connection/data_folder.ts";
import type { Session } from "../connection/session.ts";
import { NwbError, SpyglassError } from "../errors.ts";
import { notedFiles } from "../external/noted_files.ts";
import { exactly } from "../log/exports/ids.ts";
import type { Elsewhere } from "../fetch_nwb/elsewhere.ts";
import type { Catalog } from "../schema/table.ts";
import { quoteName } from "../sql/identifier.ts";
import { type NamedPublishedFile, publishedByName } from "./dandi_rows.ts";
import { BusyError, isPassing, Patience } from "../nwb/remote/retry_after.ts";
import { instanceOf } from "./instance.ts";

/** What finding a published file needs of the rest. */
export interface StreamContext {
  readonly session: Session;
  readonly catalog: Catalog;
  /** Store → folder. */
  readonly stores: Readonly<Record<string, string>>;
  /** Is told, once a file, that it is streamed. */
  readonly say: (text: string) => void;
}

/**
 * Finds a file in an archive that it was published in. Where one place does not give it, the others are tried.
 *
 * @param name The file's name.
 * @param path Where it would be here.
 * @returns `null` where nobody published it.
 * @throws {NwbError} The archive cannot be reached, does not have it, or has another file by its name.
 */
export async function findPublished(
  context: StreamContext,
  name: string,
  path: string | null,
): Promise<Elsewhere | null> {
  const places = await publishedByName(context.session, basename(name));
  let refusal: NwbError | null = null;
  for (const place of places) {
    try {
      return await findAt(context, place, name, path);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal ??= error;
    }
  }
  if (refusal !== null) throw refusal;
  return null;
}

/** An archive does not give a file; another one may. */
class Refusal extends NwbError {
  override readonly name = "NwbError";
}

async function findAt(
  context: StreamContext,
  place: NamedPublishedFile,
  name: string,
  path: string | null,
): Promise<Elsewhere> {
  const { dandisetId, instance, dandiPath } = place;
  const { asset_id, size } = await assetOf(place, name, context.say);
  const sizes = path === null ? [] : await notedSizes(context, place, path);
  if (sizes.length > 0 && !sizes.includes(size)) {
    throw new Refusal(
      `Cannot stream ${name}: ${dandiPath} in dandiset ${dandisetId} of ${instance} has ${size} bytes, wanted ${
        sizes.join(" or ")
      }, which the database notes of the file: it was changed here or there; put the file back, or publish it again`,
      name,
    );
  }
  const url = `${instanceOf(instance).api}/assets/${asset_id}/download/`;
  const remote = {
    url,
    label: path ?? name,
    cacheFolder: join(dataFolder(), "nwb-cache"),
    cacheBytes: cacheBytes(),
    say: context.say,
  };
  const tell = () => {
    if (told.has(url)) return;
    told.add(url);
    context.say(
      `${name} is not here: streaming ${dandiPath} of dandiset ${dandisetId} from ${instance}`,
    );
  };
  return { remote, tell };
}

/** The sizes that the database notes of what was published: the original's where it stands for a copy. */
async function notedSizes(
  { session, catalog, stores }: StreamContext,
  { filename }: NamedPublishedFile,
  path: string,
): Promise<number[]> {
  const published = join(dirname(path), filename);
  const sizes: number[] = [];
  for (
    const { table, filepath } of await notedFiles(
      session,
      catalog,
      stores,
      published,
    )
  ) {
    const [[size] = []] = await session.texts(
      `SELECT ${quoteName("size")} FROM ${table} WHERE ${
        exactly("filepath", filepath)
      }`,
    );
    if (size) sizes.push(Number(size));
  }
  return [...new Set(sizes)];
}

const told = new Set<string>();

/** `SPYGLASS_NWB_CACHE_GB` says how much of the disk streamed blocks may take. */
function cacheBytes(): number {
  const text = Deno.env.get("SPYGLASS_NWB_CACHE_GB")?.trim() || "10";
  const gigabytes = Number(text);
  if (gigabytes >= 0) return gigabytes * 2 ** 30;
  throw new SpyglassError(
    `Cannot stream: SPYGLASS_NWB_CACHE_GB is ${
      JSON.stringify(text)
    }, wanted a number of gigabytes, 0 to keep nothing`,
  );
}

/** Asks the archive which of its assets has this path. */
async function assetOf(
  { dandisetId, dandiPath, instance }: NamedPublishedFile,
  name: string,
  say: (text: string) => void,
): Promise<AssetEntry> {
  const { api } = instanceOf(instance);
  const query = new URLSearchParams({ path: dandiPath, page_size: "100" });
  const list = `${api}/dandisets/${dandisetId}/versions/draft/assets/?${query}`;
  const assets = await askArchive(list, name, instance, say);
  const asset = assets.find(({ path }) => path === dandiPath);
  if (asset) return asset;
  throw new Refusal(
    `Cannot stream ${name}: dandiset ${dandisetId} of ${instance} has no ${dandiPath} any more`,
    name,
  );
}

interface AssetEntry {
  readonly asset_id: string;
  readonly path: string;
  readonly size: number;
}

async function askArchive(
  url: string,
  name: string,
  instance: string,
  say: (text: string) => void,
): Promise<readonly AssetEntry[]> {
  const patience = new Patience((wait) =>
    say(
      `${instance} is busy, asked for ${name}: it asks to wait for ${
        Math.ceil(wait / 1000)
      } s`,
    )
  );
  try {
    return await patiently(patience, async () => {
      const response = await fetch(url, {
        signal: AbortSignal.timeout(30_000),
      });
      if (response.ok) return (await response.json()).results;
      await response.body?.cancel();
      const { status } = response;
      if (status in REFUSALS) {
        throw new Refusal(
          `Cannot stream ${name}: it is not here, and ${instance} ${
            REFUSALS[status]
          } (status ${status}): ${new URL(url).pathname}; put the file back`,
          name,
        );
      }
      const message = `it answered with status ${status}`;
      throw isPassing(status)
        ? new BusyError(message, response.headers)
        : new Error(message);
    });
  } catch (cause) {
    if (cause instanceof NwbError) throw cause;
    throw new NwbError(
      `Cannot stream ${name}: it is not here, and ${instance} cannot be asked for it (${
        (cause as Error).message
      }); check the network, or put the file back`,
      name,
      { cause },
    );
  }
}

/** What asking again does not change. */
const REFUSALS: Readonly<Record<number, string>> = {
  401: "shows its dandiset to nobody without a key, as embargoed ones are",
  403: "shows its dandiset to few people, as embargoed ones are",
  404: "has no such dandiset any more",
  410: "has no such dandiset any more",
};

const PAUSES = [200, 600, 1800];

/** Servers and networks have bad seconds. */
async function patiently<T>(
  patience: Patience,
  work: () => Promise<T>,
): Promise<T> {
  for (const pause of PAUSES) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof NwbError) throw error;
      await patience.pause(error, pause);
    }
  }
  return await work();
}
