/**
 * Columns of records stretched to one shape, as numpy stretches what it puts into an array.
 *
 * @module
 */

import { type NdArray, ndArray } from "./array.ts";
import { ComplexArray } from "./complex.ts";
import { RecordArray, type RecordColumn } from "./records.ts";
import { sizeOf } from "./shape.ts";

/**
 * A column in another shape: dimensions of length 1 in front are dropped, and others of length 1 are repeated. DataJoint
 * packs a field that is itself an array (`("xyz", "f8", (3,))`) as an array of more dimensions, and gives all fields the
 * shape of the first one when it reads them.
 *
 * @param column What to stretch.
 * @param shape The shape that is wanted.
 * @returns The column itself where it has the shape; `null` where it cannot have it.
 */
export function broadcast(
  column: RecordColumn,
  shape: readonly number[],
): RecordColumn | null {
  if (String(column.shape) === String(shape)) return column;
  const positions = positionsIn(column.shape, shape);
  return positions && taken(column, positions, shape);
}

/** Which element stands at each place of the shape, row-major. */
function positionsIn(
  from: readonly number[],
  shape: readonly number[],
): number[] | null {
  const extra = Math.max(0, from.length - shape.length);
  if (from.slice(0, extra).some((length) => length !== 1)) return null;
  const own = from.slice(extra);
  const aligned = [...new Array(shape.length - own.length).fill(1), ...own];
  if (aligned.some((length, i) => length !== 1 && length !== shape[i])) {
    return null;
  }
  // However long the other dimensions are.
  if (sizeOf(shape) === 0) return [];
  let positions = [0];
  for (const [i, length] of shape.entries()) {
    const step = aligned[i] === 1 ? 0 : 1;
    positions = positions.flatMap((position) =>
      Array.from({ length }, (_, at) => position * aligned[i] + at * step)
    );
  }
  return positions;
}

function taken(
  column: RecordColumn,
  positions: readonly number[],
  shape: readonly number[],
): RecordColumn {
  if (column instanceof RecordArray) {
    const columns = [...column.columns].map(([field, each]) =>
      [field, taken(each, positions, shape)] as const
    );
    return new RecordArray(columns, { shape, kind: column.kind });
  }
  if (column instanceof ComplexArray) {
    const pairs = positions.flatMap((at) => [2 * at, 2 * at + 1]);
    return new ComplexArray(
      picked(column.data, pairs) as Float64Array,
      shape,
    );
  }
  return ndArray(picked(column, positions), shape, column.dtype);
}

/** The elements at these places, in an array of the same kind. */
function picked(
  data: NdArray | ComplexArray["data"],
  positions: readonly number[],
): NdArray | ComplexArray["data"] {
  const kind = data.constructor as new (length: number) => unknown[];
  const made = new kind(positions.length);
  for (const [i, at] of positions.entries()) {
    made[i] = (data as unknown[])[at];
  }
  return made as unknown as NdArray;
}
