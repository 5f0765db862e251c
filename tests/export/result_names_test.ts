import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ExportError, LogError } from "../../src/errors.ts";
import { loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import { openLab, PAPER, populated, unchanged } from "./lab.ts";

/** Two names of 64 characters each, as many as the server allows. */
const SCHEMA = "s".repeat(64);
const LONG = `\`${SCHEMA}\`.\`${"t".repeat(64)}\``;

Deno.test("names that Spyglass' tables cannot take are refused by name, before anything is written", async (t) => {
  await using lab = await openLab();
  await loadSql(
    lab.socket,
    `create database ${SCHEMA}; create table ${LONG} (id int primary key); insert into ${LONG} values (1);
    create table lab.Mouse (id int primary key, far int, foreign key (far) references ${LONG} (id));
    create table lab.\`mousé\` (id int primary key);
    insert into lab.Mouse values (1, null), (2, 1); insert into lab.\`mousé\` values (1);`,
  );
  await lab.db.reload();
  await populated(lab);
  const refusedFor = async (read: () => Promise<unknown>) => {
    await lab.log("two", read);
    await lab.pool.run("delete from common_usage.__export__table");
    let message = "";
    await unchanged(lab, async () => {
      const error = await assertRejects(() => lab.populate(), ExportError);
      message = error.message;
    });
    await lab.pool.run(
      "delete from common_usage.export_selection__table where export_id = 2",
    );
    return message;
  };
  const table = (name: string) => lab.db.table(`\`lab\`.\`${name}\``);

  await t.step("upper and lower case", async () => {
    const message = await refusedFor(async () => {
      await lab.mouse.fetch();
      await (await table("Mouse")).and("id = 1").fetch();
    });
    assertStringIncludes(
      message,
      "Cannot populate paper paper1: found the tables `lab`.`Mouse` and `lab`.`mouse`, wanted names that `common_usage`.`__export__table` tells apart",
    );
  });

  await t.step("accents", async () => {
    const message = await refusedFor(async () => {
      await lab.mouse.fetch();
      await (await table("mousé")).fetch();
    });
    assertStringIncludes(message, "`lab`.`mouse` and `lab`.`mousé`");
  });

  await t.step(
    "more than 128 characters, of a table that is referred to",
    async () => {
      const message = await refusedFor(async () => {
        await (await table("Mouse")).and("id = 2").fetch();
      });
      assertStringIncludes(
        message,
        `found ${LONG}, a name of 133 characters, wanted 128 at most`,
      );
    },
  );

  await t.step(
    "more than 128 characters, of a table that is read",
    async () => {
      const long = await lab.db.table(LONG);
      await listening(async () => {
        await lab.db.ExportSelection.startExport({
          ...PAPER,
          analysis_id: "x",
        });
        const error = await assertRejects(() => long.fetch(), LogError);
        await lab.db.ExportSelection.stopExport();
        assertStringIncludes(
          error.message,
          "found a table whose full name is longer than the log has room for, wanted 128 characters at most",
        );
      });
    },
  );

  await t.step("names that its collation tells apart are taken", async () => {
    await loadSql(
      lab.socket,
      "alter table common_usage.__export__table modify table_name varchar(160) character set utf8mb4 collate utf8mb4_bin not null",
    );
    await lab.log("two", async () => {
      await lab.mouse.fetch();
      await (await table("Mouse")).and("id = 2").fetch();
    });
    const { tables } = await lab.populate();
    assertEquals(
      [tables["`lab`.`mouse`"], tables["`lab`.`Mouse`"], tables[LONG]],
      [2, 1, 1],
    );
  });
});
