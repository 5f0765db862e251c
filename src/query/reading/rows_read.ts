/**
 * Keys of rows that a read rests on, table by table, each once.
 *
 * @module
 */
import {
  derivedKeyExpression,
  keyExpression,
  keyText,
} from "../../keys/key_column.ts";
import { KeySet } from "../../keys/key_set.ts";
import type { TableInfo } from "../../schema/table.ts";
import { columnOf } from "../column_of.ts";
import type { Block } from "../expression/block.ts";
import { headingOf } from "../expression/heading.ts";
import type { RowsRead } from "./observer.ts";

/** The decoded key columns' expressions and how to make key texts of what they give. */
export function keyReader(table: TableInfo, references?: readonly string[]): {
  readonly expressions: readonly string[];
  readonly keyOf: (values: readonly unknown[]) => string[];
} {
  const columns = table.primaryKey.map((name) =>
    columnOf(headingOf(table), name, "Cannot read a key")
  );
  return {
    expressions: columns.map((column, i) =>
      references === undefined
        ? keyExpression(column)
        : derivedKeyExpression(column, references[i]!)
    ),
    keyOf: (values) =>
      columns.map((column, i) => keyText(column, String(values[i]))),
  };
}

/** Rows of base tables, by their keys or by a condition. */
export class RowsFound {
  readonly #keys = new Map<
    string,
    { readonly table: TableInfo; readonly keys: KeySet }
  >();
  readonly #texts: RowsRead[] = [];
  readonly #lookedAt: readonly TableInfo[];

  /** @param lookedAt Tables that are in what is reported, with no row where none is found. */
  constructor(lookedAt: readonly TableInfo[] = []) {
    this.#lookedAt = lookedAt;
  }

  /** Adds one row of a table. */
  add(table: TableInfo, key: readonly string[]): void {
    let found = this.#keys.get(table.fullName);
    if (found === undefined) {
      found = { table, keys: new KeySet(table.primaryKey.length) };
      this.#keys.set(table.fullName, found);
    }
    found.keys.add(key);
  }

  /** Adds all rows for which a condition holds. */
  addText(table: TableInfo, text: string): void {
    const isThere = this.#texts.some(({ table: each, rows }) =>
      each.fullName === table.fullName && "text" in rows && rows.text === text
    );
    if (!isThere) this.#texts.push({ table, rows: { text } });
  }

  /** What to report, in the order it was found. */
  reads(): RowsRead[] {
    const whole = new Set(
      this.#texts.filter(({ rows }) => "text" in rows && rows.text === "TRUE")
        .map(({ table }) => table.fullName),
    );
    const some = [...this.#keys.values()].filter(({ table }) =>
      !whole.has(table.fullName)
    );
    const byKeys = some.map(({ table, keys }) => ({
      table,
      rows: { keys: Array.from({ length: keys.size }, (_, i) => keys.at(i)) },
    }));
    return withLookedAt([...byKeys, ...this.#texts], this.#lookedAt);
  }
}

/** The same, and no row of each other table that was looked at. */
export function withLookedAt(
  reads: readonly RowsRead[],
  lookedAt: readonly TableInfo[],
): RowsRead[] {
  const read = reads.map(({ table }) => table.fullName);
  return [...reads, ...noRowsOf(lookedAt, read)];
}

/**
 * No row of each table that was looked at, but for some. Views are noted elsewhere, by their definitions.
 *
 * @param but Full names of the others.
 */
export function noRowsOf(
  lookedAt: readonly TableInfo[],
  but: readonly string[],
): RowsRead[] {
  const named = new Set(but);
  return lookedAt
    .filter(({ fullName, isView }) => !isView && !named.has(fullName))
    .map((table) => ({ table, rows: NO_ROWS }));
}

const NO_ROWS = { keys: [] };

/** Reads the keys of base rows out of a block's rows. */
export interface TraceReader {
  /** What to select beside the attributes. */
  readonly expressions: readonly string[];
  /** Adds the base rows of some rows, from one up to another, whose keys' values are in the columns from `at` on. */
  readonly take: (
    found: RowsFound,
    columns: readonly (readonly unknown[])[],
    at: number,
    from?: number,
    to?: number,
  ) => void;
}

/** Makes the reader of a traced block. */
export function traceReader(block: Pick<Block, "traces">): TraceReader {
  const readers = block.traces.map(({ table, references }) => ({
    table,
    ...keyReader(table, references),
  }));
  return {
    expressions: readers.flatMap(({ expressions }) => expressions),
    take: (found, columns, at, from = 0, to = columns[at]?.length ?? 0) => {
      let next = at;
      for (const { table, expressions, keyOf } of readers) {
        const key = columns.slice(next, next += expressions.length);
        for (let row = from; row < to; row++) {
          if (row > from && isSame(key, row)) continue;
          const values = key.map((column) => column[row]);
          // An outer join has no row there.
          if (values.every((value) => value !== null)) {
            found.add(table, keyOf(values));
          }
        }
      }
    },
  };
}

/** True where a row's key is the one of the row before: in a join, the same row takes part many times. */
function isSame(key: readonly (readonly unknown[])[], row: number): boolean {
  return key.every((column) => column[row] === column[row - 1]);
}
