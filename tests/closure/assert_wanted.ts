/**
 * Of a closure that was asked for some tables only, these are as in the whole one.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type Closure, closure } from "../../src/closure/closure.ts";
import type { Seed } from "../../src/closure/seeds.ts";
import type { Pool } from "../../src/connection/session.ts";
import type { Catalog } from "../../src/schema/table.ts";
import { chance, type Random } from "./random_values.ts";

/** Asks for some of the tables, and compares their rows with those that were found of all. */
export async function assertWanted(
  pool: Pool,
  catalog: Catalog,
  random: Random,
  seeds: readonly Seed[],
  whole: Closure,
): Promise<void> {
  const names = [...whole.tables.keys()].filter(() => chance(random, 0.4));
  const some = await pool.reserve((session) =>
    closure(session, catalog, seeds, {
      wanted: ({ fullName }) => names.includes(fullName),
    })
  );
  for (const name of names) {
    assertEquals(keysOf(some, name), keysOf(whole, name), name);
    assertEquals(
      some.tables.get(name)?.logged,
      whole.tables.get(name)?.logged,
      name,
    );
  }
}

function keysOf({ tables }: Closure, name: string): string[] | undefined {
  return tables.get(name)?.keys.map((key) => JSON.stringify(key)).sort();
}
