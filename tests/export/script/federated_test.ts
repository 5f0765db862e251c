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
