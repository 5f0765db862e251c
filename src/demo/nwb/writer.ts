/**
 * What NWB asks of every group and dataset, over the HDF5 library.
 *
 * @module
 */
import type { Dataset, Group } from "h5wasm";
import { objectIdOf } from "../session.ts";

/** A type of NWB's core, or one of the tables that it takes from HDMF. */
export type NwbType = readonly [namespace: string, type: string];

/** NWB's own type of this name. */
export function core(type: string): NwbType {
  return ["core", type];
}

/** HDMF's type of this name. */
export function hdmf(type: string): NwbType {
  return ["hdmf-common", type];
}

/** Attributes: texts, lists of texts, fractions and references; whole numbers are given as `{ integer }`. */
export type Attributes = Readonly<
  Record<string, string | readonly string[] | number | { integer: number }>
>;

/** Makes a group with a type. */
export function typed(
  parent: Group,
  name: string,
  type: NwbType,
  attributes: Attributes = {},
): Group {
  const group = parent.create_group(name);
  describe(group, type, attributes);
  return group;
}

/** Gives an object its type, its identifier and its attributes. */
export function describe(
  object: Group | Dataset,
  [namespace, neurodata_type]: NwbType,
  attributes: Attributes = {},
  id = objectIdOf(object.path.replace(/\/+/g, "/")),
): void {
  setAttributes(object, {
    namespace,
    neurodata_type,
    object_id: id,
    ...attributes,
  });
}

/** Sets attributes. */
export function setAttributes(
  object: Group | Dataset,
  attributes: Attributes,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string") {
      object.create_attribute(name, value, [], "S");
    } else if (typeof value === "number") {
      object.create_attribute(name, value, [], "<d");
    } else if ("integer" in value) {
      object.create_attribute(name, value.integer, [], "<i");
    } else {
      object.create_attribute(name, [...value], null, "S");
    }
  }
}

/** Sets an attribute that points to another object. */
export function setReference(
  object: Group | Dataset,
  name: string,
  to: Group | Dataset,
): void {
  object.create_attribute(name, to.create_reference(), [], "Reference");
}

/** Writes one text. */
export function text(parent: Group, name: string, value: string): Dataset {
  return parent.create_dataset({ name, data: value, shape: [], dtype: "S" });
}

/** Writes a list of texts. */
export function texts(
  parent: Group,
  name: string,
  values: readonly string[],
): Dataset {
  return parent.create_dataset({ name, data: [...values], dtype: "S" });
}

/** Columns of a table: texts, numbers, or for each row the object that it points to. */
export type ColumnData =
  | readonly string[]
  | Int32Array
  | Float64Array
  | Group[];

/** Makes a table with a row for each value of its columns. */
export function table(
  parent: Group,
  name: string,
  type: NwbType,
  description: string,
  columns: Readonly<Record<string, readonly [about: string, data: ColumnData]>>,
): Group {
  const colnames = Object.keys(columns);
  const group = typed(parent, name, type, { description, colnames });
  for (const [column, [about, data]] of Object.entries(columns)) {
    const dataset = columnOf(group, column, data);
    describe(dataset, hdmf("VectorData"), { description: about });
  }
  const rows = Object.values(columns)[0]?.[1].length ?? 0;
  identify(group, rows);
  return group;
}

/** Gives a table the numbers of its rows. */
export function identify(table: Group, rows: number): void {
  const ids = table.create_dataset({
    name: "id",
    data: Int32Array.from({ length: rows }, (_, row) => row),
  });
  describe(ids, hdmf("ElementIdentifiers"));
}

/** Adds a ragged column: values of all rows, and where each row's end. */
export function raggedColumn(
  table: Group,
  name: string,
  description: string,
  rows: readonly (Float64Array | readonly string[])[],
): void {
  const data = rows.every((row) => row instanceof Float64Array)
    ? Float64Array.from(rows.flatMap((row) => [...row as Float64Array]))
    : rows.flatMap((row) => [...row as string[]]);
  const values = columnOf(table, name, data);
  describe(values, hdmf("VectorData"), { description });
  let end = 0;
  const ends = table.create_dataset({
    name: `${name}_index`,
    data: Uint32Array.from(rows, (row) => end += row.length),
  });
  describe(ends, hdmf("VectorIndex"), {
    description: `Where the values of each row of ${name} end`,
  });
  setReference(ends, "target", values);
}

/** A series of measurements with a time for each. */
export interface Series {
  readonly type: string;
  readonly description: string;
  readonly unit: string;
  /** What one unit of the data is in `unit`. @default {1} */
  readonly conversion?: number;
  readonly data: Float64Array | Int16Array;
  readonly times: Float64Array;
  /** Of a `SpatialSeries`. */
  readonly referenceFrame?: string;
}

/** Writes a series of measurements; several values a time where there are more values than times. */
export function series(parent: Group, name: string, of: Series): Group {
  const group = typed(parent, name, core(of.type), {
    description: of.description,
    comments: "invented for the demo",
  });
  const width = of.data.length / of.times.length;
  const data = group.create_dataset({
    name: "data",
    data: of.data,
    shape: width === 1 ? [of.times.length] : [of.times.length, width],
    ...(of.data instanceof Int16Array
      ? { chunks: [Math.min(500, of.times.length), width], compression: "gzip" }
      : {}),
  });
  setAttributes(data, {
    conversion: of.conversion ?? 1,
    offset: 0,
    resolution: -1,
    unit: of.unit,
  });
  const timestamps = group.create_dataset({
    name: "timestamps",
    data: of.times,
  });
  setAttributes(timestamps, { interval: { integer: 1 }, unit: "seconds" });
  if (of.referenceFrame) text(group, "reference_frame", of.referenceFrame);
  return group;
}

function columnOf(group: Group, name: string, data: ColumnData): Dataset {
  if (data instanceof Int32Array || data instanceof Float64Array) {
    return group.create_dataset({ name, data });
  }
  if (data.every((value) => typeof value === "string")) {
    return texts(group, name, data);
  }
  const references = (data as Group[]).map((to) => to.create_reference());
  return group.create_dataset({ name, data: references, dtype: "Reference" });
}
