/**
 * A database of a test's own, opened without a log: what reads would log is kept to be looked at.
 *
 * @module
 */
import { openPool } from "../../src/connection/pool.ts";
import { ScopedPool } from "../../src/connection/scoped_pool.ts";
import type { Pool } from "../../src/connection/session.ts";
import { nwbFrame } from "../../src/fetch_nwb/nwb_frame.ts";
import { Database } from "../../src/database.ts";
import type { QueryContext } from "../../src/query/context.ts";
import type { RowsRead } from "../../src/query/reading/observer.ts";
import { withLookedAt } from "../../src/query/reading/rows_read.ts";
import type { TableInfo } from "../../src/schema/table.ts";
import { silentTicket } from "../../src/query/reading/silent_ticket.ts";
import type { Table } from "../../src/query/table.ts";
import type { SchemaTables } from "../../src/query/schema_object.ts";
import { reflect } from "../../src/schema/reflect.ts";
import type { Catalog } from "../../src/schema/table.ts";
import { readViews, streamViews } from "../../src/select/views/read_views.ts";
import { freshDatabase, loadSql, type TestDatabase } from "../setup.ts";

/** What a test may say about its database. */
export interface LabOptions {
  readonly readOnly?: boolean;
  /** Answers questions. @default {nobody is there} */
  readonly ask?: (question: string) => boolean | null;
  readonly stores?: Readonly<Record<string, string>>;
  readonly downloads?: string;
  readonly decimals?: "string" | "number";
  /** Report reads, as under an active export. @default {false} */
  readonly logs?: boolean;
  /** The server's socket. @default {that of the server that all tests share} */
  readonly socket?: string;
}

/** A database with its tables. */
export interface Lab extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly db: Database;
  readonly pool: Pool;
  readonly tables: SchemaTables;
  /** What reads reported, in order. */
  readonly reads: RowsRead[];
  /** A table that is there. */
  table(name: string): Table;
  /** Runs SQL text in the schema, by the server's own client. */
  run(sql: string): Promise<string>;
  /** Drops everything; for `Deno.test.afterAll`, where a file's tests share it. */
  close(): Promise<void>;
}

/**
 * Makes a schema of these tables and opens it.
 *
 * @param sql statements that make the tables, run in the new schema
 */
export async function lab(sql: string, options: LabOptions = {}): Promise<Lab> {
  const database = await freshDatabase("query", options.socket);
  await loadSql(database.socket, sql, database.name);
  const pool = await openPool({ socketPath: database.socket, user: "root" });
  const reads: RowsRead[] = [];
  let catalog: Catalog = await reflect(pool);
  const context: QueryContext = {
    pool: new ScopedPool(pool),
    get catalog() {
      return catalog;
    },
    reload: async () => catalog = await reflect(pool),
    observer: {
      begin: () => ticket(reads, options.logs ?? false),
      later: () => () => ticket(reads, options.logs ?? false),
    },
    stores: options.stores ?? {},
    downloads: options.downloads ?? "",
    ...(options.decimals ? { decimals: options.decimals } : {}),
    readOnly: options.readOnly ?? false,
    fetchNwb: async (_context, _expression, _ticket, give) => await give([]),
    nwbFrame: (rows) => nwbFrame(rows),
    readViews,
    streamViews,
    ask: options.ask ?? (() => null),
  };
  const db = new Database({
    context,
    label: "root@test",
    reload: async () => catalog = await reflect(pool),
    prepareLog: () => Promise.resolve(),
    commandsOf: () => null,
    close: () => pool.close(),
  });
  const tables = await db.schema(database.name);
  const close = async () => {
    await pool.close();
    await database[Symbol.asyncDispose]();
  };
  return {
    database,
    db,
    pool,
    tables,
    reads,
    table: (name) => tables[name]!,
    run: (text) => loadSql(database.socket, text, database.name),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function ticket(reads: RowsRead[], logs: boolean) {
  return {
    ...silentTicket(logs ? "logged" : "not logged: no export active"),
    logs,
    record: (rows: readonly RowsRead[]) => {
      reads.push(...rows);
      return Promise.resolve();
    },
    open: () =>
      Promise.resolve({
        close: async (given: () => Promise<readonly RowsRead[]>) => {
          reads.push(...await given());
        },
      }),
    lookedAt: (tables: readonly TableInfo[]) => {
      const all = withLookedAt(reads, tables);
      reads.push(...all.slice(reads.length));
      return Promise.resolve();
    },
    retract: () => {
      reads.length = 0;
      return Promise.resolve(null);
    },
  };
}

/** The texts that reads logged. */
export function textsOf(reads: readonly RowsRead[]): string[] {
  return reads.map(({ rows }) =>
    "text" in rows ? rows.text : JSON.stringify(rows.keys)
  );
}

/** The WHERE of a query's statement. */
export function whereOf(query: { toSql(): { sql: string } }): string {
  return query.toSql().sql.replace(/^[^]*? WHERE /, "");
}

/** Small tables like a lab's. */
export const ELECTRODES = `
create table nwbfile (nwb_file_name varchar(64) primary key) comment 'Sessions';
create table _electrode (
  nwb_file_name varchar(64),
  electrode_id int comment 'Number on the probe',
  bad_channel enum('True','False') not null default 'False',
  x float, name varchar(80),
  primary key (nwb_file_name, electrode_id),
  foreign key (nwb_file_name) references nwbfile (nwb_file_name)
);
create table other (electrode_id int primary key, note varchar(20));
insert into nwbfile values ('minirec.nwb'), ('other.nwb');
insert into _electrode values
  ('minirec.nwb', 0, 'False', 0.1, 'a'), ('minirec.nwb', 1, 'True', 1, 'b_c'),
  ('minirec.nwb', 2, 'False', 2, 'b%c'), ('minirec.nwb', 3, 'False', null, null),
  ('other.nwb', 1, 'False', 1.5, 'it''s'), ('other.nwb', 7, 'True', 7, 'x"y\\\\z');
insert into other values (1, 'one'), (2, 'two'), (99, 'none');
`;
