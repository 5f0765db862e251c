/**
 * The rows that the rows of a child table refer to, on a server of either kind, for tests that name them by conditions.
 *
 * @module
 */
import { closure } from "../../src/closure/closure.ts";
import type { TableSlice } from "../../src/closure/table_slice.ts";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool } from "../../src/connection/session.ts";
import { reflect } from "../../src/schema/reflect.ts";
import { loadSql } from "../setup.ts";

/** Starts a server. */
export type StartServer = () => Promise<
  { readonly socket: string } & AsyncDisposable
>;

/** A server with the tables of a test. */
export interface Family {
  readonly socket: string;
  readonly pool: Pool;
  /** The slice's rows of `d`.`parent` that all rows of `d`.`child` refer to. */
  parentsOf(child: string, parent: string): Promise<TableSlice>;
}

/** Starts a server, runs `sql` on it, and then `work`. */
export async function withFamily(
  start: StartServer,
  sql: string,
  work: (family: Family) => Promise<void>,
): Promise<void> {
  await using server = await start();
  const { socket } = server;
  await loadSql(socket, sql);
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    const catalog = await reflect(pool);
    await work({
      socket,
      pool,
      parentsOf: async (child, parent) => {
        const seeds = [{ table: `\`d\`.\`${child}\``, restriction: "TRUE" }];
        const found = await pool.reserve((session) =>
          closure(session, catalog, seeds)
        );
        return found.tables.get(`\`d\`.\`${parent}\``)!;
      },
    });
  } finally {
    await pool.close();
  }
}
