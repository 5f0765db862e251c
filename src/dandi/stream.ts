/**
 * Files that are not here, read from the archive that they were published in.
 *
 * @module
 */
import { basename, join } from "node:path";
import { dataFolder } from "../connection/data_folder.ts";
import type { Session } from "../connection/session.ts";
import { NwbError, SpyglassError } from "../errors.ts";
import { type NwbFile, openRemoteNwb } from "../nwb/file.ts";
import { publishedByName, type PublishedFile } from "./dandi_rows.ts";
import { instanceOf } from "./instance.ts";

/**
 * Opens a file of an archive, if it was published.
 *
 * @param name The file's name.
 * @param path Where it would be here.
 * @param say Is told, once a file, that it is streamed.
 * @returns `null` where nobody published it.
 * @throws {NwbError} The archive cannot be reached, or does not have it.
 */
export async function openPublished(
  session: Session,
  name: string,
  path: string | null,
  say: (text: string) => void,
): Promise<NwbFile | null> {
  const place = await publishedByName(session, basename(name));
  if (place === null) return null;
  const { dandisetId, instance, dandiPath } = place;
  const url = await assetUrl(place, name);
  const nwb = await openRemoteNwb({
    url,
    label: path ?? name,
    cacheFolder: join(dataFolder(), "nwb-cache"),
    cacheBytes: cacheBytes(),
    say,
  });
  if (!told.has(url)) {
    told.add(url);
    say(
      `${name} is not here: streaming ${dandiPath} of dandiset ${dandisetId} from ${instance}`,
    );
  }
  return nwb;
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

/** Asks the archive which of its assets has this path, and where its bytes are. */
async function assetUrl(
  { dandisetId, dandiPath, instance }: PublishedFile,
  name: string,
): Promise<string> {
  const { api } = instanceOf(instance);
  const query = new URLSearchParams({ path: dandiPath, page_size: "100" });
  const list = `${api}/dandisets/${dandisetId}/versions/draft/assets/?${query}`;
  const assets = await askArchive(list, name, instance);
  const asset = assets.find(({ path }) => path === dandiPath);
  if (asset) return `${api}/assets/${asset.asset_id}/download/`;
  throw new NwbError(
    `Cannot stream ${name}: dandiset ${dandisetId} of ${instance} has no ${dandiPath} any more`,
    name,
  );
}

interface AssetEntry {
  readonly asset_id: string;
  readonly path: string;
}

async function askArchive(
  url: string,
  name: string,
  instance: string,
): Promise<readonly AssetEntry[]> {
  try {
    return await patiently(async () => {
      const response = await fetch(url, {
        signal: AbortSignal.timeout(30_000),
      });
      if (response.ok) return (await response.json()).results;
      await response.body?.cancel();
      const { status } = response;
      if (status in REFUSALS) {
        throw new NwbError(
          `Cannot stream ${name}: it is not here, and ${instance} ${
            REFUSALS[status]
          } (status ${status}): ${new URL(url).pathname}; put the file back`,
          name,
        );
      }
      throw new Error(`it answered with status ${status}`);
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
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof NwbError) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return await work();
}
