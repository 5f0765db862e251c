/**
 * Small schemas for tests of closures.
 *
 * @module
 */
import { type Closure, closure } from "../../src/closure/closure.ts";
import type { ClosureOptions } from "../../src/closure/closure_options.ts";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool } from "../../src/connection/session.ts";
import { reflect } from "../../src/schema/reflect.ts";
import { freshDatabase, loadSql } from "../setup.ts";

/** A schema of a test's own. */
export interface Lab {
  readonly name: string;
  readonly socket: string;
  readonly pool: Pool;
  full(table: string): string;
  /** The closure of rows of tables of this schema: `of({ rat: "id = 1" })`. */
  of(seeds: Record<string, string>, options?: ClosureOptions): Promise<Closure>;
}

/** Runs a test in a schema with these tables. */
export async function inLab(
  tables: string,
  test: (lab: Lab) => Promise<void>,
): Promise<void> {
  await using database = await freshDatabase("closure");
  const { name, socket } = database;
  await loadSql(socket, `set sql_mode = '';\n${tables}`, name);
  const pool = await openPool({ socketPath: socket, user: "root" });
  const full = (table: string) => `\`${name}\`.\`${table}\``;
  const of: Lab["of"] = async (seeds, options) => {
    const catalog = await reflect(pool);
    const all = Object.entries(seeds).map(([table, restriction]) => ({
      table: full(table),
      restriction,
    }));
    return await pool.reserve((session) =>
      closure(session, catalog, all, options)
    );
  };
  try {
    await test({ name, socket, pool, full, of });
  } finally {
    await pool.close();
  }
}

/** Bare name of a table → its keys in the closure, in order. */
export function keysOf(lab: Lab, found: Closure): Record<string, string[]> {
  return Object.fromEntries(
    [...found.tables].map(([name, { keys }]) => [
      name.slice(lab.name.length + 4, -1),
      keys.map((key) => key.join("/")).sort(),
    ]),
  );
}

/** Mice with mothers, cages and weights. */
export const MICE = `
  create table cage (room int, cage int, primary key (room, cage));
  create table mouse (id int primary key, room int, cage int, mother int,
    foreign key at_home (room, cage) references cage (room, cage),
    foreign key born_of (mother) references mouse (id));
  create table mouse__weight (id int, day date, primary key (id, day),
    foreign key weighs (id) references mouse (id));
  insert into cage values (1, 1), (1, 2), (2, 1);
  insert into mouse values (1, 1, 1, null), (2, 1, 2, 1), (3, 2, null, 2),
    (4, null, null, null);
  insert into mouse__weight values (1, '2024-01-01'), (1, '2024-01-02'),
    (3, '2024-01-01'), (4, '2024-01-01');`;
