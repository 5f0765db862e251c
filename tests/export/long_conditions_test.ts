/** Keys without any regularity, more than Spyglass' column for conditions, or a statement, has room for. */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { decodeBlob } from "../../src/blob/decode.ts";
import { ExportError, QueryError } from "../../src/errors.ts";
import { isOnlyInScript } from "../../src/export/script/stored_restriction.ts";
import { loadSql } from "../setup.ts";
import { freshPlace, listening } from "../story/place.ts";

Deno.test("rows whose keys are too many for Spyglass' table are in the script alone, and that is said everywhere", async () => {
  await using place = await freshPlace();
  const count = 15_000;
  await loadSql(
    place.socket,
    `create database lab; use lab;
     create table tag (tag char(32) character set ascii primary key) engine=InnoDB;
     create table cell (id int primary key, tag char(32) character set ascii not null,
       foreign key (tag) references tag (tag)) engine=InnoDB;
     insert into tag select md5(seq) from seq_1_to_${count * 2};
     insert into cell select seq, md5(seq) from seq_1_to_${count};
     set global max_allowed_packet = 262144`,
  );
  const db = await place.connect();
  const { ExportSelection, Export } = db;
  const paper = { paper_id: "paper1" };
  const tag = "`lab`.`tag`";
  const { result, said } = await listening(async () => {
    await ExportSelection.startExport({ ...paper, analysis_id: "one" });
    await (await db.table("lab.cell")).fetch();
    await ExportSelection.stopExport();
    return await Export.populatePaper(paper);
  });
  assertEquals(result.tables, { [tag]: count, "`lab`.`cell`": count });
  assertEquals(result.onlyInScript, [tag]);
  const told = `The keys of ${tag} do not fit where Spyglass stores them`;
  assertStringIncludes(said.join("\n"), told);
  const file = (name: string) =>
    Deno.readTextFile(join(result.directory, name));
  assertStringIncludes(await file("README.md"), "The keys of 'lab'.'tag'");
  assertEquals(JSON.parse(await file("manifest.json")).only_in_script, [tag]);
  const status = await Export.status(paper);
  assertEquals(status.populated!.onlyInScript, 1);
  assertStringIncludes(Deno.inspect(status), "by the script alone");

  // Nobody is given too few rows, or others.
  const stored = await place.pool.bytes(
    "select table_name, restriction from common_usage.__export__table order by table_name",
  );
  const [cells, tags] = stored.map(([, blob]) => String(decodeBlob(blob!)));
  assertEquals(cells, `(\`id\` BETWEEN 1 AND ${count})`);
  assert(isOnlyInScript(tags!));
  await assertRejects(
    () => place.pool.texts(`select * from ${tag} where ${tags}`),
    QueryError,
    "1054",
  );
  await assertRejects(
    () => Export.diff({ ...paper, populated: true }),
    ExportError,
    "whose keys do not fit there",
  );
  await assertRejects(() => Export.diff(paper), ExportError, "Export.verify");
  assert((await Export.diff("paper1", "paper1")).same);

  // The script has them all, and no other.
  const { result: verification } = await listening(() => Export.verify(paper));
  assert(verification.ok, Deno.inspect(verification));

  // That there is nothing to compare is said before anything is read, which takes long.
  await loadSql(
    place.socket,
    `update common_usage.__export__table set table_id = 99 where table_name = '${tag}';
     alter table lab.cell change id number int`,
  );
  await assertRejects(
    () => Export.diff({ ...paper, populated: true }),
    ExportError,
    "whose keys do not fit there",
  );
});
