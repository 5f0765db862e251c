/** Keys that only one of two collations tells apart: a subquery's rows are all logged, whichever way the server takes. */
import { assertEquals } from "@std/assert";
import { loadSql } from "../../setup.ts";
import {
  freshPlace,
  listening,
  logRows,
  type Place,
  testInMysqlPlace,
} from "../../story/place.ts";

const ROWS = `
create database lab;
create table lab.name (k varchar(20) character set latin1 collate latin1_swedish_ci, j int, primary key (k, j));
insert into lab.name values ('x', 1), ('X', 2), ('E', 1), ('e', 2), ('s', 1), ('z', 1), ('', 1);
create table lab.code (k varbinary(20) primary key, n int);
insert into lab.code values ('x', 1), ('X', 2), ('x ', 3), ('x\\0', 4), ('', 5), ('z', 6);
`;

Deno.test("of rows whose keys differ in case alone, all that a SELECT rests on are logged", async () => {
  await using place = await freshPlace();
  await assertAllLogged(place);
});

testInMysqlPlace("so they are on MySQL", assertAllLogged);

async function assertAllLogged(place: Place): Promise<void> {
  await loadSql(place.socket, ROWS);
  const db = await place.connect();
  const code = await db.table("lab.code"), name = await db.table("lab.name");
  await listening(() =>
    db.ExportSelection.startExport({ paper_id: "one", analysis_id: "one" })
  );
  const given = await db
    .sql`select n from ${code} where k in (select k from ${name})`.rows();
  assertEquals(given.map(({ n }) => n).sort(), [1, 2, 5, 6]);
  const texts = (await logRows(place.pool))
    .filter(([, , table]) => table === "`lab`.`name`")
    .map(([, , , text]) => text);
  const found = await place.pool.texts(
    `select k, j from lab.name where ${texts.join(" or ")} order by hex(k)`,
  );
  assertEquals(found, [["", "1"], ["X", "2"], ["x", "1"], ["z", "1"]]);
}
