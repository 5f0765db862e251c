/** The log's tables, made where they are missing. */
import { assertEquals, assertRejects } from "@std/assert";
import { ExportError } from "../../src/errors.ts";
import { loadSql } from "../setup.ts";
import { freshPlace, listening } from "../story/place.ts";

const KEY = { paper_id: "Größe 日本", analysis_id: "🧠" };

for (
  const characters of [
    "latin1 collate latin1_swedish_ci",
    "utf8mb3 collate utf8mb3_unicode_ci",
    "utf8mb4 collate utf8mb4_bin",
  ]
) {
  Deno.test(`the log's tables are made beside files in ${characters}, and hold any text`, async () => {
    await using place = await freshPlace();
    await loadSql(
      place.socket,
      `set global character_set_server = latin1; create database common_nwbfile character set latin1;
      create table common_nwbfile.analysis_nwbfile (analysis_file_name varchar(64) character set ${characters}
      primary key) engine=InnoDB;
      create database \`日本\`; create table \`日本\`.\`é\` (\`ü\` varchar(20) character set utf8mb4 primary key)
      engine=InnoDB; insert into \`日本\`.\`é\` values ('名'), ('x')`,
    );
    const db = await place.connect();
    await listening(() => db.ExportSelection.startExport(KEY));
    const table = await db.table("`日本`.`é`");
    assertEquals((await table.and({ ü: "名" }).rows()).length, 1);
    const log = await place.pool.texts(
      "select table_name, restriction from common_usage.export_selection__table",
    );
    const tables = await place.pool.texts(
      "select table_name from information_schema.tables where table_schema = 'common_usage'",
    );
    assertEquals(log[0]![0], "`日本`.`é`");
    assertEquals(tables.flat().sort(), [
      "__export",
      "__export__file",
      "__export__table",
      "export_selection",
      "export_selection__file",
      "export_selection__table",
    ]);
  });
}

Deno.test("without a table of files there is no part of files, until there is one", async () => {
  await using place = await freshPlace();
  const first = await place.connect();
  assertEquals(Object.keys(first.ExportSelection).includes("File"), false);
  await loadSql(
    place.socket,
    "create database common_nwbfile; create table common_nwbfile.analysis_nwbfile (analysis_file_name varchar(64) primary key) engine=InnoDB",
  );
  const second = await place.connect();
  assertEquals(Object.keys(second.ExportSelection).includes("File"), true);
});

Deno.test("who may not make the log's tables is told which right is missing", async () => {
  await using place = await freshPlace();
  await loadSql(
    place.socket,
    "create user reader@localhost; create database lab; grant select on lab.* to reader@localhost",
  );
  await assertRejects(
    () => place.connect({ user: "reader" }),
    ExportError,
    "ask the server's administrator for that right",
  );
});
