/**
 * The default of a column, as a value: MariaDB tells it as SQL, MySQL as plain text.
 *
 * @module
 */
import { unquoted } from "../sql/quoted.ts";
import type { Column } from "./table.ts";

/** A default. */
export interface DefaultValue {
  /** True for CURRENT_TIMESTAMP, with its digits. */
  readonly isConstant: boolean;
  readonly text: string;
}

/** What a row gets that says nothing of this column; `null` where that is NULL, or nothing at all. */
export function defaultOf(
  column: Pick<Column, "default">,
): DefaultValue | null {
  const { default: told } = column;
  if (told === null || /^null$/i.test(told)) return null;
  const moment = /^current_timestamp(?:\((\d*)\))?$/i.exec(told);
  if (moment) {
    const digits = moment[1] ? `(${moment[1]})` : "";
    return { isConstant: true, text: `CURRENT_TIMESTAMP${digits}` };
  }
  return { isConstant: false, text: unquoted(told) ?? told };
}
