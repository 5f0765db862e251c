/** A server that takes names of tables that differ in case for one (`lower_case_table_names`): so are those of a SELECT. */
import { assertEquals, assertRejects } from "@std/assert";
import { scratchServer } from "../../src/connection/server/scratch_server.ts";
import { findServerPrograms } from "../../src/connection/server/server_programs.ts";
import { LogError } from "../../src/errors.ts";
import { loadSql } from "../setup.ts";
import { selectOf } from "../select/select_in.ts";
import { freshPlace, listening } from "../story/place.ts";
import { entries, KEY } from "./shop.ts";

/** A server with that setting, which is none of ours: its program is called by another. */
async function foldingServer() {
  const programs = await findServerPrograms();
  const program = await Deno.makeTempFile({ prefix: "folding server " });
  await Deno.writeTextFile(
    program,
    `#!/bin/sh\nexec '${programs.server}' "$@" --lower-case-table-names=1\n`,
  );
  await Deno.chmod(program, 0o700);
  const server = await scratchServer({ ...programs, server: program });
  return {
    socket: server.socket,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await Deno.remove(program);
    },
  };
}

const TABLES = `
create database Shop; use Shop;
create table Item (id int primary key) engine=InnoDB;
insert into Item select seq from seq_1_to_9;
create table Sale (sale_id int primary key, id int not null) engine=InnoDB;
insert into Sale values (3, 4), (5, 6);
`;

Deno.test("where the server takes X and x for one name, a logged SELECT gives what it gives unlogged", async () => {
  await using place = await freshPlace(foldingServer);
  await loadSql(place.socket, TABLES);
  const db = await place.connect();
  const ids = async (text: string) =>
    (await selectOf(db, text).rows()).map(({ id }) => id);
  // In each of them the inner x is meant, whatever stands outside.
  const texts = [
    "select X.id from shop.item X where exists (select 1 from shop.sale x where x.id = X.id and x.sale_id = 3) order by 1",
    "select X.id from shop.item X where X.id in (select X.id from shop.sale x where x.sale_id = 3)",
    "select I.id from shop.item i where I.id = 2",
    "select ITEM.id from shop.item where Shop.Item.id = 3",
  ];
  const unlogged: unknown[] = [];
  for (const text of texts) unlogged.push(await ids(text));
  assertEquals(unlogged, [[1, 2, 3, 4, 5, 6, 7, 8, 9], [4], [2], [3]]);
  await listening(() => db.ExportSelection.startExport(KEY));
  const logged: unknown[] = [];
  for (const text of texts) {
    logged.push((await listening(() => ids(text))).result);
  }
  assertEquals(logged, unlogged);
  assertEquals(await entries(place), [
    "shop.item (`id` BETWEEN 1 AND 9)",
    "shop.sale (`sale_id`=3)",
    "shop.item (`id`=4)",
    "shop.item (`id`=2)",
    "shop.item (`id`=3)",
  ]);
  await assertRejects(
    () =>
      ids("select A.id from shop.item A join shop.item a on A.id = a.id + 1"),
    LogError,
    "which several tables have",
  );
});
