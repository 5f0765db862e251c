/** Tables of which a server has the address only: their rows are another server's. */
import { assertEquals, assertMatch } from "@std/assert";
import { freshServer, loadSql } from "../../setup.ts";
import { planOf, runBash, scriptFolder } from "./script_setup.ts";

/** Rows of somebody else's, and a table that leads to them by an address with a password. */
function elsewhere(socket: string, rows: string): string {
  return `
create database production; create table production.mouse (id int primary key, name varchar(20));
insert into production.mouse ${rows};
create user reader@localhost identified by 'Very secret'; grant all on production.* to reader@localhost;
create server \`it's\` foreign data wrapper mysql
  options (user 'reader', password 'Very secret', socket '${socket}', database 'production', host 'localhost');`;
}

const LAB = `
create database lab;
create table lab.mouse (id int primary key, name varchar(20) default 'x CONNECTION=')
  engine = federated comment 'what CONNECTION=''is'' ENGINE=FEDERATED' connection = 'it''s/mouse';
create table lab.cage (id int primary key) engine=InnoDB comment 'ENGINE=FEDERATED CONNECTION=''it''';
insert into lab.cage values (1);`;

Deno.test("rows that another server keeps are restored here, and its address is not in the dump", async () => {
  await using from = await freshServer();
  await using to = await freshServer();
  for (const { socket } of [from, to]) {
    const isKnown = await loadSql(socket, "install soname 'ha_federatedx'")
      .then(() => true, () => false);
    if (!isKnown) return console.log("This MariaDB comes without FEDERATED.");
  }
  await loadSql(
    from.socket,
    elsewhere(from.socket, "values (1, 'grey'), (2, 'white')") + LAB,
  );
  await loadSql(to.socket, elsewhere(to.socket, "values (7, 'its own')"));
  const plan = await planOf(from.socket, ["lab"]);
  await using at = await scriptFolder(plan, from.socket);
  const ran = await runBash(at);
  assertEquals(ran.code, 0, ran.stderr);
  await loadSql(to.socket, await Deno.readFile(at.sql));
  const [mouse, cage] = await Promise.all(
    ["mouse", "cage"].map((name) =>
      loadSql(to.socket, `show create table lab.${name}`)
    ),
  );
  assertMatch(
    mouse!,
    /DEFAULT 'x CONNECTION='.*ENGINE=InnoDB .*COMMENT='what CONNECTION=''is'' ENGINE=FEDERATED'\n$/s,
  );
  assertMatch(cage!, /COMMENT='ENGINE=FEDERATED CONNECTION=''it'''/);
  assertEquals(
    await loadSql(to.socket, "select * from lab.mouse order by id"),
    "1\tgrey\n2\twhite\n",
  );
  assertEquals(
    await loadSql(to.socket, "select * from production.mouse"),
    "7\tits own\n",
  );
  const dump = await Deno.readTextFile(at.sql);
  assertEquals(dump.includes("it''s/mouse"), false);
});

Deno.test("of 20,000 rows and more that other tables or servers keep, each is in the dump", async () => {
  await using from = await freshServer();
  const isKnown = await loadSql(from.socket, "install soname 'ha_federatedx'")
    .then(() => true, () => false);
  const rows = "select seq, 'x' from production.seq_1_to_20000";
  await loadSql(from.socket, elsewhere(from.socket, rows));
  await loadSql(
    from.socket,
    `create database lab; use lab;
    create table one (id int primary key) engine = MyISAM; insert into one select seq from seq_1_to_20000;
    create table merged (id int primary key) engine = merge union = (one);${
      isKnown
        ? "create table mouse (id int primary key, name varchar(20)) engine = federated connection = 'it''s/mouse';"
        : ""
    }`,
  );
  const plan = await planOf(from.socket, ["lab"]);
  await using at = await scriptFolder(plan, from.socket);
  const ran = await runBash(at);
  assertEquals(ran.code, 0, ran.stderr);
  const sql = await Deno.readTextFile(at.sql);
  for (const { name } of plan.tables.filter(({ name }) => name !== "one")) {
    assertMatch(
      sql,
      new RegExp(`lab\\.${name}, whose rows another table or server keeps`),
    );
  }
  await using to = await freshServer();
  await loadSql(to.socket, sql);
  for (const { name } of plan.tables) {
    assertEquals(
      await loadSql(to.socket, `select count(*) from lab.${name}`),
      "20000\n",
    );
  }
});
