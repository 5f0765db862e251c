import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { findClientPrograms } from "../../../src/connection/server/server_programs.ts";
import { fullName, quoteName } from "../../../src/sql/identifier.ts";
import { freshServer, loadSql } from "../../setup.ts";
import { planOf, runBash, scriptFolder } from "./script_setup.ts";

const SCHEMA = "it's `d` 100%\\";
const NAMES = ["plain", "#it's", "back\\slash\\", "per%cent", 'a"b', "Grün"];

Deno.test("sqlFrame() stops an import where any one of the tables exists", async () => {
  await using from = await freshServer();
  await using to = await freshServer();
  await loadSql(
    from.socket,
    `create database ${quoteName(SCHEMA)};` +
      NAMES.map((name) =>
        `create table ${fullName(SCHEMA, name)} (id int primary key);
         insert into ${fullName(SCHEMA, name)} values (1);`
      ).join(""),
  );
  const plan = await planOf(from.socket, [SCHEMA]);
  await using at = await scriptFolder(plan, from.socket);
  assertEquals((await runBash(at)).code, 0);
  const sql = await Deno.readFile(at.sql);
  for (const name of NAMES) {
    const own = fullName(SCHEMA, name);
    await loadSql(
      to.socket,
      `create database ${quoteName(SCHEMA)};
       create table ${own} (id int primary key); insert into ${own} values (7);`,
    );
    const before = await everything(to.socket);
    const said = await loadSql(to.socket, sql).then(
      () => "imported",
      (error) => error.message,
    );
    assertStringIncludes(said, `~exists: ${SCHEMA}.${name}`.slice(0, 20));
    assertEquals(await everything(to.socket), before);
    await loadSql(to.socket, `drop database ${quoteName(SCHEMA)}`);
  }
  // Neighbours do no harm: other names, and names that a careless comparison takes for these.
  await loadSql(
    to.socket,
    `create database ${quoteName(SCHEMA)};
     create table ${fullName(SCHEMA, "PLAIN")} (id int);
     create table ${fullName(SCHEMA, "gruen")} (id int);
     create table ${fullName(SCHEMA, "percent")} (id int);`,
  );
  await loadSql(to.socket, sql);
  const again = await loadSql(to.socket, sql).then(
    () => "imported",
    (error) => error.message,
  );
  assertStringIncludes(again, "~exists: ");
});

Deno.test("sqlFrame() lets nothing change with a client that goes on after errors", async () => {
  await using server = await freshServer();
  await loadSql(
    server.socket,
    "create database d; use d; create table a (id int primary key); create table b (id int primary key);" +
      "insert into a values (1); insert into b values (1);",
  );
  const plan = await planOf(server.socket, ["d"]);
  await using at = await scriptFolder(plan, server.socket);
  assertEquals((await runBash(at)).code, 0);
  await loadSql(server.socket, "drop table d.a; delete from d.b;");
  const before = await everything(server.socket);
  const { client: program } = await findClientPrograms();
  const client = new Deno.Command("/bin/bash", {
    args: ["-c", '"$1" --defaults-file="$2" --force < "$3"', "-"].concat(
      program,
      at.defaultsFile,
      at.sql,
    ),
    stderr: "piped",
  });
  const { stderr } = await client.output();
  assertStringIncludes(new TextDecoder().decode(stderr), "READ ONLY");
  assertEquals(await everything(server.socket), before);
});

Deno.test("sqlFrame() takes rows that a CHECK would refuse, as they are", async () => {
  await using from = await freshServer();
  await using to = await freshServer();
  await loadSql(
    from.socket,
    "create database d; use d; create table a (id int primary key, n int check (n > 0));" +
      "set check_constraint_checks = 0; insert into a values (1, -1), (2, 1);",
  );
  const plan = await planOf(from.socket, ["d"]);
  await using at = await scriptFolder(plan, from.socket);
  assertEquals((await runBash(at)).code, 0);
  // What comes after is checked again.
  const after = await loadSql(
    to.socket,
    await Deno.readTextFile(at.sql) + "insert into d.a values (3, -1);",
  ).then(() => "inserted", (error) => error.message);
  assertStringIncludes(after, "insert into d.a values (3, -1)");
  assertStringIncludes(after, "CONSTRAINT");
  assertEquals(
    await loadSql(to.socket, "select * from d.a order by id"),
    "1\t-1\n2\t1\n",
  );
});

Deno.test("sqlFrame() leaves the session of an import as it was", async () => {
  await using from = await freshServer();
  await using to = await freshServer();
  await loadSql(
    from.socket,
    "create database d; create table d.a (id int primary key); insert into d.a values (0);",
  );
  const plan = await planOf(from.socket, ["d"]);
  await using at = await scriptFolder(plan, from.socket);
  assertEquals((await runBash(at)).code, 0);
  const settings =
    "select @@sql_mode, @@time_zone, @@foreign_key_checks, @@autocommit, @@character_set_client, @@collation_connection, @@character_set_results, @@check_constraint_checks;";
  const set =
    "set names latin1; set sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES', time_zone = '+03:00';";
  const answer = await loadSql(
    to.socket,
    set + settings + "\n" + await Deno.readTextFile(at.sql) + settings,
  );
  const [before, after] = answer.trim().split("\n");
  assertEquals(after, before);
  assertEquals(await loadSql(to.socket, "select id from d.a"), "0\n");
});

Deno.test("sqlFrame() writes no statement that removes or grants", async () => {
  await using from = await freshServer();
  await loadSql(
    from.socket,
    "create database d; use d; create table a (id int primary key, f float); insert into a values (1, 1);" +
      "create trigger t before insert on a for each row set new.f = 2;" +
      "create view v as select * from a;",
  );
  const plan = await planOf(from.socket, ["d"]);
  const tables = plan.tables.filter(({ name }) => name === "a");
  await using at = await scriptFolder({ ...plan, tables }, from.socket);
  assertEquals((await runBash(at)).code, 0);
  const sql = await Deno.readTextFile(at.sql);
  assert(!/\b(DROP|REPLACE|GRANT|DEFINER|TRIGGER|sandbox)\b/i.test(sql), sql);
  assert(!/password/i.test(sql));
});

/** Names and rows of all tables, and the schemas. */
async function everything(socket: string): Promise<string> {
  const tables = await loadSql(
    socket,
    "select hex(table_schema), hex(table_name) from information_schema.tables where table_schema not in ('mysql', 'sys', 'information_schema', 'performance_schema')",
  );
  const text = new TextDecoder();
  const rows = tables.trim().split("\n").filter((line) => line !== "").map(
    (line) => {
      const [schema, name] = line.split("\t").map((hex) =>
        text.decode(Uint8Array.fromHex(hex))
      );
      return `select * from ${fullName(schema!, name!)};`;
    },
  );
  return await loadSql(
    socket,
    `show databases; ${rows.join("")}`,
  ) + tables;
}
