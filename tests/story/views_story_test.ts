/** Views that were read go with the slice: the same cells, run again where it is restored, give the same. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { connect, type Database } from "../../mod.ts";
import { stopServer } from "../../src/connection/server/server.ts";
import { LogError, QueryError } from "../../src/errors.ts";
import { restoreInto } from "../../src/export/verify/restore.ts";
import { MYSQL_PROGRAMS, mysqlServer } from "../mysql_server.ts";
import { freshServer, loadSql } from "../setup.ts";
import { freshPlace, listening, type Place } from "./place.ts";
import { dump } from "./restore.ts";

const PAPER = { paper_id: "views" };
const SQL = `
create database lab; create database \`o\`\`dd\`; use lab;
create table probe (probe_id int primary key);
create table item (id int primary key, name varchar(40), price int, probe_id int, foreign key (probe_id) references probe (probe_id));
create table sale (sale_id int primary key, id int, note varchar(60), foreign key (id) references item (id));
create table rare (id int primary key, probe_id int, foreign key (probe_id) references probe (probe_id));
insert into probe values (1), (2);
insert into item values (1, 'it\\'s_1', 10, 1), (2, 'b\\\\c"%', 20, null), (3, null, 30, 2), (4, 'é', null, null), (5, 'no', 99, 1);
insert into sale values (1, 1, 'x'), (2, 1, 'y'), (3, 2, 'z'), (4, null, 'w');
create view cheap as select * from item where price < 25 and name <> 'q''\\\\"%';
create view \`o\`\`dd\`.\`it's\` as select id, price * 2 as twice from cheap where price > 1;
create view maybe as select item.id, rare.id as other from item left join rare using (id) where item.id < 3;
create view sold as select item.id, item.name, count(*) as n from item join sale on item.id = sale.id group by item.id;
create view sold_once as select id, name from sold where n = 1;
create view never_read as select * from sale;
`;

async function cells(db: Database): Promise<string[]> {
  const cheap = await db.table("`lab`.`cheap`");
  const odd = await db.table("`o``dd`.`it's`");
  return [
    await cheap.and("id > 1").rows(),
    await odd.orderBy("id").rows(),
    await Array.fromAsync(cheap.stream("id", "name")),
    await db.sql`select id, other from lab.maybe order by id`.rows(),
    await (await db.table("`lab`.`sold`")).orderBy("id").rows("name", "n"),
    await Array.fromAsync(
      (await db.table("`lab`.`sold`")).orderBy("id").stream("n"),
    ),
    await db.sql`select s.name from lab.sold_once s`.rows(),
    await Array.fromAsync(
      db.sql`select max(n) as n from lab.sold`.stream(),
    ),
    await Array.fromAsync(
      db.sql`select twice from ${odd} o where id = 1`.stream(),
    ),
  ].map((rows) => JSON.stringify(rows));
}

/** Reads the cells under an export, populates it, and runs its script. */
async function exported(place: Place) {
  await loadSql(place.socket, SQL);
  const db = await place.connect();
  const { result } = await listening(async () => {
    await db.ExportSelection.startExport({ ...PAPER, analysis_id: "a" });
    const given = await cells(db);
    await db.ExportSelection.stopExport();
    const { script, tables } = await db.Export.populatePaper(PAPER);
    return { given, tables, sql: await dump(place, script) };
  });
  return { db, ...result };
}

async function assertGives(
  socketPath: string,
  dumped: string,
  given: readonly string[],
): Promise<void> {
  await loadSql(socketPath, dumped);
  await using db = await connect({ socketPath, user: "root" });
  assertEquals(await cells(db), given);
  await assertRejects(() => loadSql(socketPath, dumped));
}

Deno.test("views that were read are restored with the slice, and give the same there", async () => {
  await using place = await freshPlace();
  const { db, given, tables, sql } = await exported(place);
  assertEquals(Object.entries(tables).sort(), [
    ["`lab`.`item`", 2],
    ["`lab`.`probe`", 1],
    ["`lab`.`sale`", 3],
  ]);
  const text = await Deno.readTextFile(sql);
  assertMatch(text, /5 views through which rows were read/);
  assert(!/DEFINER[^ ]*=|DROP|never_read/.test(text));
  await using restored = await freshServer();
  await assertGives(restored.socket, text, given);
  if (MYSQL_PROGRAMS !== null) {
    await using mysql = await mysqlServer();
    await assertGives(mysql.socket, text, given);
  }
  const { result: verified } = await listening(() => db.Export.verify(PAPER));
  assertEquals(verified.differences, []);
  assert(verified.ok);
  assertEquals(verified.restored, { tables: 3, rows: 6 });
});

Deno.test("views that group as MariaDB lets them, and our sessions do not, are looked at like others", async () => {
  await using place = await freshPlace();
  await loadSql(place.socket, SQL);
  const db = await place.connect();
  const sold = await db.table("`lab`.`sold`");
  assertEquals(Object.keys(sold.columns).sort(), ["id", "n", "name"]);
  const once = await db.table("`lab`.`sold_once`");
  assertEquals([await sold.count(), await once.exists()], [2, true]);
  assertEquals((await sold.preview(5)).total, 2);
  assertEquals((await sold.and("n > 1").preview(5)).total, 1);
  const item = await db.table("`lab`.`item`");
  assertEquals(await item.and(once.proj("id")).rows("id"), [{ id: 2 }]);
  const select = db.sql`select * from lab.sold_once`;
  assertEquals([await select.count(), (await select.preview(5)).total], [1, 1]);
  // What is not a view's own is held to the rule.
  const loose = db.sql`select probe_id, name from lab.item group by probe_id`;
  const error = await assertRejects(() => loose.rows(), QueryError);
  assertMatch(error.message, /1055/);
});

Deno.test("populatePaper() leaves the definition of a view behind whose reads were all forgotten", async () => {
  await using place = await freshPlace();
  await loadSql(place.socket, SQL);
  const db = await place.connect();
  const cheap = await db.table("`lab`.`cheap`");
  const once = await db.table("`lab`.`sold_once`");
  const definitions = async () => {
    const { result } = await listening(() => db.Export.populatePaper(PAPER));
    const script = await Deno.readTextFile(result.script);
    return ["cheap", "sold", "sold_once"].filter((name) =>
      script.includes(`INVOKER VIEW \`lab\`.\`${name}\``)
    );
  };
  const readIn = async (analysis_id: string, view: typeof once) => {
    const { result } = await listening(async () => {
      await db.ExportSelection.startExport({ ...PAPER, analysis_id });
      return await view.fetch();
    });
    return result;
  };
  await readIn("a", cheap);
  const [first, second] = [await readIn("b", once), await readIn("c", once)];
  const forget = (read: Parameters<typeof db.ExportSelection.forget>[0]) =>
    listening(() => db.ExportSelection.forget(read, { force: true }));
  assertEquals(await definitions(), ["cheap", "sold", "sold_once"]);
  await forget(first);
  assertEquals(await definitions(), ["cheap", "sold", "sold_once"]);
  // That another analysis has rows of a table behind it is no read of it.
  await forget(second);
  assertEquals(await definitions(), ["cheap"]);
});

Deno.test("restoreInto() counts tables and their rows beside views", async () => {
  await using place = await freshPlace();
  const { sql } = await exported(place);
  const folder = `${place.baseDir}/restored`;
  try {
    const { tables, rows } = await restoreInto(folder, sql);
    // One of them is empty: a view needs it.
    assertEquals([tables, rows], [4, 6]);
  } finally {
    await stopServer(folder);
  }
});

Deno.test("an import that meets one of the views changes nothing", async () => {
  await using place = await freshPlace();
  const { sql } = await exported(place);
  await using other = await freshServer();
  await loadSql(
    other.socket,
    "create database lab; create view lab.cheap as select 1 as one",
  );
  await assertRejects(async () =>
    await loadSql(other.socket, await Deno.readFile(sql))
  );
  assertEquals(
    await loadSql(
      other.socket,
      "select table_name from information_schema.tables where table_schema = 'lab'",
    ),
    "cheap\n",
  );
});

Deno.test("verify() names a view that the dump lacks", async () => {
  await using place = await freshPlace();
  const { db, sql } = await exported(place);
  const text = await Deno.readTextFile(sql);
  const without = text.replace(
    /^CREATE SQL SECURITY INVOKER VIEW `lab`\.`maybe`.*$/m,
    "",
  );
  const altered = `${place.baseDir}/altered.sql`;
  await Deno.writeTextFile(altered, without);
  const { result: verified } = await listening(() =>
    db.Export.verify({ ...PAPER, sql: altered })
  );
  assertEquals(verified.differences.map(({ table, kind }) => [table, kind]), [
    ["`lab`.`maybe`", "missing table"],
  ]);
});

Deno.test("where nobody can write down that a view was read, it is not given out while an export is active", async () => {
  await using place = await freshPlace();
  await loadSql(place.socket, SQL);
  const admin = await place.connect();
  await listening(async () => {
    await admin.ExportSelection.startExport({ ...PAPER, analysis_id: "a" });
    await admin.ExportSelection.stopExport();
  });
  await loadSql(
    place.socket,
    `drop database if exists spyglass_deno;
    create user limited identified by ''; grant select, show view on *.* to limited; grant all on common_usage.* to limited;`,
  );
  const db = await place.connect({ user: "limited" });
  const cheap = await db.table("`lab`.`cheap`");
  const { result: error } = await listening(async () => {
    await db.ExportSelection.startExport({ ...PAPER, analysis_id: "b" });
    const error = await assertRejects(() => cheap.rows(), LogError);
    await db.ExportSelection.stopExport();
    return error;
  });
  assertMatch(
    error.message,
    /that a view was read is written into the schema spyglass_deno/,
  );
  assertEquals((await cheap.rows()).length, 2);
});

Deno.test("populatePaper() says which views' definitions it cannot have, and why", async () => {
  await using place = await freshPlace();
  const { db } = await exported(place);
  await loadSql(
    place.socket,
    `create user blind@localhost; grant select, show view on *.* to blind@localhost;
    grant all on common_usage.* to blind@localhost; grant lock tables, reload on *.* to blind@localhost;
    create user half@localhost; grant select on lab.* to half@localhost; grant select on \`o\`\`dd\`.* to half@localhost;
    grant all on common_usage.* to half@localhost; grant select on spyglass_deno.* to half@localhost`,
  );
  await loadSql(
    place.socket,
    "revoke select on *.* from blind@localhost; grant select, show view on lab.* to blind@localhost; grant select, show view on `o``dd`.* to blind@localhost",
  );
  const populated = async (user: string) => {
    const { result: other } = await listening(() => place.connect({ user }));
    const { said, result } = await listening(() =>
      other.Export.populatePaper(PAPER)
    );
    return { said: said.join("\n"), script: result.script };
  };
  const blind = await populated("blind");
  assertMatch(
    blind.said,
    /cannot be seen which views were read .*1142.*ask for the right to read the schema spyglass_deno/,
  );
  const half = await populated("half");
  assertMatch(
    half.said,
    /Left out: the definitions of .*`lab`\.`cheap`.*SHOW VIEW/,
  );
  await loadSql(place.socket, "drop view lab.maybe");
  const { said } = await listening(() => db.Export.populatePaper(PAPER));
  assertMatch(
    said.join("\n"),
    /Left out: the definition of `lab`\.`maybe`, which is gone/,
  );
});
