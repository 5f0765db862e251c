/**
 * The values of datasets and attributes.
 *
 * @module
 */
import type { Dataset, File } from "h5wasm/esm";
import { decodeValues, narrowed, nested, type Numbers } from "./decode_hdf5.ts";
import type { Metadata } from "./hdf5_type.ts";
import { resolver } from "./references.ts";
import {
  holdsPointers,
  MOST_BYTES,
  readAttributeBytes,
  readDataset,
} from "./raw.ts";

export type { Numbers };

/**
 * The values of a dataset, flat and in C order, with its shape; a scalar's shape is empty. See
 * {@linkcode NwbFile.read}.
 */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Numbers | readonly unknown[];
}

/** The shape of a dataset, without reading it; `[0]` where it holds nothing. */
export function shapeOf(dataset: Dataset): readonly number[] {
  return dataset.shape ?? [0];
}

/** All values of a dataset. */
export function readValues(file: File, dataset: Dataset): Values {
  const shape = shapeOf(dataset);
  if (shape.length === 0) return readRows(file, dataset, 0, 1);
  return readRows(file, dataset, 0, shape[0]!);
}

/**
 * Some of the rows of a dataset: the first dimension from `from` up to, but without, `to`. Large ones are read in
 * parts: the library has little memory.
 */
export function readRows(
  file: File,
  dataset: Dataset,
  from: number,
  to: number,
): Values {
  const whole = shapeOf(dataset);
  if (dataset.shape === null) return { shape: [0], data: [] };
  const read = (first: number, last: number) =>
    readDataset(
      dataset,
      whole.length === 0 ? [] : [{ from: first, to: last }],
      (bytes, type) => decodeValues(bytes, type, resolver(file)),
    );
  if (whole.length === 0) return { shape: [], data: flat(read(0, 1)) };
  const shape = [to - from, ...whole.slice(1)];
  checkSize(dataset.metadata as Metadata, shape);
  const parts: (Numbers | unknown[])[] = [];
  const step = rowsAtOnce(dataset.metadata as Metadata, whole);
  for (let at = from; at < to; at += step) {
    parts.push(read(at, Math.min(to, at + step)));
  }
  if (parts.length === 0) parts.push(read(from, from));
  return { shape, data: flat(joined(parts)) };
}

/** The value of an attribute. */
export function readAttribute(
  file: File,
  path: string,
  name: string,
): unknown {
  return readAttributeBytes(file, path, name, (bytes, type) => {
    if (type.shape === null) return null;
    const values = flat(
      decodeValues(bytes, type, resolver(file, { path, name })),
    );
    return type.shape.length === 0
      ? plain(values[0])
      : nested(values, type.shape);
  });
}

/** A text attribute of the object at a path, `null` where it has no such attribute, or one of another type. */
export function textAttribute(
  file: File,
  path: string,
  name: string,
): string | null {
  const value = readAttribute(file, path, name);
  return typeof value === "string" ? value : null;
}

/** More would not fit beside everything else that a notebook holds. */
const MOST_AT_ONCE = 2 ** 31;

function checkSize({ size }: Metadata, shape: readonly number[]): void {
  const bytes = shape.reduce((product, length) => product * length, size);
  if (bytes <= MOST_AT_ONCE) return;
  throw new RangeError(
    `found ${bytes} bytes, wanted at most ${MOST_AT_ONCE} at once; read it in windows: slice(from, to)`,
  );
}

const PART_BYTES = MOST_BYTES / 8;

/** Of values of any length only the pointers have a known size; what they point to is in the library's memory, too. */
const MOST_POINTED = 4096;

function rowsAtOnce(type: Metadata, shape: readonly number[]): number {
  const row = shape.slice(1).reduce((product, length) => product * length, 1);
  const most = PART_BYTES / Math.max(1, type.size);
  const values = holdsPointers(type) ? Math.min(MOST_POINTED, most) : most;
  return Math.max(1, Math.floor(values / Math.max(1, row)));
}

function joined(parts: (Numbers | unknown[])[]): Numbers | unknown[] {
  const [first] = parts;
  if (parts.length === 1) return first!;
  if (Array.isArray(first)) return (parts as unknown[][]).flat(1);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const Kind = first!.constructor as new (length: number) => Numbers;
  const all = new Kind(length);
  let at = 0;
  for (const part of parts as Numbers[]) {
    (all as Float64Array).set(part as Float64Array, at);
    at += part.length;
  }
  return all;
}

function flat(values: Numbers | unknown[]): Numbers | unknown[] {
  return Array.isArray(values) ? values : narrowed(values);
}

function plain(value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
