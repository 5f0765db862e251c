import { assertEquals } from "@std/assert";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { openLab, PAPER } from "../lab.ts";

Deno.test("populatePaper() says which columns the server fills itself wherever rows are restored", async () => {
  await using lab = await openLab();
  await loadSql(
    lab.socket,
    `create table lab.kept (id int primary key, since timestamp(6) generated always as row start,
      until timestamp(6) generated always as row end, twice int as (id * 2), period for system_time (since, until))
      with system versioning;
    create table lab.plain (id int primary key) with system versioning;
    insert into lab.kept (id) values (1); insert into lab.plain values (1);`,
  );
  await lab.db.reload();
  await lab.log("one", async () => {
    await (await lab.db.table("lab.kept")).fetch();
    await (await lab.db.table("lab.plain")).fetch();
  });
  const { said } = await listening(() => lab.db.Export.populatePaper(PAPER));
  const told = said.filter((line) => line.includes("ROW START"));
  assertEquals(told.length, 1);
  assertEquals(
    told[0]!.split(" the server notes")[0],
    "In `lab`.`kept` (since, until)",
  );
});
