/**
 * What is at a place of a file: an object, a dataset.
 *
 * @module
 */
import { Dataset } from "h5wasm/esm";
import type { LinkedFile, Place } from "./linked_file.ts";
import { type NwbObject, objectAt } from "./object.ts";
import { readValues, type Values } from "./hdf5/values.ts";

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

/** The first place and the one behind the last, inside of so many rows; negative ones count from the end. */
export function placesIn(
  length: number,
  from: number,
  to: number,
): [number, number] {
  const inside = (place: number) =>
    Math.min(length, Math.max(0, place < 0 ? length + place : place));
  const first = inside(from);
  return [first, Math.max(first, inside(to))];
}
