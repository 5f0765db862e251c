/**
 * The folders of stores, as DataJoint's configuration and Spyglass' conventions name them.
 *
 * @module
 */
import { resolve } from "node:path";

/** Where the files of stores are. */
export interface StoreFolders {
  /** Store → folder. */
  readonly stores: Readonly<Record<string, string>>;
  /** Stores that are configured, but are no folders. */
  readonly otherStores: readonly string[];
  /** Store → how many digits of a hash name each folder, where that is configured. */
  readonly subfolding: Readonly<Record<string, readonly number[]>>;
  /** Store → the folder that files are put into it from, where that is configured. */
  readonly stages: Readonly<Record<string, string>>;
}

/**
 * The stores of a configuration; without any, `raw` and `analysis` in the lab's folder. Stores of another protocol than
 * `file` are left out: their files are in no folder. Folders are absolute: what refers to them outlives this program.
 *
 * @param baseDir The lab's folder.
 * @param files The values of configuration files, the most important first.
 *
 * @example
 * ```ts
 * import { storeFolders } from "./stores.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(storeFolders("/lab", []).stores, { raw: "/lab/raw", analysis: "/lab/analysis" });
 * ```
 */
export function storeFolders(
  baseDir: string | null,
  files: readonly Readonly<Record<string, unknown>>[],
): StoreFolders {
  const stores: Record<string, string> = baseDir
    ? { raw: resolve(baseDir, "raw"), analysis: resolve(baseDir, "analysis") }
    : {};
  const subfolding: Record<string, readonly number[]> = {};
  const stages: Record<string, string> = {};
  const others = new Set<string>();
  for (const { stores: configured } of files.toReversed()) {
    if (typeof configured !== "object" || configured === null) continue;
    for (const [name, store] of Object.entries(configured)) {
      const { location, protocol, stage, subfolding: digits } =
        (store ?? {}) as Spec;
      if ((protocol ?? "file") !== "file") {
        delete stores[name];
        others.add(name);
      } else if (typeof location === "string") {
        stores[name] = resolve(location);
        others.delete(name);
      }
      if (isDigits(digits)) subfolding[name] = digits;
      if (typeof stage === "string") stages[name] = resolve(stage);
    }
  }
  return { stores, otherStores: [...others], subfolding, stages };
}

type Spec = Readonly<
  Partial<Record<"location" | "protocol" | "stage" | "subfolding", unknown>>
>;

function isDigits(value: unknown): value is number[] {
  return Array.isArray(value) &&
    value.every((item) => Number.isInteger(item) && item > 0);
}
