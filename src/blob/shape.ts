/**
 * Shapes and orders of arrays: pure arithmetic on indices.
 *
 * @module
 */

/**
 * Counts the elements of a shape.
 *
 * @param shape The length of each dimension.
 * @returns The product; 1 for `[]`.
 */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Finds where an element lies in row-major order.
 *
 * @param shape The length of each dimension.
 * @param index One number a dimension; negative numbers count from the end.
 * @returns The position, from 0.
 * @throws {RangeError} Where the index is outside of the shape, or has another number of dimensions.
 */
export function flatIndex(
  shape: readonly number[],
  index: readonly number[],
): number {
  if (index.length !== shape.length) {
    throw new RangeError(
      `Cannot read an element: found ${index.length} indices, wanted ${shape.length} for shape (${shape})`,
    );
  }
  return index.reduce((flat, at, dimension) => {
    const length = shape[dimension]!;
    const position = at < 0 ? at + length : at;
    if (!Number.isInteger(at) || position < 0 || position >= length) {
      throw new RangeError(
        `Cannot read an element: found index ${at} in dimension ${dimension}, wanted an integer from ${-length} to ${
          length - 1
        }`,
      );
    }
    return flat * length + position;
  }, 0);
}

/**
 * Builds nested arrays of a shape.
 *
 * @param shape The length of each dimension.
 * @param element Gives the element at a row-major position.
 * @returns Nested arrays; the element itself for `[]`.
 */
export function nest<T>(
  shape: readonly number[],
  element: (position: number) => T,
): unknown {
  let position = 0;
  return level(0);

  function level(dimension: number): unknown {
    const length = shape[dimension];
    if (length === undefined) return element(position++);
    const items: unknown[] = [];
    for (let i = 0; i < length; i++) items.push(level(dimension + 1));
    return items;
  }
}

/**
 * Copies elements from column-major (first index fastest, as in blobs) to row-major order (last index fastest).
 *
 * @param source Elements, column-major.
 * @param target Where they go; as long as the source.
 * @param shape The length of each dimension.
 * @returns The target; the source itself where both orders are the same.
 */
export function toRowMajor<T extends ArrayLike<unknown>>(
  source: T,
  target: T,
  shape: readonly number[],
): T {
  if (isFlat(shape)) return source;
  const to = target as unknown as unknown[];
  visit(shape, (row, column) => to[row] = source[column]);
  return target;
}

/**
 * Copies elements from row-major to column-major order: the reverse of {@linkcode toRowMajor}.
 *
 * @param source Elements, row-major.
 * @param target Where they go; as long as the source.
 * @param shape The length of each dimension.
 * @returns The target; the source itself where both orders are the same.
 */
export function toColumnMajor<T extends ArrayLike<unknown>>(
  source: T,
  target: T,
  shape: readonly number[],
): T {
  if (isFlat(shape)) return source;
  const to = target as unknown as unknown[];
  visit(shape, (row, column) => to[column] = source[row]);
  return target;
}

/** With at most one dimension longer than 1, both orders are the same. */
function isFlat(shape: readonly number[]): boolean {
  return shape.filter((length) => length !== 1).length < 2;
}

/** Visits all elements in row-major order, with their column-major position beside. */
function visit(
  shape: readonly number[],
  element: (row: number, column: number) => void,
): void {
  const size = sizeOf(shape);
  const steps = columnSteps(shape);
  const counter = shape.map(() => 0);
  let column = 0;
  for (let row = 0; row < size; row++) {
    element(row, column);
    let dimension = shape.length - 1;
    while (dimension >= 0) {
      column += steps[dimension]!;
      if (++counter[dimension]! < shape[dimension]!) break;
      column -= steps[dimension]! * shape[dimension]!;
      counter[dimension--] = 0;
    }
  }
}

function columnSteps(shape: readonly number[]): number[] {
  let step = 1;
  return shape.map((length) => {
    const own = step;
    step *= length;
    return own;
  });
}
