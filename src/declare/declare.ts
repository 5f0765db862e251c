/**
 * Declaring tables: from a class with a definition to a table in the database.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import { DefinitionError, SpyglassError } from "../errors.ts";
import type { QueryContext } from "../query/context.ts";
import { makeTable, type UntypedTable } from "../query/table.ts";
import {
  type Catalog,
  SYSTEM_SCHEMAS,
  type TableInfo,
} from "../schema/table.ts";
import { fullName } from "../sql/identifier.ts";
import { differences } from "./compare.ts";
import type { CompiledTable } from "./compiled_table.ts";
import { compile } from "./compile.ts";
import { fillContents } from "./contents.ts";
import { checkStores } from "./configured_stores.ts";
import { createTables, existsAlready } from "./create_tables.ts";
import { type DeclareContext, resolver } from "./resolve.ts";
import { type Target, targetOfCompiled } from "./target.ts";
import { setPopulating } from "./auto_populated.ts";
import { populatingOfClass } from "./making_of_class.ts";
import type { SpyglassMixin } from "./spyglass_mixin.ts";
import {
  partClassesOf,
  prefixOf,
  type TableClass,
  tableNameOf,
} from "./user_tables.ts";
import { refuseUnknownOptions } from "../names/known_options.ts";

/** How a table is declared. See {@linkcode Database.declare}. */
export interface DeclareOptions {
  /** Names that the definition may use beside those of tables: `{ Session }`, `{ sgc: await db.schema("common_session") }`. */
  readonly context?: DeclareContext;
}

/** What declaring needs of the rest. */
export interface DeclarerOptions {
  readonly context: QueryContext;
  /** Where tables are created; never inside a transaction. */
  readonly pool: Pool;
  /** Reads the tables again. */
  readonly reload: () => Promise<Catalog>;
}

/** Declares tables of one database, and remembers which class has which table. */
export class Declarer {
  readonly #options: DeclarerOptions;
  readonly #declared = new WeakMap<object, string>();

  /** @param options What it needs of the rest. */
  constructor(options: DeclarerOptions) {
    this.#options = options;
  }

  /**
   * Creates the table of a class, and those of its parts, where they are missing; those that exist must be what the
   * definition says.
   *
   * @throws {DefinitionError} The definition is wrong, or the table that exists is another one; nothing was created.
   */
  async declare<T extends SpyglassMixin>(
    schema: string,
    tableClass: TableClass<T>,
    options: DeclareOptions = {},
  ): Promise<T & UntypedTable> {
    checkSchema(schema);
    refuseUnknownOptions("Cannot declare a table", options, ["context"]);
    const plan = planOf(tableClass);
    if (this.#options.pool.transactions?.isOpen) {
      throw new SpyglassError(
        `Cannot declare ${tableClass.name}: a transaction is open, and creating a table would commit it; declare tables before it`,
      );
    }
    // Twice: somebody else may declare the same table at the same moment.
    for (let tries = 1;; tries++) {
      const catalog = await this.#options.reload();
      const compiled = this.#compile(schema, plan, catalog, options);
      const missing = this.#missing(catalog, compiled);
      try {
        if (missing.length > 0) await this.#create(catalog, schema, missing);
        break;
      } catch (error) {
        if (tries > 1 || !existsAlready(error)) throw error;
      }
    }
    const catalog = await this.#options.reload();
    const table = this.#tableOf(catalog, schema, plan);
    await fillContents(
      this.#options.context,
      plan,
      catalog.tables.get(fullName(schema, plan.name))!,
    );
    return table as T & UntypedTable;
  }

  #compile(
    schema: string,
    plan: TablePlan,
    catalog: Catalog,
    { context = {} }: DeclareOptions,
  ): CompiledTable[] {
    const declared = (each: object) => this.#declared.get(each);
    const scope = { schema, catalog, context, declared };
    const master = compile(
      { schema, name: plan.name },
      plan.definition,
      resolver({ ...scope, coming: new Map() }),
    );
    const coming = new Map<string, Target>();
    coming.set("master", targetOfCompiled(master));
    coming.set(plan.tableClass.name, targetOfCompiled(master));
    const parts: CompiledTable[] = [];
    for (const part of plan.parts) {
      const compiled = compile(
        { schema, name: part.name },
        part.definition,
        resolver({ ...scope, coming }),
      );
      parts.push(compiled);
      // A later part may refer to an earlier one.
      coming.set(`master.${part.member}`, targetOfCompiled(compiled));
      coming.set(
        `${plan.tableClass.name}.${part.member}`,
        targetOfCompiled(compiled),
      );
    }
    return [master, ...parts];
  }

  /** The tables that are not there; those that are must be the same. */
  #missing(
    catalog: Catalog,
    compiled: readonly CompiledTable[],
  ): CompiledTable[] {
    const missing: CompiledTable[] = [];
    for (const table of compiled) {
      const found = catalog.tables.get(table.fullName);
      if (found === undefined) {
        missing.push(table);
        continue;
      }
      const differ = differences(table, found);
      if (differ.structure.length > 0) {
        throw otherTable(table, differ.structure);
      }
      if (differ.comments.length > 0) {
        console.warn(
          `${table.fullName} exists with other comments, which are left as they are: ${
            differ.comments.join("; ")
          }`,
        );
      }
    }
    return missing;
  }

  async #create(
    catalog: Catalog,
    schema: string,
    missing: readonly CompiledTable[],
  ): Promise<void> {
    const { context, pool } = this.#options;
    if (context.readOnly) {
      throw new SpyglassError(
        `Cannot declare ${
          missing[0]!.fullName
        }: it does not exist, and the connection is read-only, wanted one that may write; connect without readOnly`,
      );
    }
    checkStores(context, missing);
    await createTables(catalog, pool, schema, missing);
  }

  #tableOf(catalog: Catalog, schema: string, plan: TablePlan): UntypedTable {
    const parts = plan.parts.map((part): [string, UntypedTable] => [
      part.member,
      this.#make(catalog, schema, part, {}),
    ]);
    return this.#make(catalog, schema, plan, Object.fromEntries(parts));
  }

  #make(
    catalog: Catalog,
    schema: string,
    { tableClass, name }: Pick<TablePlan, "tableClass" | "name">,
    parts: Readonly<Record<string, UntypedTable>>,
  ): UntypedTable {
    const info = catalog.tables.get(fullName(schema, name))!;
    this.#declared.set(tableClass, info.fullName);
    return tableOfClass(this.#options.context, info, tableClass, parts);
  }
}

/** A class and its parts, looked at but not compiled. */
export interface TablePlan {
  readonly tableClass: TableClass;
  readonly name: string;
  readonly definition: string;
  readonly parts: readonly PartPlan[];
}

interface PartPlan
  extends Pick<TablePlan, "tableClass" | "name" | "definition"> {
  /** The static member of the master that holds its class. */
  readonly member: string;
}

function planOf(tableClass: TableClass): TablePlan {
  const prefix = typeof tableClass === "function" ? prefixOf(tableClass) : null;
  if (prefix === null) {
    throw new TypeError(
      `Cannot declare ${
        typeof tableClass === "function" ? tableClass.name : String(tableClass)
      }: received no class of a table, wanted one that extends Manual, Lookup, Imported or Computed; parts are static members of their master's class`,
    );
  }
  const name = prefix + nameOf(tableClass);
  const parts = [...partClassesOf(tableClass)].map(([member, part]) => ({
    member,
    tableClass: part,
    name: `${name}__${nameOf(part)}`,
    definition: definitionOf(part),
  }));
  return { tableClass, name, definition: definitionOf(tableClass), parts };
}

function nameOf(tableClass: TableClass): string {
  const name = tableNameOf(tableClass.name);
  if (name !== null) return name;
  throw new DefinitionError(
    `Cannot declare ${
      JSON.stringify(tableClass.name)
    }: the class's name is not in CamelCase, wanted letters and digits that begin with a capital, such as MyTable`,
    null,
  );
}

function definitionOf(tableClass: TableClass): string {
  const { definition } = tableClass;
  if (typeof definition === "string") return definition;
  throw new DefinitionError(
    `Cannot declare ${tableClass.name}: the class has ${
      definition === undefined
        ? "no definition"
        : "a definition that is no text"
    }, wanted static definition = \`…\` in DataJoint's language`,
    null,
  );
}

function checkSchema(schema: string): void {
  const isName = typeof schema === "string" && schema !== "" &&
    schema.length <= 64 && !/[\0/\\.]|\s$/.test(schema) &&
    !SYSTEM_SCHEMAS.includes(schema.toLowerCase());
  if (isName) return;
  throw new RangeError(
    `Cannot declare tables in ${
      JSON.stringify(schema)
    }: it cannot be a schema of yours, wanted a name of 1 to 64 characters without /, \\ and points`,
  );
}

function otherTable(
  { fullName: name }: CompiledTable,
  found: readonly string[],
): DefinitionError {
  return new DefinitionError(
    `Cannot declare ${name}: it exists and differs from the definition: ${
      found.join("; ")
    }; correct the definition (describe() shows the table's), or drop the table`,
    null,
  );
}

/** A table that is an instance of its class. */
function tableOfClass(
  context: QueryContext,
  info: TableInfo,
  tableClass: TableClass,
  parts: Readonly<Record<string, UntypedTable>>,
): UntypedTable {
  const made = makeTable(context, info, parts, tableClass.prototype as object);
  const table = new tableClass(made) as unknown as UntypedTable;
  setPopulating(table, populatingOfClass(context, info, tableClass, table));
  return table;
}
