/**
 * What the demo's archive holds, and what its requests are answered with.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** One file of a dandiset. */
export interface Asset {
  asset_id: string;
  blob: string;
  path: string;
  size: number;
  created: string;
  modified: string;
  metadata: Record<string, unknown>;
}

/** A file on its way. */
export interface Upload {
  etag: string;
  size: number;
  parts: Map<number, Uint8Array>;
}

/** What the archive holds. */
export interface Archive {
  /** Folder of the bytes. */
  readonly folder: string;
  /** The key that it takes. */
  readonly key: string;
  readonly origin: () => string;
  /** Dandiset → its assets. */
  readonly assets: Map<string, Map<string, Asset>>;
  /** dandi-etag → blob. */
  readonly blobs: Map<string, { id: string; size: number; sha256: string }>;
  readonly uploads: Map<string, Upload>;
}

/** Answers a request; `parts` are what the pattern of its path caught. */
export type Route = (
  archive: Archive,
  parts: string[],
  body: Uint8Array,
  request: Request,
) => Response | Promise<Response>;

/** JSON, or that there is no such thing. */
export function json(value: unknown): Response {
  return value === undefined || value === null
    ? Response.json({ detail: "Not found." }, { status: 404 })
    : Response.json(value);
}

/** The body of a request. */
export function parse(body: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(body));
}

/** A digest. */
export function md5(bytes: Uint8Array) {
  return createHash("md5").update(bytes).digest();
}

/** Bytes, one behind the other. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
