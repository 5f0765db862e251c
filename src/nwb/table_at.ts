/**
 * The table at a place of a file, with the rows of other tables that its columns name, and with the tables that stand
 * in it as categories of columns.
 *
 * @module
 */
import { NwbError } from "../errors.ts";
import { datasetIn, objectIn, valuesIn } from "./at_place.ts";
import type { Place } from "./linked_file.ts";
import {
  aligned,
  type ColumnParts,
  type NwbTable,
  tableOf,
  type TableOptions,
} from "./table.ts";
import { seriesReferences } from "./series/series_references.ts";

/**
 * The table at a place.
 *
 * @throws {NwbError} It is no table, or damaged.
 */
export function tableIn(place: Place, options: TableOptions): NwbTable {
  return tableWithin(place, options, new Set());
}

/** @param around The tables whose rows are being read: what names rows of those would name rows without end. */
function tableWithin(
  place: Place,
  options: TableOptions,
  around: ReadonlySet<string>,
): NwbTable {
  const { file, path } = place;
  const { attributes, neurodata_type, children } = objectIn(place);
  if (attributes.colnames === undefined) {
    throw new NwbError(
      `Cannot read ${path} of ${file.path} as a table: found ${
        neurodata_type ?? "an object"
      } without column names, wanted a DynamicTable; use get() or read()`,
      file.path,
    );
  }
  const inside = new Set([...around, keyOf(place)]);
  const names = namesIn(attributes.colnames);
  const own = () =>
    tableOf(
      names.length > 0 ? names : columnNames(place, children),
      (name) => columnIn(place, name, inside),
      options,
    );
  const categories = namesIn(attributes.categories).map((name) => ({
    name,
    read: () => tableWithin(file.locate(`${path}/${name}`), options, inside),
  }));
  try {
    return aligned(own(), categories);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new NwbError(
      `Cannot read ${path} of ${file.path} as a table: ${error.message}; the file may be damaged`,
      file.path,
      { cause: error },
    );
  }
}

function keyOf({ file, path }: Place): string {
  return `${file.path}\0${path}`;
}

function namesIn(attribute: unknown): string[] {
  return Array.isArray(attribute) ? attribute.map(String) : [];
}

/** The columns of a table that does not name them: HDMF leaves out the names when there are no rows. */
function columnNames(
  { file, path }: Place,
  children: readonly string[],
): string[] {
  return children.filter((name) => {
    if (name === "id" || /_(index|elements)$/.test(name)) return false;
    const place = file.locate(`${path}/${name}`);
    return datasetIn(place.file, place.path) !== null;
  });
}

/** One dataset of a table, wherever links put it, and what its values point to. */
function columnIn(
  { file, path }: Place,
  name: string,
  around: ReadonlySet<string>,
): ColumnParts | null {
  const at = `${path}/${name}`;
  if (!file.has(at)) return null;
  const place = file.locate(at);
  const values = valuesIn(place.file, place.path);
  if (values === null) return null;
  const { neurodata_type, attributes } = objectIn(place);
  const { elements } = attributes;
  const isSeriesReference = neurodata_type === "TimeSeriesReferenceVectorData";
  return {
    values: isSeriesReference ? seriesReferences(values) : values,
    region: neurodata_type === "DynamicTableRegion"
      ? regionOf(place, attributes.table, around)
      : null,
    elements: neurodata_type === "EnumData" && typeof elements === "string"
      ? () => valuesIn(place.file, elements) ?? file.lacks(elements, "dataset")
      : null,
  };
}

function regionOf(
  { file }: Place,
  target: unknown,
  around: ReadonlySet<string>,
): (() => NwbTable) | null {
  if (typeof target !== "string") return null;
  const table = file.locate(target);
  if (around.has(keyOf(table))) return null;
  return () => tableWithin(table, {}, around);
}
