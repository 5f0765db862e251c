/**
 * The classes that a user's own tables extend, one a tier (DataJoint 0.14, `datajoint/user_tables.py`). A class is the
 * definition; `db.declare` makes the table of it, which then is an instance of the class: it has the class's own methods
 * beside those of every table.
 *
 * @module
 */
import type { InsertRow } from "../query/change/insert.ts";
import { AutoPopulated } from "./auto_populated.ts";
import { SpyglassMixin } from "./spyglass_mixin.ts";

/**
 * A table whose rows people enter.
 *
 * @example
 * ```ts demo ignore
 * class Mouse extends Manual {
 *   static definition = `
 *   mouse_id : int  # number on the cage
 *   ---
 *   sex = 'U' : enum('M', 'F', 'U')
 *   `;
 * }
 * const mouse = await db.declare("my_schema", Mouse);
 * await mouse.insert1({ mouse_id: 1 });
 * ```
 */
export class Manual extends SpyglassMixin {}

/** A table of facts: its rows are `static contents` of the class, and are there once it is declared. */
export class Lookup extends SpyglassMixin {}

/** A table that `populate` fills from outside of the database, by the class's `make(key)`. */
export class Imported extends AutoPopulated {}

/**
 * A table that `populate` fills from other tables, by the class's `make(key)`.
 *
 * @example
 * ```ts demo ignore
 * import type { Row } from "spyglass-deno";
 *
 * class Pounds extends Computed {
 *   static definition = `
 *   -> lab.Weighing
 *   ---
 *   pounds : double
 *   `;
 *   async make(key: Row) {
 *     const grams = await Weighing.and(key).fetch1("grams");
 *     await this.insert1({ ...key, pounds: Number(grams) / 453.59237 });
 *   }
 * }
 * const pounds = await db.declare("my_schema", Pounds);
 * await pounds.populate({ reserveJobs: true });
 * // INSERT INTO `my_schema`.`__pounds` (`mouse_id`, `day`, `pounds`) VALUES (1, '2023-06-22', 0.047…)
 * ```
 */
export class Computed extends AutoPopulated {}

/** Details of a master's rows; parts are static members of their master's class. */
export class Part extends SpyglassMixin {}

/** A class that a table can be made of. */
export interface TableClass<T extends SpyglassMixin = SpyglassMixin> {
  new (table?: unknown): T;
  readonly name: string;
  /** In DataJoint's language. */
  readonly definition?: string;
  /** The rows of a {@linkcode Lookup}. */
  readonly contents?: Iterable<InsertRow>;
}

/** Prefix of the names of a tier's tables. */
export function prefixOf(tableClass: TableClass): string | null {
  const { prototype } = tableClass as unknown as { prototype: unknown };
  if (prototype instanceof Manual) return "";
  if (prototype instanceof Lookup) return "#";
  if (prototype instanceof Imported) return "_";
  if (prototype instanceof Computed) return "__";
  return null;
}

/** True for the class of a part. */
export function isPartClass(value: unknown): value is TableClass {
  return typeof value === "function" &&
    (value as { prototype?: unknown }).prototype instanceof Part;
}

/**
 * The parts of a class, by the names of its static members.
 */
export function partClassesOf(
  master: TableClass,
): ReadonlyMap<string, TableClass> {
  const parts = new Map<string, TableClass>();
  for (
    let from: object | null = master;
    from !== null && from !== Function.prototype;
    from = Object.getPrototypeOf(from)
  ) {
    for (const name of Object.getOwnPropertyNames(from)) {
      const value = (from as Record<string, unknown>)[name];
      const isPart = /^\p{Lu}/u.test(name) && isPartClass(value);
      if (isPart && !parts.has(name)) parts.set(name, value);
    }
  }
  return parts;
}

/** `TrodesPosV1` → `trodes_pos_v1`; `null` where it is no CamelCase name (`datajoint/utils.py`, `from_camel_case`). */
export function tableNameOf(className: string): string | null {
  if (!/^[A-Z][A-Za-z0-9]*$/.test(className)) return null;
  return className.replaceAll(
    /\B[A-Z]|\b[A-Z]/g,
    (letter, at: number) => (at > 0 ? "_" : "") + letter.toLowerCase(),
  );
}
