/**
 * Dandisets and their assets.
 *
 * @module
 */
import { type Archive, type Asset, json, parse } from "./archive.ts";

const SCHEMA_VERSION = "0.7.0";
const started = new Date().toISOString();

/** What the archive says of itself. */
export function info(archive: Archive): unknown {
  return {
    schema_version: SCHEMA_VERSION,
    version: "0.0.0-demo",
    services: {
      api: { url: `${archive.origin()}/api` },
      webui: { url: archive.origin() },
    },
    "cli-minimal-version": "0.60.0",
    "cli-bad-versions": [],
  };
}

/** The draft of a dandiset. */
export function version(archive: Archive, id: string): unknown {
  const own = archive.assets.get(id);
  return own && {
    version: "draft",
    name: `demo ${id}`,
    asset_count: own.size,
    size: [...own.values()].reduce((sum, { size }) => sum + size, 0),
    created: started,
    modified: started,
    status: "Valid",
    dandiset: undefined,
    asset_validation_errors: [],
    version_validation_errors: [],
    metadata: metadata(archive, id),
  };
}

/** A dandiset. */
export function dandiset(archive: Archive, id: string): unknown {
  return archive.assets.has(id)
    ? {
      identifier: id,
      created: started,
      modified: started,
      contact_person: "Demo",
      embargo_status: "OPEN",
      most_recent_published_version: null,
      draft_version: version(archive, id),
    }
    : null;
}

/** The metadata of a dandiset. */
export function metadata(archive: Archive, id: string): unknown {
  return archive.assets.has(id)
    ? {
      id: `DANDI:${id}/draft`,
      identifier: `DANDI:${id}`,
      schemaKey: "Dandiset",
      schemaVersion: SCHEMA_VERSION,
      name: `demo ${id}`,
      description: "a dandiset of a demo",
      version: "draft",
      license: ["spdx:CC-BY-4.0"],
      contributor: [],
      citation: "demo",
      assetsSummary: {
        numberOfBytes: 0,
        numberOfFiles: 0,
        schemaKey: "AssetsSummary",
      },
    }
    : null;
}

/** Lists the assets whose path begins as asked. */
export function listAssets(
  archive: Archive,
  [id]: string[],
  _: Uint8Array,
  request: Request,
): Response {
  const { searchParams } = new URL(request.url);
  const prefix = searchParams.get("path") ?? "";
  const withMetadata = searchParams.get("metadata") === "true";
  const own = archive.assets.get(id!);
  if (!own) return json(null);
  const results = [...own.values()]
    .filter(({ path }) => path.startsWith(prefix))
    .sort((a, b) => a.path < b.path ? -1 : 1)
    .map(({ metadata, ...rest }) =>
      withMetadata ? { ...rest, metadata } : rest
    );
  return json({ count: results.length, next: null, previous: null, results });
}

/** The asset of an id. */
export function asset(archive: Archive, id: string): Asset | undefined {
  for (const own of archive.assets.values()) {
    const found = own.get(id);
    if (found) return found;
  }
}

/** Makes an asset of bytes that are here, or replaces one. */
export function newAsset(
  archive: Archive,
  [id, replaced]: string[],
  body: Uint8Array,
): Response {
  const own = archive.assets.get(id!);
  if (!own) return json(null);
  const { metadata, blob_id } = parse(body) as {
    metadata: Record<string, unknown>;
    blob_id: string;
  };
  const [etag, blob] =
    [...archive.blobs].find(([, { id }]) => id === blob_id) ?? [];
  if (!blob) return json(null);
  const path = String(metadata.path);
  const isTaken = [...own.values()].some((one) =>
    one.path === path && one.asset_id !== replaced
  );
  if (isTaken) {
    return Response.json(["An asset with that path already exists"], {
      status: 400,
    });
  }
  if (replaced) own.delete(replaced);
  const now = new Date().toISOString();
  const made: Asset = {
    asset_id: crypto.randomUUID(),
    blob: blob.id,
    path,
    size: blob.size,
    created: now,
    modified: now,
    metadata: {
      ...metadata,
      digest: { "dandi:dandi-etag": etag, "dandi:sha2-256": blob.sha256 },
      contentSize: blob.size,
    },
  };
  const place = `${archive.origin()}/api/assets/${made.asset_id}/download/`;
  made.metadata.contentUrl = [
    place,
    `${archive.origin()}/storage/blob/${blob.id}`,
  ];
  made.metadata.id = `dandiasset:${made.asset_id}`;
  made.metadata.identifier = made.asset_id;
  own.set(made.asset_id, made);
  return json(made);
}

/** Removes an asset. */
export function deleteAsset(archive: Archive, [id, which]: string[]): Response {
  archive.assets.get(id!)?.delete(which!);
  return new Response(null, { status: 204 });
}
