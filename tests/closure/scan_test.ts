import { assertEquals } from "@std/assert";
import { closure } from "../../src/closure/closure.ts";
import { reflect } from "../../src/schema/reflect.ts";
import { inLab, keysOf, type Lab } from "./lab.ts";
import { listening } from "./listening.ts";

/**
 * Sessions by their names, whose parts name them: one in upper case, one that is none. The days of a session belong to
 * it by a column that may be NULL.
 */
const SESSIONS = `
set foreign_key_checks = 0;
create table session (name varchar(20) primary key);
create table visit (id int primary key, name varchar(20), foreign key (name) references session (name));
create table session__experimenter (name varchar(20), who varchar(20), primary key (name, who),
  foreign key (name) references session (name));
create table session__day (id int primary key, name varchar(20), foreign key (name) references session (name));
insert into session values ('one'), ('two');
insert into visit values (1, 'one'), (2, 'two'), (3, 'one');
insert into session__experimenter values ('one', 'Ada'), ('ONE', 'Bob'), ('two', 'Cy');
insert into session__day values (1, 'one'), (2, null), (3, 'two');
`;

Deno.test("closure() scans the parts of all rows of a master without asking for them by name", async () => {
  await inLab(SESSIONS, async (lab) => {
    await lab.pool.run(
      `DELETE FROM ${lab.full("session__experimenter")} WHERE who = 'Bob'`,
    );
    const { keys, statements } = await scanned(lab, "TRUE");
    assertEquals(keys, {
      session: ["one", "two"],
      session__day: ["1", "3"],
      session__experimenter: ["one/Ada", "two/Cy"],
      visit: ["1", "2", "3"],
    });
    assertEquals(statements.filter((sql) => / JOIN | WHERE /.test(sql)), [
      `SELECT \`id\`, \`name\` FROM ${lab.full("visit")} WHERE (TRUE\n)`,
    ]);
  });
});

Deno.test("closure() that scans parts keeps those that spell their master in another way", async () => {
  await inLab(SESSIONS, async (lab) => {
    const { keys } = await scanned(lab, "TRUE");
    assertEquals(keys.session__experimenter, ["ONE/Bob", "one/Ada", "two/Cy"]);
    assertEquals(keys.session, ["one", "two"]);
  });
});

Deno.test("closure() that scans parts leaves out those that belong to no row of the master", async () => {
  await inLab(SESSIONS, async (lab) => {
    await lab.pool.reserve(async (session) => {
      await session.run("SET foreign_key_checks = 0");
      await session.run(
        `INSERT INTO ${lab.full("session__day")} VALUES (4, 'three')`,
      );
      await session.run("SET foreign_key_checks = 1");
    });
    const { keys } = await scanned(lab, "TRUE");
    assertEquals(keys.session__day, ["1", "3"]);
    assertEquals(keys.session, ["one", "two"]);
  });
});

Deno.test("closure() that scans parts leaves out those of masters that are not in it", async () => {
  await inLab(SESSIONS, async (lab) => {
    const { keys } = await scanned(lab, "name = 'one'");
    assertEquals(keys.session__experimenter, ["ONE/Bob", "one/Ada"]);
    assertEquals(keys.session__day, ["1"]);
  });
});

/** The closure where tables are scanned however few rows are wanted, and what the server was asked. */
async function scanned(lab: Lab, restriction: string) {
  const statements: string[] = [];
  const catalog = await reflect(lab.pool);
  const seeds = [{ table: lab.full("visit"), restriction }];
  const found = await lab.pool.reserve((session) =>
    closure(listening(session, statements), catalog, seeds, { scanFrom: 1 })
  );
  return { keys: keysOf(lab, found), statements };
}
