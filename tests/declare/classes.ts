/**
 * Classes of tables as a user writes them, and a database of a test's own to declare them in.
 *
 * @module
 */
import { Manual } from "../../src/declare/user_tables.ts";
import type { TableClass } from "../../src/declare/user_tables.ts";
import { type Lab, lab } from "../query/lab.ts";

/** A class of this name and definition. */
export function classOf(
  name: string,
  definition: string,
  base: TableClass = Manual as TableClass,
): TableClass {
  const made = class extends (base as typeof Manual) {
    static definition = definition;
  };
  Object.defineProperty(made, "name", { value: name });
  return made as TableClass;
}

/** An empty database. */
export async function emptyLab(
  options: Parameters<typeof lab>[1] = {},
): Promise<Lab & { readonly schema: string }> {
  const made = await lab("select 1", options);
  return Object.assign(made, { schema: made.database.name });
}

/** `SHOW CREATE TABLE`, in one line. */
export async function created(place: Lab, name: string): Promise<string> {
  const text = await place.run(`show create table \`${name}\``);
  return text.replaceAll("\\n", "\n").replaceAll(/\s+/g, " ");
}
