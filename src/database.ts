/**
 * A connected database, as the user holds it.
 *
 * @module
 */
import { templateTexts } from "./query/condition/template_part.ts";
import { SqlQuery } from "./select/sql_query.ts";
import { type DeclareOptions, Declarer } from "./declare/declare.ts";
import type { SpyglassMixin } from "./declare/spyglass_mixin.ts";
import type { TableClass } from "./declare/user_tables.ts";
import { SpyglassError, UnknownNameError } from "./errors.ts";
import type { QueryContext } from "./query/context.ts";
import { findTable } from "./query/find_table.ts";
import {
  partsOf,
  schemaObject,
  schemasObject,
  type SchemaTables,
  type TableMaker,
} from "./query/schema_object.ts";
import { toBeAwaited } from "./query/not_awaited.ts";
import { makeTable, type UntypedTable } from "./query/table.ts";
import type { Catalog, TableInfo } from "./schema/table.ts";
import type { ExportCommands } from "./export/commands/export_commands.ts";
import type { SelectionCommands } from "./export/commands/selection_commands.ts";
import type {
  DandiPathCommands,
  DandiValidationCommands,
  FileCommands,
} from "./dandi/dandi_commands.ts";
import type { DANDI_SCHEMA } from "./spyglass/dandi_tables.ts";
import { madeSchema } from "./spyglass/made_schema.ts";
import type { USAGE_SCHEMA } from "./spyglass/usage_tables.ts";

/** What a database is made of; `connect` wires it. */
export interface DatabaseParts {
  readonly context: QueryContext;
  /** `root@localhost:3308`. */
  readonly label: string;
  /** Reads the tables again. */
  readonly reload: () => Promise<Catalog>;
  /** Creates the tables of the log where they are missing. */
  readonly prepareLog: (schema: string) => Promise<void>;
  /** Methods that a table has beside those of every table. */
  readonly commandsOf: (info: TableInfo) => object | null;
  readonly close: () => Promise<void>;
}

/** The tables of the log, with what they can do beside being tables. */
export type UsageTables = SchemaTables & {
  readonly ExportSelection: UntypedTable & SelectionCommands;
  readonly Export: UntypedTable & ExportCommands & FileCommands;
};

/** The tables of what was published, with what they can do beside being tables. */
export type DandiTables = SchemaTables & {
  readonly DandiPath: UntypedTable & DandiPathCommands;
  readonly DandiValidation: UntypedTable & DandiValidationCommands;
};

/** A connected database, made by {@linkcode connect}. */
export class Database {
  readonly #parts: DatabaseParts;
  readonly #declarer: Declarer;
  #schemas: {
    readonly catalog: Catalog;
    readonly tables: Readonly<Record<string, SchemaTables>>;
  } | null = null;

  /** Databases are made by `connect`. */
  constructor(parts: DatabaseParts) {
    this.#parts = parts;
    const { context, reload } = parts;
    this.#declarer = new Declarer({ context, pool: context.pool, reload });
  }

  /**
   * The tables of a schema, under their class names; parts are under their masters.
   *
   * @param name The schema's name, for example `common_ephys`.
   * @throws {UnknownNameError} There is none, or you may not see it; the nearest name is named.
   * @returns Class name → table; a name that it lacks throws, with the nearest one.
   *
   * @example
   * ```ts demo ignore
   * const { Electrode, Raw } = await db.schema("common_ephys");
   * ```
   */
  schema(name: typeof USAGE_SCHEMA): Promise<UsageTables>;
  schema(name: typeof DANDI_SCHEMA): Promise<DandiTables>;
  schema<Tables = SchemaTables>(name: string): Promise<Tables>;
  schema(name: string): Promise<SchemaTables> {
    return toBeAwaited(`db.schema(${JSON.stringify(name)})`, async () => {
      await this.#prepareLog(madeSchema(name));
      // Python colleagues make tables while we are connected.
      await this.reload();
      return this.#schema(name);
    });
  }

  /**
   * One table, by `schema.ClassName`, `schema.Master.Part`, or its raw name.
   *
   * @param name For example `common_ephys.Electrode`.
   * @throws {UnknownNameError} There is none; the nearest name is named.
   *
   * @example
   * ```ts demo ignore
   * const electrode = await db.table("common_ephys.Electrode");
   * const shank = await db.table("common_device.Probe.Shank");
   * const same = await db.table("`common_ephys`.`_electrode`");
   * ```
   */
  table(name: string): Promise<UntypedTable> {
    return toBeAwaited(`db.table(${JSON.stringify(name)})`, async () => {
      await this.#prepareLog(madeSchema(name));
      const info = await this.#find(name);
      const all = [...this.#parts.context.catalog.tables.values()];
      const make: TableMaker = (each, parts) => this.#make(each, parts);
      return make(info, partsOf(all, info, make));
    });
  }

  /**
   * Creates the table of a class, and those of its parts, as DataJoint would create them; a schema that is missing is
   * created, too. A table that exists must be what the class says.
   *
   * @param schema Where the table is, or will be.
   * @param tableClass Extends `Manual`, `Lookup`, `Imported` or `Computed`; parts are its static members.
   * @param options `context`: names that the definition may use beside those of tables.
   * @returns The table; it has the methods of the class, too.
   * @throws {DefinitionError} The definition is wrong, which line and why, or the table that exists is another one;
   * nothing was created.
   *
   * @example
   * ```ts demo ignore
   * class Rating extends Manual {
   *   static definition = `
   *   # What somebody thinks of a session
   *   -> common_session.Session
   *   ---
   *   stars = 3 : tinyint unsigned
   *   `;
   * }
   * const rating = await db.declare("my_schema", Rating);
   * // CREATE TABLE `my_schema`.`rating` (… FOREIGN KEY (`nwb_file_name`) REFERENCES `common_session`.`_session` …
   * await rating.insert1({ nwb_file_name: "minirec20230622_.nwb", stars: 5 });
   * // INSERT INTO `my_schema`.`rating` (`nwb_file_name`, `stars`) VALUES ('minirec20230622_.nwb', 5)
   * ```
   */
  declare<T extends SpyglassMixin>(
    schema: string,
    tableClass: TableClass<T>,
    options: DeclareOptions = {},
  ): Promise<T & UntypedTable> {
    return this.#declarer.declare(schema, tableClass, options);
  }

  /**
   * Runs `work` in one transaction: every read and write of this database that it makes and awaits is done on one
   * connection, and all that it wrote is there when it has succeeded, and nothing when it failed. What it read is in the
   * log either way. As in DataJoint, transactions are not nested, and tables are not declared or dropped in one.
   *
   * @param work What to do.
   * @returns What `work` gives.
   * @throws Whatever `work` throws, after everything was undone.
   *
   * @example
   * ```ts demo ignore
   * await db.transaction(async () => {
   *   await Mouse.insert1({ mouse_id: 3 });
   *   await Weighing.insert1({ mouse_id: 3, day: "2023-06-22", grams: 22 });
   * });
   * // START TRANSACTION WITH CONSISTENT SNAPSHOT
   * // INSERT INTO `lab`.`mouse` (`mouse_id`) VALUES (3)
   * // INSERT INTO `lab`.`weighing` (`mouse_id`, `day`, `grams`) VALUES (3, '2023-06-22', 22)
   * // COMMIT
   * ```
   */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    const { transactions } = this.#parts.context.pool;
    if (transactions !== undefined) return transactions.run(work);
    throw new SpyglassError(
      "Cannot begin a transaction: this connection has none, wanted one made by connect()",
    );
  }

  /** All schemas: `db.schemas.common_ephys.Electrode`. */
  get schemas(): Readonly<Record<string, SchemaTables>> {
    const { catalog } = this.#parts.context;
    if (this.#schemas?.catalog !== catalog) {
      const tables = schemasObject(catalog, (name) => this.#schema(name));
      this.#schemas = { catalog, tables };
    }
    return this.#schemas.tables;
  }

  /**
   * Any SELECT, lazily: `${}` takes tables, queries, columns, values and arrays. Anything else is refused before it is
   * sent.
   *
   * @throws {SyntaxError} It is not one SELECT.
   * @throws {TypeError} A value that has no one meaning.
   * @returns A query; nothing is sent.
   *
   * @example
   * ```ts demo ignore
   * db.sql`select bad_channel, count(*) as n from ${Electrode} where electrode_id < ${100} group by bad_channel`;
   * // select bad_channel, count(*) as n from `common_ephys`.`_electrode` where electrode_id < 100 group by
   * // bad_channel
   * ```
   */
  sql(strings: TemplateStringsArray, ...values: readonly unknown[]): SqlQuery {
    if (!Array.isArray(strings) || !("raw" in strings)) {
      throw new TypeError(
        "Cannot read by db.sql: it was called with an argument, wanted a template: db.sql`select …`",
      );
    }
    return new SqlQuery(this.#parts.context, templateTexts(strings), values);
  }

  /**
   * Reads again which schemas and tables there are.
   *
   * @example
   * ```ts demo ignore
   * await db.reload(); // after a colleague made a table, or lost one
   * ```
   */
  async reload(): Promise<void> {
    await this.#parts.reload();
  }

  /**
   * Closes the connections. An export that is active stays active.
   *
   * @example
   * ```ts demo ignore
   * const db = await connect();
   * await db.close(); // or `await using db = await connect();`
   * ```
   */
  close(): Promise<void> {
    return this.#parts.close();
  }

  /** Closes the connections. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** `root@localhost:3308, 40 schemas`: never a password. */
  toString(): string {
    const count = this.#parts.context.catalog.schemas.length;
    return `${this.#parts.label}, ${count} schema${count === 1 ? "" : "s"}`;
  }

  /** How Jupyter shows it. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/plain": this.toString() };
  }

  /** How `console.log` shows it. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  #schema(name: string): SchemaTables {
    return schemaObject(
      this.#parts.context,
      name,
      (info, parts) => this.#make(info, parts),
    );
  }

  #make(info: TableInfo, parts: SchemaTables = {}): UntypedTable {
    const table = makeTable(this.#parts.context, info, parts);
    return Object.assign(table, this.#parts.commandsOf(info) ?? {});
  }

  /** Creating tables waits for every transaction that has used those they refer to: for this one, for ever. */
  async #prepareLog(schema: string | null): Promise<void> {
    const { transactions } = this.#parts.context.pool;
    if (schema === null || transactions?.isOpen) return;
    await this.#parts.prepareLog(schema);
  }

  async #find(name: string): Promise<TableInfo> {
    try {
      return findTable(this.#parts.context.catalog, name);
    } catch (error) {
      if (!(error instanceof UnknownNameError)) throw error;
      // It may have been made since we looked.
      await this.reload();
      return findTable(this.#parts.context.catalog, name);
    }
  }
}
