/**
 * What `~external_{store}` says of the things that a schema keeps in a store.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { SpyglassError } from "../errors.ts";
import type { Column, TableInfo } from "../schema/table.ts";
import { bytesLiteral } from "../sql/literal.ts";
import { externalTable, type Store } from "./layout.ts";

/** Where outside values are found. */
export interface OutsidePlace {
  /** Store → folder. */
  readonly stores: Readonly<Record<string, string>>;
  /** Store → how many digits name each folder, where that is not DataJoint's default. */
  readonly subfolding?: Readonly<Record<string, readonly number[]>>;
  /** Where attachments are put. */
  readonly downloads: string;
}

/** One row of it. */
export interface Listed {
  readonly size: number;
  readonly attachmentName: string | null;
  /** Relative to the store. */
  readonly path: string | null;
  /** 32 hexadecimal digits, of the contents of a `filepath` column's file. */
  readonly contents: string | null;
}

/**
 * The store of a column.
 *
 * @throws {SpyglassError} No folder is known for it.
 */
export function storeOf(
  place: Pick<OutsidePlace, "stores" | "subfolding">,
  table: TableInfo,
  column: Column,
): Store {
  const location = place.stores[column.store ?? ""];
  const subfolding = place.subfolding?.[column.store ?? ""];
  if (location !== undefined) {
    return { location, ...(subfolding ? { subfolding } : {}) };
  }
  throw new SpyglassError(
    `Cannot read column ${column.name} of ${table.schema}.${table.className}: no folder is known for the store ${
      JSON.stringify(column.store)
    }, wanted one; set stores.${column.store}.location (and protocol "file") or custom.spyglass_dirs.base in dj_local_conf.json, or SPYGLASS_BASE_DIR`,
  );
}

/**
 * Looks hashes up.
 *
 * @param hashes 32 hexadecimal digits each.
 * @returns Hash → row; those that are not listed are left out.
 */
export async function listed(
  session: Session,
  table: TableInfo,
  column: Column,
  hashes: Iterable<string>,
): Promise<Map<string, Listed>> {
  const found = new Map<string, Listed>();
  const all = [...new Set(hashes)];
  for (let at = 0; at < all.length; at += BATCH) {
    const list = all.slice(at, at + BATCH)
      .map((hash) => bytesLiteral(Uint8Array.fromHex(hash))).join(", ");
    const rows = await session.texts(
      `SELECT HEX(hash), size, attachment_name, filepath, HEX(contents_hash) FROM ${
        externalTable(table.schema, column.store!)
      } WHERE hash IN (${list})`,
    );
    for (const [hash, size, name, path, contents] of rows) {
      found.set(hash!.toLowerCase(), {
        size: Number(size),
        attachmentName: name ?? null,
        path: path ?? null,
        contents: contents?.toLowerCase() ?? null,
      });
    }
  }
  return found;
}

const BATCH = 1000;
