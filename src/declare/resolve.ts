/**
 * Which table a name in a definition means. Python looks in the variables around the class; a definition here says all of
 * it by itself, or by the `context` that is given with it:
 *
 * 1. `master` in a part, and the name of the class itself in its parts;
 * 2. a name of the `context`: a table, a declared class, or an object of tables (`{ sgc: await db.schema("common_session") }`);
 * 3. a table of the same schema, by its class name, `Master.Part` for a part;
 * 4. `schema.Table`, `schema.Master.Part`, or a raw name in back-quotes.
 *
 * A bare name of another schema's table is refused, naming where it is: what it means must not depend on which schemas
 * exist today.
 *
 * @module
 */
import { UnknownNameError } from "../errors.ts";
import { tableLabel } from "../schema/table_label.ts";
import { findTable } from "../query/find_table.ts";
import { infoOf, isTable } from "../query/table.ts";
import { nearestName } from "../names/nearest.ts";
import type { Catalog, TableInfo } from "../schema/table.ts";
import type { Resolve } from "./compile.ts";
import { lineError } from "./definition_lines.ts";
import type { Reference } from "./foreign_key_line.ts";
import { type Target, targetOf } from "./target.ts";

/**
 * Names that definitions may use beside those of tables: tables, declared classes, objects of tables.
 *
 * @example
 * ```ts demo ignore
 * class Note extends Manual {
 *   static definition = `
 *   -> Animal
 *   ---
 *   note : varchar(200)
 *   `;
 * }
 * await db.declare("my_schema", Note, { context: { Animal: Mouse } });
 * // CREATE TABLE `my_schema`.`note` (…) ENGINE=InnoDB, COMMENT ''
 * ```
 */
export type DeclareContext = Readonly<Record<string, unknown>>;

/** Where names are looked up. */
export interface Scope {
  readonly schema: string;
  readonly catalog: Catalog;
  readonly context: DeclareContext;
  /** Tables that are about to be made: the master, under `master` and its class name. */
  readonly coming: ReadonlyMap<string, Target>;
  /** Classes whose tables were made already → full name. */
  readonly declared: (tableClass: object) => string | undefined;
}

/** Makes the function that finds the table of a reference. */
export function resolver(scope: Scope): Resolve {
  return (reference) => {
    const coming = scope.coming.get(reference.table);
    if (coming !== undefined) return coming;
    const info = fromContext(scope, reference) ??
      tableNamed(scope.catalog, `${scope.schema}.${reference.table}`) ??
      tableNamed(scope.catalog, reference.table);
    if (info !== undefined) return targetOf(info);
    throw unknownTable(scope, reference);
  };
}

function fromContext(
  scope: Scope,
  reference: Reference,
): TableInfo | undefined {
  const [first, ...rest] = reference.table.split(".");
  if (!Object.hasOwn(scope.context, first!)) return undefined;
  let found: unknown = scope.context[first!];
  for (const name of rest) {
    const isKnown = found !== null && found !== undefined &&
      Object.hasOwn(Object(found), name);
    found = isKnown ? (found as Record<string, unknown>)[name] : undefined;
  }
  if (isTable(found)) return infoOf(found);
  const full = typeof found === "function" ? scope.declared(found) : undefined;
  const info = full === undefined ? undefined : scope.catalog.tables.get(full);
  if (info !== undefined) return info;
  throw lineError(
    reference.line,
    `${reference.table} of the context is ${
      typeof found === "function"
        ? "a class that is not declared"
        : found === undefined
        ? "undefined"
        : "no table"
    }`,
    "a table, or a class that db.declare made a table of",
  );
}

function tableNamed(catalog: Catalog, name: string): TableInfo | undefined {
  try {
    return findTable(catalog, name);
  } catch (error) {
    if (error instanceof UnknownNameError) return undefined;
    throw error;
  }
}

function unknownTable(scope: Scope, { table, line }: Reference): Error {
  const all = [...scope.catalog.tables.values()]
    .filter((info) => info.tier !== "Hidden");
  const elsewhere = all.filter((info) =>
    tableLabel(info).endsWith(`.${table}`)
  );
  if (elsewhere.length > 0) {
    return lineError(
      line,
      `${scope.schema} has no table ${table}`,
      `its schema, too: ${
        elsewhere.map((info) => `-> ${tableLabel(info)}`).join(" or ")
      }; or pass the table: db.declare(…, { context: { ${
        table.split(".")[0]
      } } })`,
    );
  }
  const labels = all.map(tableLabel);
  const own = labels.filter((label) => label.startsWith(`${scope.schema}.`))
    .map((label) => label.slice(scope.schema.length + 1));
  const near = nearestName(table, [
    ...own,
    ...Object.keys(scope.context),
    ...labels,
  ]);
  return lineError(
    line,
    `there is no table ${table}`,
    near === null
      ? "a table of this schema, or schema.Table"
      : `an existing one; did you mean ${near}?`,
  );
}
