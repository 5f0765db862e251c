/**
 * The classes that a user's own tables extend, one a tier (DataJoint 0.14, `datajoint/user_tables.py`). A class is the
 * definition; `db.declare` makes the table of it, which then is an instance of the class: it has the class's own methods
 * beside those of every table.
 *
 * @module
 */
import type { InsertRow } from "../query/change/insert_options.ts";
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

/**
 * A table of facts: its rows are `static contents` of the class, and are there once it is declared.
 *
 * @example
 * ```ts demo ignore
 * class Diet extends Lookup {
 *   static definition = `
 *   diet : varchar(16)
 *   `;
 *   static contents = [["free"], ["restricted"]];
 * }
 * await db.declare("my_schema", Diet);
 * // INSERT INTO `my_schema`.`#diet` (`diet`) VALUES ('free'), ('restricted') …
 * ```
 */
export class Lookup extends SpyglassMixin {}

/**
 * A table that `populate` fills from outside of the database, by the class's `make(key)`.
 *
 * @example
 * ```ts demo ignore
 * import type { Row } from "spyglass-deno";
 *
 * class Photo extends Imported {
 *   static definition = `
 *   -> lab.Mouse
 *   ---
 *   bytes : int
 *   `;
 *   async make(key: Row) {
 *     const { size } = await Deno.stat(nwb.path); // a photo's, in earnest
 *     await this.insert1({ ...key, bytes: size });
 *   }
 * }
 * const photo = await db.declare("my_schema", Photo);
 * await Mouse.exists() && await photo.populate();
 * // INSERT INTO `my_schema`.`_photo` (`mouse_id`, `bytes`) VALUES (1, …)
 * ```
 */
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

/**
 * Details of a master's rows; parts are static members of their master's class.
 *
 * @example
 * ```ts demo ignore
 * class Litter extends Manual {
 *   static definition = `
 *   litter_id : int
 *   `;
 *   static Pup = class Pup extends Part {
 *     static definition = `
 *     -> master
 *     pup : tinyint
 *     `;
 *   };
 * }
 * const litter = await db.declare("my_schema", Litter);
 * // CREATE TABLE `my_schema`.`litter` (…) ENGINE=InnoDB, COMMENT ''
 * // CREATE TABLE `my_schema`.`litter__pup` (…) ENGINE=InnoDB, COMMENT ''
 * await litter.insert1([1]);
 * ```
 */
export class Part extends SpyglassMixin {}

/** A class that a table can be made of. See {@linkcode Database.declare}. */
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
function isPartClass(value: unknown): value is TableClass {
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
