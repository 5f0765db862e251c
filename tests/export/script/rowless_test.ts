import { assertEquals, assertMatch } from "@std/assert";
import { connect } from "../../../src/connect.ts";
import { freshServer, loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { openLab, PAPER } from "../lab.ts";
import { slicePlan } from "./script_setup.ts";

const NUMBERED = `
create database other;
create sequence lab.\`nu\`\`mbers\` start with 5;
create sequence other.more increment by 10;
create table lab.item (id int primary key default nextval(lab.\`nu\`\`mbers\`),
  n int default (1 + nextval(other.more)), t varchar(30) default 'nextval(\`no\`.\`where\`)');
insert into lab.item () values (), ();
`;

Deno.test("a dump has the sequences that defaults take their values from, where they had come to", async () => {
  await using lab = await openLab();
  await loadSql(lab.socket, NUMBERED);
  const plan = await slicePlan(lab.socket, { "`lab`.`item`": "TRUE" });
  assertEquals(
    plan.tables.map(({ schema, name, rows }) => [schema, name, rows]),
    [["lab", "nu`mbers", 0], ["other", "more", 0], ["lab", "item", 2]],
  );
  const item = await lab.db.table("lab.Item");
  await lab.log("one", () => item.fetch());
  const { tables, dump } = await lab.populate({ run: true });
  assertEquals(tables, { "`lab`.`item`": 2 });
  await using restored = await freshServer();
  const sql = await Deno.readFile(dump!.sql);
  await loadSql(restored.socket, sql);
  const added =
    "insert into lab.item () values (); select count(*), min(id), max(id) > 6, max(n) > 11 from lab.item";
  assertEquals(await loadSql(restored.socket, added), "3\t5\t1\t1\n");
  // A sequence that exists stops an import as a table does.
  await using taken = await freshServer();
  await loadSql(
    taken.socket,
    "create database other; create sequence other.more;",
  );
  const said = await loadSql(taken.socket, sql)
    .then(() => "imported", (error) => error.message);
  assertMatch(said, /~exists: other\.more/);
  const { result } = await listening(() => lab.db.Export.verify(PAPER));
  assertEquals(result.differences, []);
});

Deno.test("a dump has each table of which a read was given no row, so that its cell runs there, too", async () => {
  await using lab = await openLab();
  const none = { trial: 99 };
  await lab.log("one", async () => {
    await lab.mouse.and({ mouse: "minnie" }).fetch();
    assertEquals((await lab.trial.and(none).rows()).length, 0);
  });
  const { tables, dump } = await lab.populate({ run: true });
  assertEquals(tables, { "`lab`.`mouse`": 1 });
  await using restored = await freshServer();
  await loadSql(restored.socket, await Deno.readFile(dump!.sql));
  await using db = await connect({
    socketPath: restored.socket,
    user: "root",
  });
  const trial = await db.table("lab.trial");
  assertEquals(await trial.and(none).rows(), []);
  const { result } = await listening(() => lab.db.Export.verify(PAPER));
  assertEquals(result.differences, []);
  assertEquals(result.restored, { tables: 1, rows: 1 });
});
