import { assert, assertEquals, assertRejects } from "@std/assert";
import { closure } from "../../src/closure/closure.ts";
import { openPool } from "../../src/connection/pool.ts";
import { ExportError } from "../../src/errors.ts";
import { partlySeen } from "../../src/export/slice/hidden_parts.ts";
import { reflect } from "../../src/schema/reflect.ts";
import { MYSQL_PROGRAMS, mysqlServer } from "../mysql_server.ts";
import { freshServer, loadSql } from "../setup.ts";

const TABLES = `
  create database own; create database other;
  create table other.cage (id int primary key);
  create table other.cage__door (id int, door int, primary key (id, door), foreign key (id) references other.cage (id));
  create table own.room (x int, y int, primary key (x, y));
  create table own.mouse (id int primary key, cage int, mother int, x int, y int,
    constraint lives foreign key (cage) references other.cage (id),
    constraint born foreign key (mother) references own.mouse (id),
    constraint is_in foreign key (x, y) references own.room (x, y));
  insert into other.cage values (1), (2);
  insert into other.cage__door values (1, 1), (1, 2);
  insert into own.room values (1, 1);
  insert into own.mouse values (1, 2, null, null, null), (2, 1, 1, 1, 1);`;

/** What is granted, and the table that must be named; `null` where all is seen. */
const CASES: readonly [grants: string[], named: string | null][] = [
  [["on *.*"], null],
  [["on own.*", "on other.*"], null],
  [["on own.mouse", "on own.room", "on other.*"], null],
  [
    ["on own.mouse", "on own.room", "on other.cage", "on other.cage__door"],
    null,
  ],
  [["(id, cage) on own.mouse", "on own.room", "on other.*"], "own.mouse"],
  // MySQL shows half of the foreign key to the room.
  [
    ["(id, cage, mother, x) on own.mouse", "on own.room", "on other.*"],
    "own.mouse",
  ],
  [
    ["(id, cage, mother, x, y) on own.mouse", "on own.room", "on other.*"],
    "own.mouse",
  ],
  // Without its key.
  [["(cage) on own.mouse", "on own.room", "on other.*"], "own.mouse"],
  [["on own.mouse", "(x, y) on own.room", "on other.*"], "own.room"],
  [["on own.mouse", "(x) on own.room", "on other.*"], "own.room"],
  [["on own.*", "(id) on other.cage", "on other.cage__door"], "other.cage"],
  // A part that does not show whose part it is.
  [
    ["on own.*", "on other.cage", "(id, door) on other.cage__door"],
    "other.cage__door",
  ],
];

const isMysqlMissing = MYSQL_PROGRAMS === null;

Deno.test("a slice is all that it should be, or refused with the table and the right that is missing", async () => {
  await checkCases(
    freshServer,
    (who) => `set default role ${who} for some@localhost`,
  );
});

Deno.test({
  name: `a slice is all or refused on MySQL, too${
    isMysqlMissing ? " (MySQL is missing)" : ""
  }`,
  ignore: isMysqlMissing,
  fn: () =>
    checkCases(
      mysqlServer,
      (who) => `set default role ${who} to some@localhost`,
    ),
});

async function checkCases(
  start: () => Promise<{ readonly socket: string } & AsyncDisposable>,
  setRole: (role: string) => string,
): Promise<void> {
  await using server = await start();
  const sql = (text: string) => loadSql(server.socket, text);
  await sql(TABLES);
  for (const who of ["some@localhost", "friends"]) {
    for (const [grants, named] of CASES) {
      await sql(`create user some@localhost; create role friends;
        ${grants.map((grant) => `grant select ${grant} to ${who};`).join("\n")}
        grant friends to some@localhost; ${setRole("friends")};`);
      await checkCase(server.socket, named, `${who}: ${grants}`);
      await sql("drop user some@localhost; drop role friends;");
    }
  }
}

async function checkCase(
  socket: string,
  named: string | null,
  label: string,
): Promise<void> {
  if (named === null) return assertEquals(await sizeFor(socket), 7, label);
  const error = await assertRejects(
    () => sizeFor(socket),
    ExportError,
    undefined,
    label,
  );
  const wanted = `GRANT SELECT ON \`${named.replace(".", "`.`")}\``;
  assert(error.message.includes(wanted), `${label}: ${error.message}`);
}

/** How many rows the slice of mouse 2 has, as the user computes it. */
async function sizeFor(socket: string): Promise<number> {
  const pool = await openPool({ socketPath: socket, user: "some" });
  try {
    const catalog = await reflect(pool);
    const seeds = [{ table: "`own`.`mouse`", restriction: "cage = 1" }];
    const found = await pool.reserve((session) =>
      closure(session, catalog, seeds)
    );
    await partlySeen(pool, catalog, found);
    return found.total;
  } finally {
    await pool.close();
  }
}
