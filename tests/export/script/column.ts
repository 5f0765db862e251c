import type { Column } from "../../../src/schema/table.ts";

/** A column of a plan that no server made. */
export function column(
  name: string,
  type: string,
  more: Partial<Column> = {},
): Column {
  return {
    name,
    type,
    kind: "string",
    comment: "",
    store: null,
    nullable: false,
    inPrimaryKey: false,
    autoIncrement: false,
    generated: false,
    characterSet: null,
    default: null,
    ...more,
  };
}
