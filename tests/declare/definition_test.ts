import { assert, assertEquals, assertRejects } from "@std/assert";
import { DefinitionError } from "../../src/errors.ts";
import { classOf, created, emptyLab } from "./classes.ts";

/** Definitions that are wrong, the line that is, and a word of the reason. */
const WRONG: readonly (readonly [string, number | null, string])[] = [
  ["id : int\n---\nx : foo", 3, "foo"],
  ["\n  # a comment\n  id : int\n\n  ---\n  x : varchar", 5, "varchar"],
  ["id : int\n---\nx : decimal(66,2)", 3, "66"],
  ["id : int\n---\nx : int\ny : datetime(9)", 4, "precision"],
  ["id : int\n---\nx : int(300)", 3, "width"],
  ["id : int\n---\nx : int auto_increment", 3, "auto column"],
  ["id : int\n---\nx : varchar(9)\nindex (x(20))", 4, "prefix"],
  ["id int", 1, "follows the name"],
  ["id", 1, "no type"],
  ["Id : int", 1, "lower case"],
  ["1d : int", 1, "lower case"],
  ["id :", 1, "no type"],
  ["id = 5", 1, "no type"],
  ["---\nx : int", null, "no primary key"],
  ["", null, "no primary key"],
  ["id = null : int", 1, "nullable"],
  ["id : int # :uuid: me", 1, '":"'],
  ["# :colon\nid : int", 1, '":"'],
  ["id : int\n---\n-> Nowhere", 3, "Nowhere"],
  ["id : int\n---\n-> Mouce", 3, "Mouse"],
  ["-> [nullable] Mouse", 1, "nullable"],
  ["id : int\n---\n-> [optional] Mouse", 3, "optional"],
  ["id : int\n---\n-> Mouse & 'x = 1'", 3, "behind the table's name"],
  ["-> Mouse.proj(a='moose')", 1, "moose"],
  ["-> Mouse.proj(a='mouse + 1')", 1, "renames no attribute"],
  ["id : int\n---\n(x) -> Mouse", 3, "stands before"],
  ["id : int\n---\nx : int\nindex (y)", 4, "no attribute y"],
  ["id : int\n---\nindex (id", 3, "brackets are not closed"],
  ["id : int\n---\nindex (id) using hash", 3, '"using hash" stands behind'],
  ["id : int\n---\nx = 'a' : longblob", 3, "blob"],
  ["id : longblob", 1, "primary key"],
  ["id : json", 1, "primary key"],
  ["id : attach@raw", 1, "primary key"],
  ["id : int\n---\nx : <adapted>", 3, "adapted"],
  ["id : int\n---\nx = 'a' 'b' : varchar(5)", 3, "one quoted text"],
  ["id : int\n---\nx : enum('a',)", 3, "enum"],
  ["id : int\n---\nx : enum(a)", 3, "enum"],
  ["id : int\n---\nx : int\nx : varchar(5)", 4, "line 3"],
  ["id : int\n---\nx = abc : int", 3, "1067"],
  ["id : int\n---\nx : varchar(70000)", 3, "1074"],
  [`${"a".repeat(65)} : int`, 1, "65 characters"],
];

for (const [definition, line, reason] of WRONG) {
  Deno.test(`declare() refuses ${JSON.stringify(definition.slice(0, 50))}: line ${line}, and nothing is created`, async () => {
    await using place = await emptyLab();
    await place.db.declare(
      place.schema,
      classOf("Mouse", "mouse : int\n---\nname : varchar(9)"),
    );
    const before = await place.run("show tables");
    const error = await assertRejects(
      () => place.db.declare(place.schema, classOf("Wrong", definition)),
      DefinitionError,
    );
    assertEquals(error.line, line, error.message);
    assert(error.message.includes(reason), error.message);
    if (line !== null) {
      assert(error.message.includes(`line ${line} `), error.message);
    }
    assertEquals(await place.run("show tables"), before);
  });
}

Deno.test("declare() creates nothing of a class when one of its parts is wrong, nor its schema", async () => {
  await using place = await emptyLab();
  const schema = `${place.schema}_new`;
  const Good = classOf("Good", "id : int");
  for (const wrong of ["-> master\nx : nothing", "-> master\nx = y : int"]) {
    const Part = (await import("../../src/declare/user_tables.ts")).Part;
    Object.defineProperty(Good, "Bad", {
      value: classOf("Bad", wrong, Part as never),
      configurable: true,
    });
    await assertRejects(() => place.db.declare(schema, Good), DefinitionError);
    assertEquals(await place.run(`show databases like '${schema}'`), "");
  }
});

/** Texts that would end a statement, a name or a quote, if they were let. */
const HOSTILE = [
  "'); drop table mouse; -- ",
  '"); drop table mouse; # ',
  "`; drop table mouse; `",
  "*/ drop table mouse /*",
  "\\'; drop table mouse; -- ",
  "{database} %s %% {0}",
  "int) engine=memory select 1 as id -- ",
];

Deno.test("hostile texts in definitions are texts, or refused: no other statement runs", async () => {
  await using place = await emptyLab();
  await place.db.declare(place.schema, classOf("Mouse", "mouse : int"));
  for (const [at, text] of HOSTILE.entries()) {
    const quoted = `"${text.replaceAll("\\", "\\\\").replaceAll('"', '""')}"`;
    // The server keeps no spaces at the end of an enum's values.
    const chosen = quoted.replace(/ "$/, '"');
    const shown = text.replaceAll("\\", "\\\\");
    const fine =
      `# ${shown}\nid : int # ${shown}\n---\nx = ${quoted} : varchar(99)\ny = ${chosen} : enum("a", ${chosen})`;
    const table = await place.db.declare(
      place.schema,
      classOf(`Fine${at}`, fine),
    );
    await table.insert1({ id: 1 });
    assertEquals(await table.fetch1("x", "y"), [text, text.trimEnd()]);
    for (
      const wrong of [
        `id : ${text}`,
        `id : int ${text}`,
        `id : varchar(${text})`,
        `id : enum(${text})`,
        `id = ${text} : int`,
        `${text} : int`,
        `-> ${text}`,
        `-> Mouse.proj(${text})`,
        `-> Mouse.proj(a='${text}')`,
        `id : int\nindex (${text})`,
        `id : blob@${text}`,
        `id : int\n---\nx : filepath@${text}`,
      ]
    ) {
      await place.db.declare(place.schema, classOf(`Wrong${at}`, wrong)).then(
        async (made) => await made.drop({ force: true }),
        (error) =>
          assert(error instanceof DefinitionError, `${wrong}: ${error}`),
      );
    }
    assertEquals(await place.run("select count(*) from mouse"), "0\n");
  }
  const names = (await place.run("show tables")).trim().split("\n");
  assertEquals(
    names.filter((name) => !/^fine\d$/.test(name)).toSorted(),
    ["mouse", "~log"],
  );
});

Deno.test("declare() quotes the names of schemas", async () => {
  await using place = await emptyLab();
  const schema = `${place.schema}\`; drop table x; -- '"`.slice(0, 64).trim();
  const table = await place.db.declare(schema, classOf("Mouse", "mouse : int"));
  await table.insert1({ mouse: 1 });
  assertEquals(await table.count(), 1);
  await place.pool.run(`DROP DATABASE \`${schema.replaceAll("`", "``")}\``);
  for (
    const wrong of ["", "mysql", "information_schema", "a/b", "x".repeat(65)]
  ) {
    await assertRejects(
      () => place.db.declare(wrong, classOf("Mouse", "mouse : int")),
      RangeError,
      "Cannot declare",
    );
  }
});

Deno.test("an attribute may begin with index, and braces and percent signs are what they are", async () => {
  await using place = await emptyLab();
  await place.db.declare(
    place.schema,
    classOf(
      "Odd",
      "id : int # {a} 100% %s\n---\nindex_value : int\nindex : int",
    ),
  );
  const text = await created(place, "odd");
  assert(text.includes("COMMENT '{a} 100% %s'"), text);
  assert(text.includes("`index_value` int"), text);
  assert(text.includes("`index` int"), text);
});
