/**
 * What a closure holds of one table.
 *
 * @module
 */
import type { RowCells } from "../connection/session.ts";
import type { Key } from "../keys/key.ts";
import type { KeyList } from "../keys/key_list.ts";
import type { TableInfo } from "../schema/table.ts";

/** The rows of one table in a closure. */
export interface TableSlice {
  readonly table: TableInfo;
  /** Every row of the table in the closure, each once. They are unpacked when this is first read. */
  readonly keys: readonly Key[];
  /** The same keys, packed, as conditions are written of them. */
  readonly list: KeyList;
  /** The first ones of them; unpacks no others. */
  head(count: number): readonly Key[];
  /** Whether a row is one of them; its first columns are those of the key, as `keyExpression` reads them. */
  holds(row: RowCells): boolean;
  /** How many rows there are; costs nothing, unlike `keys.length`. */
  readonly count: number;
  /** How many of them a seed selected. */
  readonly logged: number;
}
