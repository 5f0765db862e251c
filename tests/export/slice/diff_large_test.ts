import { assert, assertEquals } from "@std/assert";
import { decodeBlob } from "../../../src/blob/decode.ts";
import { encodeBlob } from "../../../src/blob/encode.ts";
import { bytesLiteral } from "../../../src/sql/literal.ts";
import { loadSql } from "../../setup.ts";
import { freshPlace, listening } from "../../story/place.ts";

Deno.test("diff() finds the rows of a result by an index, however many it names, and each once", async () => {
  await using place = await freshPlace();
  const count = 30_000;
  await loadSql(
    place.socket,
    `create database lab; use lab;
     create table tag (tag char(32) character set ascii primary key) engine=InnoDB;
     insert into tag select md5(seq) from seq_1_to_${count}`,
  );
  const db = await place.connect();
  const { ExportSelection, Export } = db;
  const paper = { paper_id: "paper1" };
  await listening(async () => {
    await ExportSelection.startExport({ ...paper, analysis_id: "one" });
    await (await db.table("lab.tag")).fetch();
    await ExportSelection.stopExport();
    await Export.populatePaper(paper);
  });
  const looked = async () => {
    const rows = await place.pool.texts(
      "show global status where variable_name in ('Handler_read_next', 'Handler_read_rnd_next')",
    );
    return rows.reduce((sum, [, value]) => sum + Number(value), 0);
  };
  const populated = { ...paper, populated: true };
  const before = await looked();
  const same = await Export.diff(populated, populated);
  const scanned = await looked() - before;
  assertEquals([same.same, same.both], [true, count]);
  assert(scanned < count, `${scanned} rows`);

  // As Python may store it: a row that fulfils several of the conditions.
  const [[blob] = []] = await place.pool.bytes(
    "select restriction from common_usage.__export__table",
  );
  const stored = String(decodeBlob(blob!));
  const first = stored.slice(1, stored.indexOf(")OR(") + 1);
  const twice = encodeBlob(`${stored.slice(0, -1)}OR${first})`);
  await place.pool.texts(
    `update common_usage.__export__table set restriction = ${
      bytesLiteral(twice)
    }`,
  );
  const again = await Export.diff(paper);
  assertEquals([again.same, again.both], [true, count]);
});
