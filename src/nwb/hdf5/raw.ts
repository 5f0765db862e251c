/**
 * The bytes of datasets and attributes, as the file has them, with what says how to read them.
 *
 * @module
 */
import { type Dataset, type File, Module } from "h5wasm/esm";
import type { Metadata } from "./hdf5_type.ts";
import { type Filter, throughFilters } from "./filters.ts";

/** A part of each dimension: from `from` up to, but without, `to`. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Turns the bytes of values into values; texts of any length are still in the library's memory then. */
export type Decode<T> = (bytes: Uint8Array, type: Metadata) => T;

/**
 * Reads a part of a dataset.
 *
 * @param windows One a dimension; what is missing is whole.
 */
export function readDataset<T>(
  dataset: Dataset,
  windows: readonly Window[],
  decode: Decode<T>,
): T {
  const { file_id, path } = dataset;
  const type = dataset.metadata as Metadata;
  const shape = type.shape ?? [];
  refuseVirtual(type);
  const part = partOf(shape, windows);
  const values = part?.count.reduce((product, one) => product * one, 1n) ?? 1n;
  return inMemory(type.size * Number(values), (pointer, bytes) => {
    throughFilters(
      filtersOf(file_id, path, type),
      () => saysExternal(() => copy(dataset, part, pointer)),
    );
    try {
      return decode(bytes(), type);
    } finally {
      if (holdsPointers(type)) freeElsewhere(dataset, part, pointer);
    }
  });
}

/** Which values are read, dimension by dimension, as the library counts; `null` where there is but one. */
type Part = {
  readonly count: bigint[];
  readonly offset: bigint[];
  readonly strides: bigint[];
} | null;

function partOf(shape: readonly number[], windows: readonly Window[]): Part {
  if (shape.length === 0) return null;
  return {
    count: shape.map((length, at) => {
      const { from, to } = windows[at] ?? { from: 0, to: length };
      return BigInt(to - from);
    }),
    offset: shape.map((_, at) => BigInt(windows[at]?.from ?? 0)),
    strides: shape.map(() => 1n),
  };
}

/** Puts values into the library's memory. */
function copy({ file_id, path }: Dataset, part: Part, pointer: number): void {
  Module.get_dataset_data(
    file_id,
    path,
    part?.count ?? null,
    part?.offset ?? null,
    part?.strides ?? null,
    BigInt(pointer),
  );
}

/** Frees what values of any length have elsewhere in the library's memory. */
function freeElsewhere(
  { file_id, path }: Dataset,
  part: Part,
  pointer: number,
): void {
  const at = BigInt(pointer);
  if (part === null) Module.reclaim_vlen_memory(file_id, path, "", at);
  else Module.reclaim_vlen_memory_count(file_id, path, "", at, part.count);
}

/** The library finds no other files, and would give fill values for what is in them. */
function refuseVirtual({ virtual_sources = [] }: Metadata): void {
  const others = virtual_sources.map(({ file_name }) => file_name)
    .filter((name) => name !== ".");
  if (others.length === 0) return;
  throw new RangeError(
    `found a virtual dataset, whose values are in ${
      [...new Set(others)].join(", ")
    }, wanted them in the file itself; read those files, or write the dataset into this one`,
  );
}

/** The filters of a dataset, and of those of its own file that a virtual one is made of. */
function filtersOf(
  file: bigint,
  path: string,
  { virtual_sources = [] }: Metadata,
): Filter[] {
  const sources = virtual_sources.flatMap(({ file_name, dset_name }) =>
    file_name === "." ? [dset_name] : []
  );
  return [path, ...new Set(sources)]
    .flatMap((name) => Module.get_dataset_filters(file, name));
}

/** Values outside of the file are found neither by the library nor, since it does not tell where they are, by us. */
function saysExternal(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!/external raw data file/.test((error as Error).message)) throw error;
    throw new RangeError(
      "found a dataset whose values are in a file beside this one (HDF5's external storage), wanted them in the file itself",
      { cause: error },
    );
  }
}

/** Reads an attribute. */
export function readAttributeBytes<T>(
  file: File,
  path: string,
  name: string,
  decode: Decode<T>,
): T {
  const { file_id } = file;
  const type = Module.get_attribute_metadata(file_id, path, name) as Metadata;
  const size = type.shape === null ? 0 : type.size * type.total_size;
  return inMemory(size, (pointer, bytes) => {
    if (size > 0) {
      Module.get_attribute_data(file_id, path, name, BigInt(pointer));
    }
    try {
      return decode(bytes(), type);
    } finally {
      if (size > 0 && holdsPointers(type)) {
        Module.reclaim_vlen_memory(file_id, path, name, BigInt(pointer));
      }
    }
  });
}

/** The text at a pointer of a value of any length. */
export function textAt(pointer: number): string {
  return pointer === 0 ? "" : Module.UTF8ToString(pointer);
}

/** The bytes at a pointer of a list of any length. */
export function bytesAt(pointer: number, length: number): Uint8Array {
  return Module.HEAPU8.slice(pointer, pointer + length);
}

/** The library has two gigabytes of memory in all: what is larger is read in windows. */
export const MOST_BYTES = 512 * 1024 * 1024;

function inMemory<T>(
  size: number,
  work: (pointer: number, bytes: () => Uint8Array) => T,
): T {
  if (size > MOST_BYTES) {
    throw new RangeError(
      `found ${size} bytes, wanted at most ${MOST_BYTES} at once; read a window, as slice() does`,
    );
  }
  const pointer = Module._malloc(Math.max(size, 1));
  if (pointer === 0) {
    throw new RangeError(
      `found no memory for ${size} bytes; read a smaller window`,
    );
  }
  try {
    // A view into the library's memory is lost whenever that grows: copied when everything is read.
    return work(pointer, () => Module.HEAPU8.slice(pointer, pointer + size));
  } finally {
    Module._free(pointer);
  }
}

/** Whether values have parts of any length, which stand elsewhere in the library's memory. */
export function holdsPointers(type: Metadata): boolean {
  return type.vlen || type.vlen_type !== undefined ||
    (type.array_type !== undefined && holdsPointers(type.array_type)) ||
    (type.compound_type?.members ?? []).some(holdsPointers);
}
