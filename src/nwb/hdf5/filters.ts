/**
 * The filters that values were compressed with: given to the HDF5 library where it lacks them, and named where nobody
 * has them.
 *
 * @module
 */
import { base_url as pluginsUrl } from "h5wasm-plugins";
import { Module } from "h5wasm/esm";
import { fileSystem } from "./mount.ts";
import { withZlib } from "./zlib_for_plugins.ts";

/** One filter of a dataset. */
export interface Filter {
  /** Its registered number. */
  readonly id: number;
  readonly name: string;
  readonly cd_values: readonly number[];
}

/**
 * Reads values through their filters.
 *
 * @throws {RangeError} A filter that they need cannot be had.
 */
export function throughFilters<T>(
  filters: readonly Filter[],
  read: () => T,
): T {
  for (const { id } of filters) provide(id);
  try {
    return filters.some(({ id }) => WANTING_ZLIB.has(id))
      ? withZlib(read)
      : read();
  } catch (error) {
    // Parts of a dataset may have been written without its filters: only what fails is refused.
    const lacking = filters.find(isLacking);
    if (lacking === undefined) throw error;
    throw new RangeError(
      `found values compressed by ${
        nameOf(lacking)
      }, which cannot be undone here; write them again with another compression (h5repack -f GZIP=4)`,
      { cause: error },
    );
  }
}

function provide(id: number): void {
  const name = PLUGINS.get(id);
  if (name === undefined || provided.has(id)) return;
  provided.add(id);
  const system = fileSystem();
  const folder = Module.get_plugin_search_paths()[0]!;
  system.mkdirTree(folder);
  const file = `libH5Z${name}.so`;
  const bytes = Deno.readFileSync(new URL(`${pluginsUrl}/plugins/${file}`));
  system.writeFile(`${folder}/${file}`, bytes);
}

/** Numbers that the HDF Group gave to filters which the library does not have built in. */
const PLUGINS: ReadonlyMap<number, string> = new Map([
  [307, "bz2"],
  [32000, "lzf"],
  [32001, "blosc"],
  [32004, "lz4"],
  [32008, "bshuf"],
  [32013, "zfp"],
  [32015, "zstd"],
  [32022, "bitgroom"],
  [32023, "bitround"],
  [32026, "blosc2"],
]);
const provided = new Set<number>();

/** Smaller numbers are HDF5's own filters. */
const FIRST_FOREIGN = 256;
const BLOSC = 32001;
const BLOSC2 = 32026;
const WANTING_ZLIB = new Set([BLOSC, BLOSC2]);
/** Blosc has compressors of its own; which one, its seventh value says. */
const COMPRESSOR = 6;
const SNAPPY = 3;

function isLacking(filter: Filter): boolean {
  return isSnappy(filter) ||
    (filter.id >= FIRST_FOREIGN && !PLUGINS.has(filter.id));
}

function isSnappy({ id, cd_values }: Filter): boolean {
  return id === BLOSC && cd_values[COMPRESSOR] === SNAPPY;
}

function nameOf(filter: Filter): string {
  const { id, name } = filter;
  return isSnappy(filter) ? "Blosc's snappy" : `${name} (HDF5's filter ${id})`;
}
