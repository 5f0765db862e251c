import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { andList, not } from "../../../src/query/condition/restriction.ts";
import { sql } from "../../../src/query/condition/sql.ts";
import { quoteName } from "../../../src/sql/identifier.ts";
import { textLiteral } from "../../../src/sql/literal.ts";
import { lab } from "../lab.ts";

const HOSTILE = [
  "'",
  "''",
  "' OR '1'='1",
  "' OR 1=1 -- ",
  "'; DROP TABLE canary; -- ",
  '"; DROP TABLE canary; -- ',
  "`; DROP TABLE canary; -- ",
  "\\",
  "\\'",
  "\\\\' OR 1=1 #",
  "') OR ('1'='1",
  "/*! DROP TABLE canary */",
  "%",
  "%%",
  "_",
  "?",
  "${x}",
  ":x",
  "a\nb",
  "a\0b",
  "\u00bf' OR 1=1 -- ",
  "\u5c27",
  "𝒜🧠",
  "1 OR 1=1",
  "NULL",
  " trailing ",
];

Deno.test("restrictions find exactly the row of a hostile value, and change nothing", async () => {
  await using place = await lab(`
    create table canary (id int primary key);
    insert into canary values (1);
    create table t (id int primary key auto_increment,
      v varchar(200) character set utf8mb4 collate utf8mb4_bin not null);
    ${
    HOSTILE.map((v) => `insert into t (v) values (${textLiteral(v)});`).join(
      "\n",
    )
  }
  `);
  const T = place.table("T");
  for (const [i, v] of HOSTILE.entries()) {
    const id = i + 1;
    const rest = HOSTILE.length - 1;
    for (
      const query of [
        T.and({ v }),
        T.and([{ v }]),
        T.and({ v: [v] }),
        T.and(andList([{ v }, true])),
        T.and({ v, "'; DROP TABLE canary; --": v }),
        T`v = ${v}`,
        T`v IN ${[v]}`,
        T`${{ v }}`,
        T`v LIKE ${v.replaceAll(/[\\%_]/g, "\\$&")}`,
        T`${sql`v = ${v}`}`,
      ]
    ) {
      assertEquals((await query.rows()).map((row) => row.id), [id], v);
    }
    assertEquals(await T.except({ v }).count(), rest, v);
    assertEquals(await T.and(not({ v })).count(), rest, v);
  }
  assertEquals(await place.run("select count(*) from canary"), "1\n");
});

Deno.test("restrictions find any value, and only that", async () => {
  await using place = await lab(`
    create table canary (id int primary key);
    create table t (id int primary key auto_increment,
      v varchar(200) character set utf8mb4 collate utf8mb4_nopad_bin not null);`);
  const T = place.table("T");
  const unit = fc.oneof(
    fc.constantFrom(..."'\"\\`%_?#;-/*()= \n\0aA"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  );
  const values = [
    ...new Set(fc.sample(fc.string({ unit, maxLength: 20 }), 300)),
  ];
  assertEquals(await T.insert(values.map((v) => ({ v }))), values.length);
  for (const v of values) {
    assertEquals(await T.and({ v }).rows("v"), [{ v }]);
    assertEquals(await T`v = ${v}`.rows("v"), [{ v }]);
  }
  assertEquals(await T.and({ v: values }).count(), values.length);
  assertEquals(await T`v NOT IN ${values}`.count(), 0);
});

Deno.test("tables and columns of hostile names are read, written and deleted", async () => {
  for (
    const name of [
      "a`b",
      "'; DROP TABLE canary; --",
      "a\\b",
      'a"b',
      "a b",
      "100%",
      "select",
      "日本",
      "$(touch x)",
    ]
  ) {
    const q = quoteName(name);
    // Where a table is defined, the server takes texts in quotes only.
    const comment = `'${name.replaceAll(/['\\]/g, "\\$&")}'`;
    await using place = await lab(`
      create table canary (id int primary key);
      create table ${q} (${q} varchar(40) primary key comment ${comment}, \`v\` int)
        comment ${comment};
    `);
    const [T] = Object.values(place.tables).filter((table) =>
      table.name !== "Canary"
    );
    await T!.insert1({ [name]: name, v: 1 });
    await T!.insert1({ [name]: "other", v: 2 });
    assertEquals(await T!.and({ [name]: name }).fetch1(), {
      [name]: name,
      v: 1,
    });
    assertEquals(await T!`${T!.columns[name]} = ${name}`.fetch1("v"), 1);
    assertEquals(await T!`${sql.id(name)} = ${name}`.fetch1("v"), 1);
    assertEquals(await T!.orderBy(name).count(), 2);
    assertEquals((await T!.keys()).length, 2);
    assertEquals((await T!.limit(1).and({ v: [1, 2] }).rows(name)).length, 1);
    await T!.preview();
    assertEquals(
      Object.values(await T!.and({ [name]: name }).delete({ force: true })),
      [1],
    );
    assertEquals(await T!.count(), 1);
    assertEquals(await place.run("select count(*) from canary"), "0\n");
  }
});

Deno.test("texts never run as more than one condition", async () => {
  await using place = await lab(`
    create table canary (id int primary key); insert into canary values (1);
    create table t (id int primary key); insert into t values (1), (2);`);
  const T = place.table("T");
  const unit = fc.constantFrom(
    ..."'\"`\\()#;-/*! \n\0x1=",
    "id",
    " OR ",
    "DROP TABLE canary",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(unit, { maxLength: 12 }), async (words) => {
      try {
        await T.and({ id: 1 }).and(words.join("")).rows();
      } catch {
        return;
      }
      // Whatever the text says, it can only choose among the rows that are left.
      const rows = await T.and({ id: 1 }).and(words.join("")).rows("id");
      assertEquals(rows.filter(({ id }) => id !== 1), []);
    }),
    { numRuns: 1500 },
  );
  assertEquals(await place.run("select count(*) from canary"), "1\n");
});
