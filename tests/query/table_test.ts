import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { UnknownNameError } from "../../src/errors.ts";
import type { Table } from "../../src/query/table.ts";
import { lab } from "./lab.ts";

const place = await lab(`
  create table my_session (id int primary key comment 'Which');
  create table my_session__my_part (id int, part int, primary key (id, part), foreign key (id) references my_session (id));
  create table my_session__my_part__deep (id int, part int, deep int, primary key (id, part, deep),
    foreign key (id, part) references my_session__my_part (id, part));
  create table \`#lookup_table\` (a int primary key);
  create table \`#lookup_table__odd_name\` (a int primary key, foreign key (a) references \`#lookup_table\` (a));
  create table __computed_v1 (a int primary key);
  create table \`~hidden\` (a int primary key);
  create table \`Odd name\` (a int primary key);
  create view seen as select id from my_session;
`);
Deno.test.afterAll(() => place.close());
const { tables, db, database } = place;

Deno.test("a schema's own properties are its tables, parts under their masters", () => {
  assertEquals(Object.keys(tables).sort(), [
    "ComputedV1",
    "LookupTable",
    "MySession",
    "OddName",
    "Seen",
  ]);
  for (const name of Object.keys(tables)) {
    assert("value" in Object.getOwnPropertyDescriptor(tables, name)!, name);
  }
  assertEquals(Object.getOwnPropertyNames(tables).includes("Hidden"), true);
  const session = tables.MySession!;
  assert(Object.keys(session).includes("MyPart"));
  assert("value" in Object.getOwnPropertyDescriptor(session, "MyPart")!);
  assertEquals(
    Deno.inspect(session.MyPart!.Deep).split(":")[0],
    `${database.name}.MySessionMyPart.Deep`,
  );
});

Deno.test("a name that a schema lacks throws with the nearest one", async () => {
  const error = assertThrows(() => tables.MySesion, UnknownNameError);
  assertEquals(error.nearest, "MySession");
  assertThrows(() => tables.nothing_like_it, UnknownNameError, "wanted one of");
  assertThrows(
    () => db.schemas.nothing_like_it,
    UnknownNameError,
    "wanted one of",
  );
  assertThrows(() => tables.MySession!.MyPrt, UnknownNameError, "MyPart");
  const named = await assertRejects(
    () => db.schema(database.name + "x"),
    UnknownNameError,
  );
  assertEquals(named.nearest, database.name);
});

Deno.test("the language may ask a schema and a table whatever it asks of any object", async () => {
  for (
    const value of [
      tables,
      tables.MySession!,
      db.schemas,
      tables.MySession!.columns,
      db,
    ]
  ) {
    assertEquals(await value, value);
    Deno.inspect(value);
    Deno.inspect(value, { showHidden: true, depth: 4 });
    JSON.stringify(value);
    assertEquals(
      (value as unknown as Record<symbol, unknown>)[Symbol.toStringTag],
      undefined,
    );
    assert({ ...value });
    structuredClone({ kept: 1 });
  }
});

Deno.test("a table is found by every spelling", async () => {
  const s = database.name;
  const spellings: [string, string[]][] = [
    ["my_session", [
      `${s}.MySession`,
      `${s}.my_session`,
      `\`${s}\`.\`my_session\``,
      `${s}.\`my_session\``,
    ]],
    ["my_session__my_part", [
      `${s}.MySession.MyPart`,
      `${s}.my_session__my_part`,
      `\`${s}\`.\`my_session__my_part\``,
    ]],
    ["my_session__my_part__deep", [`${s}.MySession.MyPart.Deep`]],
    ["#lookup_table", [
      `${s}.LookupTable`,
      `${s}.#lookup_table`,
      `\`${s}\`.\`#lookup_table\``,
    ]],
    ["~hidden", [`${s}.Hidden`, `${s}.~hidden`]],
    ["Odd name", [`${s}.OddName`, `${s}.Odd name`]],
  ];
  for (const [name, texts] of spellings) {
    for (const text of texts) {
      const table = await db.table(text);
      assertEquals(
        table().toSql().sql,
        `SELECT * FROM \`${s}\`.\`${name}\``,
        text,
      );
    }
  }
  assertEquals(
    db.schemas[s]!.MySession!().toSql(),
    (await db.table(`${s}.MySession`))().toSql(),
  );
  assert((await db.table(`${s}.MySession`)).MyPart!.Deep);
});

Deno.test("a table that is not found is told with the nearest one", async () => {
  const s = database.name;
  for (
    const [text, nearest] of [
      [`${s}.MySesion`, "MySession"],
      [`${s}.MySession.MyPrt`, "MySession.MyPart"],
      [`${s}x.MySession`, s],
      [`\`${s}\`.\`my_sesion\``, "MySession"],
      ["MySession", `${s}.MySession`],
      // Not the part of another table that is listed before it.
      ["OddName", `${s}.OddName`],
      ["MyPart", `${s}.MySession.MyPart`],
    ] as const
  ) {
    const error = await assertRejects(() => db.table(text), UnknownNameError);
    assertEquals(error.nearest, nearest, text);
    assert(error.message.includes(`did you mean ${nearest}?`), error.message);
  }
  for (const text of ["", ".", "`", "a.b.c", "`a`.`b", "\0"]) {
    await assertRejects(() => db.table(text), UnknownNameError);
  }
});

Deno.test("a schema and a table that are not awaited say so, and are promises all the same", async () => {
  const schema = db.schema(database.name);
  assertThrows(
    () => {
      const { MySession } = schema as unknown as Record<string, Table>;
      return MySession;
    },
    TypeError,
    `Cannot use MySession: db.schema("${database.name}") gives a promise, wanted await before it; write await db.schema("${database.name}")`,
  );
  const name = `${database.name}.MySession`;
  const table = db.table(name);
  assertThrows(
    () => (table as unknown as Table).fetch(),
    TypeError,
    `Cannot use fetch: db.table("${name}") gives a promise`,
  );
  assert(Deno.inspect(schema).includes("Promise"));
  assert(table instanceof Promise);
  const [tables, count] = await Promise.all([
    schema,
    table.then((table) => table.count()).finally(() => {}),
  ]);
  assertEquals([await tables.MySession!.count(), count], [0, 0]);
  await assertRejects(() => db.schema("none"), UnknownNameError);
});

Deno.test("a table made since we connected is found", async () => {
  await place.run("create table later (id int primary key)");
  assertEquals(await (await db.table(`${database.name}.Later`)).count(), 0);
  assert((await db.schema(database.name)).Later);
});

Deno.test("a table is a function that is a query of all rows", () => {
  const table: Table = tables.MySession!;
  assertEquals(table().toSql(), {
    sql: `SELECT * FROM \`${database.name}\`.\`my_session\``,
    params: [],
  });
  assertEquals(table.name as unknown, "MySession");
  assertEquals(Object.keys(table.columns), ["id"]);
  const column = table.columns.id!;
  assertEquals([column.name, column.comment, column.type.slice(0, 3)], [
    "id",
    "Which",
    "int",
  ]);
});

Deno.test("a schema of any name is opened, and tables of one class name are all there", async () => {
  await using odd = await lab(
    "create table `my_table` (id int primary key); create table `#my_table` (id int primary key);",
  );
  const names = Object.keys(odd.tables);
  assertEquals(names.length, 2);
  assert(names.includes("MyTable"));
  const name = `od.d-${crypto.randomUUID().slice(0, 8)}\``;
  const quoted = "`" + name.replaceAll("`", "``") + "`";
  await odd.run(
    `create database ${quoted}; create table ${quoted}.t (id int primary key)`,
  );
  try {
    await odd.db.reload();
    assertEquals(await odd.db.schemas[name]!.T!.count(), 0);
    assertEquals(await (await odd.db.table(`${name}.T`)).count(), 0);
    assertEquals(await (await odd.db.table(`${quoted}.\`t\``)).count(), 0);
  } finally {
    await odd.run(`drop database ${quoted}`);
  }
});

Deno.test("a query refuses what only its table has, and names that nobody has", () => {
  const query = tables.MySession!() as unknown as Record<string, unknown>;
  const error = assertThrows(() => query.startExport, UnknownNameError);
  assert(
    error.message.includes(
      "are the table's own: write its name without brackets",
    ),
  );
  assertThrows(() => query.MyPart, UnknownNameError);
  assertThrows(() => query.fetchNwd, UnknownNameError, "mean fetchNwb?");
  assertEquals(query.then, undefined);
  assertEquals(JSON.stringify([typeof query.hasOwnProperty]), '["function"]');
});
