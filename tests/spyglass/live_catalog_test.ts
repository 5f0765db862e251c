import { assertEquals, assertRejects } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool } from "../../src/connection/session.ts";
import { ExportError } from "../../src/errors.ts";
import { reflectAgain } from "../../src/schema/reflect.ts";
import { LiveCatalog } from "../../src/spyglass/live_catalog.ts";
import { freshServer, loadSql } from "../setup.ts";

const NOT_YET = -1;

/** A server with `lab.part`, and a pool that lets `before` happen before each reading of all tables. */
async function withTables(
  before: (pool: Pool, reading: number) => Promise<unknown>,
  test: (tables: LiveCatalog) => Promise<void>,
): Promise<void> {
  await using server = await freshServer();
  await loadSql(
    server.socket,
    "create database lab; create table lab.part (id int primary key)",
  );
  const pool = await openPool({ socketPath: server.socket, user: "root" });
  let reading = NOT_YET;
  let coming: Promise<unknown> | null = null;
  const cells: Pool["cells"] = async (...args) => {
    // A reading is several statements at once.
    if (reading !== NOT_YET) coming ??= before(pool, reading++);
    await coming;
    return await pool.cells(...args).finally(() => coming = null);
  };
  const disturbed = new Proxy(pool, {
    get(target, name: keyof Pool) {
      const own: unknown = target[name];
      if (name === "cells") return cells;
      return typeof own === "function" ? own.bind(target) : own;
    },
  });
  try {
    const tables = new LiveCatalog(disturbed, await reflectAgain(pool));
    await tables.prepareLog();
    reading = 0;
    await test(tables);
  } finally {
    await pool.close();
  }
}

Deno.test("fresh() does not believe that a table is gone which is being put in its place", async () => {
  await withTables(
    async (pool, reading) => {
      if (reading === 0) await pool.run("rename table lab.part to lab.new");
      if (reading === 1) await pool.run("rename table lab.new to lab.part");
    },
    async (tables) => {
      const { tables: found } = await tables.fresh();
      assertEquals(
        [...found.keys()].filter((name) => name.startsWith("`lab`")),
        ["`lab`.`part`"],
      );
    },
  );
});

Deno.test("fresh() reads once where nothing is different, and refuses tables that never are the same", async () => {
  let last = 0;
  await withTables(
    async (_, reading) => await Promise.resolve(last = reading),
    async (tables) => {
      const known = tables.catalog;
      assertEquals(await tables.fresh(), known);
      assertEquals(last, 0);
    },
  );
  await withTables(
    async (pool, reading) =>
      await pool.run(`create table lab.made_${reading} (id int primary key)`),
    async (tables) => {
      await assertRejects(
        () => tables.fresh(),
        ExportError,
        "Cannot read which tables there are",
      );
    },
  );
});
