/**
 * Bytes on their way to the archive, in it, and out of it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Archive, concat, json, md5, parse } from "./archive.ts";
import { asset } from "./dandisets.ts";

const PART = 64 * 1024 * 1024;

/** Begins an upload; says where the bytes are where they are here already. */
export function initialize(
  archive: Archive,
  _: string[],
  body: Uint8Array,
): Response {
  const { contentSize, digest, dandiset } = parse(body) as {
    contentSize: number;
    digest: { value: string };
    dandiset: string;
  };
  if (!archive.assets.has(dandiset)) return json(null);
  const known = archive.blobs.get(digest.value);
  if (known) {
    return new Response("Blob already exists.", {
      status: 409,
      headers: { Location: known.id },
    });
  }
  const id = crypto.randomUUID();
  archive.uploads.set(id, {
    etag: digest.value,
    size: contentSize,
    parts: new Map(),
  });
  const count = Math.max(1, Math.ceil(contentSize / PART));
  const parts = Array.from({ length: count }, (_, at) => ({
    part_number: at + 1,
    size: Math.min(PART, contentSize - at * PART),
    upload_url: `${archive.origin()}/storage/upload/${id}/${at + 1}`,
  }));
  return json({ upload_id: id, parts });
}

/** Takes a part of an upload. */
export function putPart(
  archive: Archive,
  [id, part]: string[],
  body: Uint8Array,
): Response {
  const upload = archive.uploads.get(id!);
  if (!upload) return json(null);
  upload.parts.set(Number(part), body);
  return new Response(null, {
    headers: { ETag: `"${md5(body).toString("hex")}"` },
  });
}

/** Says where the parts are put together. */
export function complete(archive: Archive, [id]: string[]): Response {
  return archive.uploads.has(id!)
    ? json({
      complete_url: `${archive.origin()}/storage/complete/${id}`,
      body: "<x/>",
    })
    : json(null);
}

/** Puts the parts together, and checks them. */
export async function assemble(
  archive: Archive,
  [id]: string[],
): Promise<Response> {
  const upload = archive.uploads.get(id!);
  if (!upload) return json(null);
  const parts = [...upload.parts].sort(([a], [b]) => a - b)
    .map(([, bytes]) => bytes);
  const sums = parts.map((part) => md5(part));
  const etag = `${md5(concat(sums)).toString("hex")}-${parts.length}`;
  const bytes = concat(parts);
  if (etag !== upload.etag || bytes.length !== upload.size) {
    return Response.json({ detail: "other bytes than announced" }, {
      status: 400,
    });
  }
  await Deno.writeFile(join(archive.folder, id!), bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  archive.blobs.set(etag, { id: id!, size: bytes.length, sha256 });
  archive.uploads.delete(id!);
  return new Response(
    `<CompleteMultipartUploadResult><ETag>"${etag}"</ETag></CompleteMultipartUploadResult>`,
  );
}

/** Gives the blob that an upload became. */
export function validate(archive: Archive, [id]: string[]): Response {
  const [etag, blob] = [...archive.blobs].find(([, one]) => one.id === id) ??
    [];
  return blob
    ? json({ blob_id: blob.id, etag, sha256: null, size: blob.size })
    : json(null);
}

/** Finds a blob by its digest. */
export function blobByDigest(
  archive: Archive,
  _: string[],
  body: Uint8Array,
): Response {
  const { value } = parse(body) as { value: string };
  const blob = archive.blobs.get(value) ??
    [...archive.blobs.values()].find(({ sha256 }) => sha256 === value);
  return json(blob && { blob_id: blob.id, size: blob.size });
}

/** Leads to the bytes of an asset, on another host, as the archive does. */
export function download(archive: Archive, id: string): Response {
  const found = asset(archive, id);
  if (!found) return json(null);
  // Another host, as the archive's storage is.
  const place = `${
    archive.origin().replace("127.0.0.1", "localhost")
  }/storage/blob/${found.blob}`;
  return new Response(null, { status: 302, headers: { Location: place } });
}

/** Serves bytes, also in ranges. */
export async function serveBlob(
  archive: Archive,
  [id]: string[],
  _: Uint8Array,
  request: Request,
): Promise<Response> {
  const bytes = await Deno.readFile(join(archive.folder, id!));
  const headers = { ETag: `"${id}"`, "Accept-Ranges": "bytes" };
  const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  if (!match) return new Response(bytes, { headers });
  const from = Number(match[1]);
  const to = Math.min(bytes.length, match[2] ? Number(match[2]) + 1 : Infinity);
  return new Response(bytes.slice(from, to), {
    status: 206,
    headers: {
      ...headers,
      "Content-Range": `bytes ${from}-${to - 1}/${bytes.length}`,
    },
  });
}
