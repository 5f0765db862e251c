/**
 * HDF5 values as plain JavaScript: typed arrays, texts, booleans; references as the paths that they point to.
 *
 * @module
 */
import { type Attribute, Dataset, type File, Group, Reference } from "h5wasm";

/** Numbers as HDF5 stores them. */
export type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** The values of a dataset, flat and in C order, with its shape; a scalar's shape is empty. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Numbers | readonly unknown[];
}

/** All values of a dataset. */
export function readValues(file: File, dataset: Dataset): Values {
  const shape = dataset.shape;
  if (shape === null) return { shape: [0], data: [] };
  // The library reads a compound's members by a size that it fills in for whole datasets only.
  for (const member of dataset.metadata.compound_type?.members ?? []) {
    member.total_size ??= 1;
  }
  const names = dataset.metadata.compound_type?.members.map((one) => one.name);
  const value = isEnum(dataset) ? dataset.json_value : dataset.value;
  const list = shape.length === 0 ? [value] : value ?? [];
  return { shape, data: plainList(file, list, names) };
}

/** The value of an attribute. */
export function readAttribute(file: File, attribute: Attribute): unknown {
  const value = isEnum(attribute) ? attribute.json_value : attribute.value;
  if (attribute.shape?.length === 0) {
    return plain(file, Array.isArray(value) ? value[0] : value);
  }
  return ArrayBuffer.isView(value) || Array.isArray(value)
    ? plainList(file, value, undefined)
    : plain(file, value);
}

/** 64-bit integers as numbers where every one of them is exact as a number. */
export function narrowed(data: Numbers): Numbers {
  if (!(data instanceof BigInt64Array || data instanceof BigUint64Array)) {
    return data;
  }
  let [low, high] = [0n, 0n];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low >= -0x80000000n && high <= 0x7fffffffn) {
    return Int32Array.from(data, Number);
  }
  const safe = BigInt(Number.MAX_SAFE_INTEGER);
  return low >= -safe && high <= safe ? Float64Array.from(data, Number) : data;
}

function plainList(
  file: File,
  value: unknown,
  names: readonly string[] | undefined,
): Numbers | readonly unknown[] {
  if (ArrayBuffer.isView(value)) return narrowed(value as Numbers);
  return (value as unknown[]).map((one) =>
    names && Array.isArray(one) ? record(file, names, one) : plain(file, one)
  );
}

function record(
  file: File,
  names: readonly string[],
  values: readonly unknown[],
): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name, index) => [name, plain(file, values[index])]),
  );
}

function plain(file: File, value: unknown): unknown {
  if (value instanceof Reference) return pathOf(file, value);
  if (typeof value === "bigint") return small(value);
  if (ArrayBuffer.isView(value)) return narrowed(value as Numbers);
  if (!Array.isArray(value)) return value;
  // A single reference comes in a list of its own.
  if (value.length === 1 && value[0] instanceof Reference) {
    return pathOf(file, value[0]);
  }
  return value.map((one) => plain(file, one));
}

function small(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The path of the object that a reference points to, `null` where it points nowhere. */
function pathOf(file: File, reference: Reference): string | null {
  if (reference.ref_data.every((byte) => byte === 0)) return null;
  const target = file.dereference(reference);
  return target instanceof Group || target instanceof Dataset
    ? target.path
    : null;
}

function isEnum(of: Dataset | Attribute): boolean {
  return of.metadata.enum_type !== undefined;
}
