/**
 * What is at a place of a file: an object, a dataset, a table.
 *
 * @module
 */
import { Dataset } from "h5wasm/esm";
import { NwbError } from "../errors.ts";
import type { LinkedFile, Place } from "./linked_file.ts";
import { type NwbObject, objectAt } from "./object.ts";
import {
  type ColumnParts,
  type NwbTable,
  tableOf,
  type TableOptions,
} from "./table.ts";
import { readValues, type Values } from "./values.ts";

/** The object at a place. */
export function objectIn({ file, path }: Place): NwbObject {
  return objectAt(file.file, path) ?? file.lacks(path, "object");
}

/** The dataset at a path of a file, `null` where there is none. */
export function datasetIn(file: LinkedFile, path: string): Dataset | null {
  const entity = file.has(path) ? file.file.get(path) : null;
  return entity instanceof Dataset ? entity : null;
}

/** All values of the dataset at a path of a file, `null` where there is none. */
export function valuesIn(file: LinkedFile, path: string): Values | null {
  const dataset = datasetIn(file, path);
  return dataset && readValues(file.file, dataset);
}

/**
 * The table at a place.
 *
 * @throws {NwbError} It is no table, or damaged.
 */
export function tableIn(place: Place, options: TableOptions): NwbTable {
  const { file, path } = place;
  const { attributes, neurodata_type, children } = objectIn(place);
  const names = attributes.colnames;
  if (names === undefined) {
    throw new NwbError(
      `Cannot read ${path} of ${file.path} as a table: found ${
        neurodata_type ?? "an object"
      } without column names, wanted a DynamicTable; use get() or read()`,
      file.path,
    );
  }
  try {
    const list = Array.isArray(names) ? names.map(String) : [];
    return tableOf(
      list.length > 0 ? list : columnNames(children),
      (name) => columnIn(place, name),
      options,
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new NwbError(
      `Cannot read ${path} of ${file.path} as a table: ${error.message}; the file may be damaged`,
      file.path,
      { cause: error },
    );
  }
}

/** The columns of a table that does not name them: HDMF leaves out the names when there are no rows. */
function columnNames(children: readonly string[]): string[] {
  return children.filter((name) =>
    name !== "id" && !/_(index|elements)$/.test(name)
  );
}

/** One dataset of a table, wherever links put it, and what its values point to. */
function columnIn({ file, path }: Place, name: string): ColumnParts | null {
  const at = `${path}/${name}`;
  if (!file.has(at)) return null;
  const place = file.locate(at);
  const values = valuesIn(place.file, place.path);
  if (values === null) return null;
  const { neurodata_type, attributes } = objectIn(place);
  const target = attributes.table;
  const elements = attributes.elements;
  return {
    values,
    region:
      neurodata_type === "DynamicTableRegion" && typeof target === "string"
        ? () => tableIn(place.file.locate(target), { resolve: false })
        : null,
    elements: neurodata_type === "EnumData" && typeof elements === "string"
      ? () => valuesIn(place.file, elements) ?? file.lacks(elements, "dataset")
      : null,
  };
}

/**
 * Refuses a place of a row that is none.
 *
 * @throws {RangeError} It is no whole number.
 */
export function checkPlace(at: string, place: number): void {
  if (Number.isInteger(place) || place === Infinity) return;
  throw new RangeError(
    `Cannot read rows of ${at}: found the place ${place}, wanted a whole number`,
  );
}
