import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CancelledError,
  SpyglassError,
  UnknownNameError,
} from "../../../src/errors.ts";
import { findClientPrograms } from "../../../src/connection/server/server_programs.ts";
import { lab } from "../lab.ts";

const TREE = `
create table subject (name varchar(20) primary key);
create table session (name varchar(20), id int, primary key (name, id), foreign key (name) references subject (name));
create table session__part (name varchar(20), id int, part int, primary key (name, id, part),
  foreign key (name, id) references session (name, id));
create table renamed (k int primary key, who varchar(20), num int, other varchar(20),
  foreign key (who, num) references session (name, id), foreign key (other) references subject (name));
create table unrelated (name varchar(20) primary key);
insert into subject values ('a'), ('b'), ('c');
insert into session values ('a', 1), ('a', 2), ('b', 1);
insert into session__part values ('a', 1, 1), ('a', 1, 2), ('b', 1, 1);
insert into renamed values (1, 'a', 1, null), (2, 'b', 1, 'a'), (3, null, null, 'c'), (4, null, null, null);
insert into unrelated values ('a');
`;

/** Rows that are left, table by table. */
async function left(
  place: { run(sql: string): Promise<string> },
  ...tables: string[]
): Promise<string> {
  const counts = await place.run(
    tables.map((t) => `select count(*) from ${t};`).join("\n"),
  );
  return counts.trim().split("\n").join(" ");
}

const ALL = ["subject", "session", "session__part", "renamed", "unrelated"];

Deno.test("delete() takes along every row that refers to those that go, and no other", async () => {
  await using place = await lab(TREE);
  const q = (name: string) => `\`${place.database.name}\`.\`${name}\``;
  const gone = await place.table("Subject").and({ name: "a" }).delete({
    force: true,
  });
  assertEquals(gone, {
    [q("subject")]: 1,
    [q("session")]: 2,
    [q("session__part")]: 2,
    [q("renamed")]: 2,
  });
  assertEquals(await left(place, ...ALL), "2 1 1 2 1");
  assertEquals(
    await place.table("Subject").and(false).delete({ force: true }),
    {},
  );
  assertEquals(
    await place.table("Subject").limit(1).orderBy("name").delete({
      force: true,
    }).then((x) => x[q("subject")]),
    1,
  );
});

Deno.test("delete() of nothing asks nobody", async () => {
  await using place = await lab(TREE);
  assertEquals(await place.table("Subject").and({ name: "zzz" }).delete(), {});
});

Deno.test("delete() without a person to ask throws, says what would go, and names force", async () => {
  await using place = await lab(TREE);
  const error = await assertRejects(
    () => place.table("Subject").and({ name: "a" }).delete(),
    SpyglassError,
  );
  for (
    const said of ["force", "1 of", "`subject`", "2 of", "`session__part`"]
  ) {
    assert(error.message.includes(said), error.message);
  }
  assertEquals(await left(place, ...ALL), "3 3 3 4 1");
});

Deno.test("delete() asks, and does as it is told", async () => {
  let answer = false;
  const asked: string[] = [];
  await using place = await lab(TREE, {
    ask: (question) => {
      asked.push(question);
      return answer;
    },
  });
  const some = place.table("Subject").and({ name: "a" });
  await assertRejects(
    () => some.delete(),
    CancelledError,
    "nothing was changed",
  );
  assertEquals(await left(place, ...ALL), "3 3 3 4 1");
  answer = true;
  await some.delete();
  assertEquals(await left(place, ...ALL), "2 1 1 2 1");
  assertEquals(asked.length, 2);
  assert(asked[0]!.startsWith("Delete 1 of"), asked[0]);
});

Deno.test("delete() gives up when rows came while a person was thinking", async () => {
  const { client } = await findClientPrograms();
  const place = await lab(TREE, {
    ask: () => {
      // The question is synchronous, so whoever adds a row does it from another process.
      const { success } = new Deno.Command(client, {
        args: [
          "--no-defaults",
          "-S",
          place.database.socket,
          "-uroot",
          place.database.name,
          "-e",
          "insert into session values ('a', 99)",
        ],
      }).outputSync();
      return success;
    },
  });
  try {
    await assertRejects(
      () => place.table("Subject").and({ name: "a" }).delete(),
      SpyglassError,
      "run it again",
    );
    assertEquals(await left(place, ...ALL), "3 4 3 4 1");
  } finally {
    await place.close();
  }
});

Deno.test("delete() of parts without their master is refused, unless forced", async () => {
  await using place = await lab(TREE, { ask: () => true });
  const Part = place.table("Session").Part!;
  await assertRejects(
    () => Part.and({ part: 2 }).delete(),
    SpyglassError,
    "master",
  );
  assertEquals(await left(place, ...ALL), "3 3 3 4 1");
  await Part.and({ part: 2 }).delete({ force: true });
  assertEquals(await left(place, ...ALL), "3 3 2 4 1");
  await place.table("Session").and({ name: "a", id: 1 }).delete();
  assertEquals(await left(place, ...ALL), "3 2 1 3 1");
});

Deno.test("delete() goes through tables that refer to themselves, and round in circles", async () => {
  await using place = await lab(`
    create table node (id int primary key, up int, foreign key (up) references node (id));
    insert into node values (1, null), (2, 1), (3, 2), (4, 3), (5, null), (6, 5), (7, 7);
    create table ping (id int primary key, pong int);
    create table pong (id int primary key, ping int, foreign key (ping) references ping (id));
    insert into ping values (1, null), (2, null);
    insert into pong values (1, 1), (2, 2);
    alter table ping add foreign key (pong) references pong (id);
    update ping set pong = 1 where id = 2;`);
  const all = Object.values(
    await place.table("Node").and({ id: 2 }).delete({ force: true }),
  );
  assertEquals(all, [3]);
  assertEquals((await place.table("Node").orderBy("id").columns("id")).id, [
    1,
    5,
    6,
    7,
  ]);
  await place.table("Node").delete({ force: true });
  assertEquals(await left(place, "node"), "0");
  await place.table("Ping").and({ id: 1 }).delete({ force: true });
  assertEquals(await left(place, "ping", "pong"), "0 0");
  // The next one checks again.
  await place.run("insert into node values (1, null), (2, 1)");
  const checks = await Promise.all(
    Array.from(
      { length: 8 },
      () => place.pool.texts("SELECT @@foreign_key_checks"),
    ),
  );
  assertEquals(new Set(checks.flat(2)), new Set(["1"]));
});

Deno.test("delete() is of all or nothing", async () => {
  await using place = await lab(`${TREE}
    create trigger stop before delete on session for each row signal sqlstate '45000' set message_text = 'no';`);
  await assertRejects(
    () => place.table("Subject").delete({ force: true }),
    Error,
    "no",
  );
  assertEquals(await left(place, ...ALL), "3 3 3 4 1");
});

Deno.test("delete() finds keys of every kind, many of them", async () => {
  await using place = await lab(`
    create table t (at timestamp(6) not null, v varchar(20) collate utf8mb4_bin, f float, b varbinary(5), primary key (at, v, f, b));
    create table u (id int primary key, at timestamp(6) not null, v varchar(20) collate utf8mb4_bin, f float, b varbinary(5),
      foreign key (at, v, f, b) references t (at, v, f, b));
    insert into t values ('2023-06-22 15:00:00.123456', 'a\\\\''"%', 0.1, x'00ff'), ('2023-06-22 15:00:00.123457', 'A', 0.1, x'00ff');
    insert into u select 1, t.* from t where v <> 'A';
    create table many (id int primary key);
    create table child (id int primary key, many int, foreign key (many) references many (id));
    insert into many select seq from seq_1_to_20000;
    insert into child select seq, seq from seq_1_to_20000;`);
  assertEquals(
    Object.values(
      await place.table("T").and("v <> 'A'").delete({ force: true }),
    ),
    [1, 1],
  );
  assertEquals(await left(place, "t", "u"), "1 0");
  assertEquals(
    Object.values(
      await place.table("Many").and("id % 2 = 0").delete({ force: true }),
    ),
    [10_000, 10_000],
  );
  assertEquals(await left(place, "many", "child"), "10000 10000");
});

Deno.test("delete() refuses unknown options and tables without a key", async () => {
  await using place = await lab(
    "create table t (a int); insert into t values (1);",
  );
  await assertRejects(
    () => place.table("T").delete({ force: true }),
    SpyglassError,
    "no primary key",
  );
  await assertRejects(
    () => place.table("T").delete({ forced: true } as never),
    UnknownNameError,
    "force",
  );
});

Deno.test("delete() is not held up by a table without a key that does not refer to what goes", async () => {
  await using place = await lab(`
create table parent (id int primary key);
create table keyless (n int, parent int, foreign key (parent) references parent (id));
insert into parent values (1), (2);
insert into keyless values (5, 2);`);
  const parent = place.table("Parent");
  assertEquals(
    Object.values(await parent.and({ id: 1 }).delete({ force: true })),
    [1],
  );
  await assertRejects(
    () => parent.and({ id: 2 }).delete({ force: true }),
    SpyglassError,
    "no primary key",
  );
  assertEquals(await left(place, "parent", "keyless"), "1 1");
});
