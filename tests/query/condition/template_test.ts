import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { QueryError } from "../../../src/errors.ts";
import type { Query } from "../../../src/query/query.ts";
import { sql } from "../../../src/query/condition/sql.ts";
import { ELECTRODES, lab } from "../lab.ts";

const UUID = "a3cbd1fc-0d8f-4c5b-8f6e-0123456789ab";
const place = await lab(`${ELECTRODES}
create table sorting (
  sorting_id binary(16) primary key comment ':uuid:', sorter varchar(20), at timestamp default '2023-01-01 00:00:00');
insert into sorting (sorting_id, sorter) values
  (unhex(replace('${UUID}', '-', '')), 'one'), (unhex(repeat('0', 32)), 'two');
create table odd (\`order\` int primary key, \`a b\` int, \`back\`\`quote\` int, \`100%\` int, \`select\` int, \`it's\` int);
insert into odd values (1, 2, 3, 4, 5, 6), (7, 8, 9, 10, 11, 12);
`);
Deno.test.afterAll(() => place.close());
const { Electrode, Other, Sorting, Odd } = place.tables as Required<
  typeof place.tables
>;

/** The electrodes of a query, as `m1`. */
async function found(query: Query): Promise<string> {
  const rows = await query.orderBy("KEY").rows();
  return rows.map((row) => `${String(row.nwb_file_name)[0]}${row.electrode_id}`)
    .join(" ");
}

/** The condition as it runs. */
function text(query: Query): string {
  const { sql, params } = query.toSql();
  assertEquals(sql.split("?").length - 1, params.length);
  return sql.slice(sql.indexOf(" WHERE ") + 7);
}

Deno.test("Table`` takes every kind of value", async () => {
  const E = Electrode!;
  for (
    const [query, expected] of [
      [E`electrode_id = ${1}`, "m1 o1"],
      [E`electrode_id = ${1n}`, "m1 o1"],
      [E`electrode_id = ${true}`, "m1 o1"],
      [E`name = ${"it's"}`, "o1"],
      [E`name = ${'x"y\\z'}`, "o7"],
      [E`name = ${null}`, ""],
      [E`name IS ${null}`, "m3"],
      [E`electrode_id IN ${[1, 7]}`, "m1 o1 o7"],
      [E`electrode_id IN ${[]}`, ""],
      [E`electrode_id NOT IN ${[]}`, "m0 m1 m2 m3 o1 o7"],
      [E`name NOT IN ${["a"]}`, "m1 m2 o1 o7"],
      [E`electrode_id IN ${new Float64Array([1, 7])}`, "m1 o1 o7"],
      [E`electrode_id IN ${new Uint8Array([1, 7])}`, "m1 o1 o7"],
      [E`electrode_id IN ${new BigInt64Array([7n])}`, "o7"],
      [
        E`(nwb_file_name, electrode_id) IN ${[["minirec.nwb", 1], [
          "other.nwb",
          7,
        ]]}`,
        "m1 o7",
      ],
      [E`${{ electrode_id: 1 }}`, "m1 o1"],
      [E`${{ electrode_id: 1 }} AND x > ${1.2}`, "o1"],
      [E`NOT ${{ electrode_id: 1, bad_channel: "True" }}`, "m0 m2 m3 o1 o7"],
      [E`x > 1 AND ${[{ electrode_id: 1 }, { electrode_id: 2 }]}`, "m2 o1"],
      [E`${{}} AND electrode_id = 7`, "o7"],
      [E`electrode_id IN ${Other!}`, "m1 m2 o1"],
      [E`electrode_id NOT IN ${Other!}`, "m0 m3 o7"],
      [E`electrode_id IN ${Other!`note = ${"two"}`}`, "m2"],
      [E`electrode_id IN ${Other!.orderBy("electrode_id").limit(1)}`, "m1 o1"],
      [E`electrode_id = ${Other!`electrode_id = 2`}`, "m2"],
      [E`${E.columns.electrode_id} = ${1}`, "m1 o1"],
      [E`${sql`electrode_id > ${2}`} AND name = ${'x"y\\z'}`, "o7"],
      [E`${sql.id("electrode_id")} = ${sql.raw("3 + 4")}`, "o7"],
      [
        E`${sql.id(place.database.name, "_electrode", "electrode_id")} = 7`,
        "o7",
      ],
    ] as [Query, string][]
  ) {
    assertEquals(await found(query), expected, text(query));
  }
});

Deno.test("Table`` takes a frame, and a frame's columns", async () => {
  const frame = await Other!.fetch();
  const E = Electrode!;
  for (
    const query of [
      E`${frame}`,
      E`electrode_id IN ${frame.column("electrode_id")}`,
      E`electrode_id IN ${frame.array("electrode_id")}`,
    ]
  ) {
    assertEquals(await found(query), "m1 m2 o1");
  }
});

Deno.test("Table`` writes the text that runs and is logged", () => {
  const E = Electrode!;
  const full = (query: Query) => {
    const { sql, params } = query.toSql();
    const values = [...params];
    return sql.slice(sql.indexOf(" WHERE ") + 7)
      .replaceAll("?", () => JSON.stringify(values.shift()));
  };
  assertEquals(full(E`electrode_id > ${125}`), "(electrode_id > 125)");
  assertEquals(full(E`name LIKE 'a\_b%'`), "(name LIKE 'a\\_b%')");
  assertEquals(full(E`name = "it's"`), "(name = 'it''s')");
  assertEquals(full(E`name LIKE "a\_b"`), "(name LIKE 'a\\_b')");
  assertEquals(full(E`name = "say ""hi"""`), "(name = 'say \"hi\"')");
  assertEquals(full(E`name = 'a\\b'`), "(name = _UTF8MB4 0x615C62)");
  assertEquals(
    full(E`Electrode_ID > 1 and true`),
    "(electrode_id > 1 and TRUE)",
  );
  assertEquals(full(E`electrode_id in ${[1, 2]}`), "(electrode_id in (1, 2))");
  assertEquals(full(E`\`name\` = 'a'`), "(`name` = 'a')");
  assertEquals(full(E`name = '\${x}'`), "(name = '${x}')");
});

Deno.test("Table`` keeps the meaning of double-quoted texts", async () => {
  const E = Electrode!;
  assertEquals(await found(E`name = "it's"`), "o1");
  assertEquals(await found(E`name = "x\"y\\z"`), "o7");
  assertEquals(await found(E`name LIKE "b\_%"`), "m1");
  assertEquals(await found(E`name LIKE "b\%%"`), "m2");
  assertEquals(await found(E`name = 'i'"t's"`), "o1");
  // Texts side by side are one text; put together they must not become `'i''t'`.
  assertEquals(await found(E`name = "b_"'c'`), "m1");
  assertEquals(await found(E`name = 'b_'"c"`), "m1");
  assertEquals(await found(E`name LIKE 'b|_c' ESCAPE '|'`), "m1");
  assertEquals(await found(E`name LIKE 'b\\_c' ESCAPE '\\'`), "m1");
});

Deno.test("Table`` never lets a value run into its neighbours", async () => {
  const E = Electrode!;
  assertEquals(text(E`electrode_id = 1${5}`), "(electrode_id = 1 ?)");
  await assertRejects(() => E`electrode_id = 1${5}`.rows(), QueryError);
  await assertRejects(() => E`electrode_id${1} = 1`.rows(), QueryError);
  await assertRejects(() => E`name = x${"41"}`.rows(), QueryError);
  await assertRejects(() => E`${1}${1} = electrode_id`.rows(), QueryError);
  assertEquals(await found(E`name = 'b_'${"c"}`), "m1");
  assertEquals(await found(E`electrode_id = 6-${-1}`), "o7");
  assertEquals(await found(E`electrode_id=${1}and x>${1.2}`), "o1");
});

Deno.test("Table`` compares UUIDs with their texts wherever they stand", async () => {
  const S = Sorting!;
  const zero = "00000000-0000-0000-0000-000000000000";
  for (
    const [query, expected] of [
      [S`sorting_id = ${UUID}`, ["one"]],
      [S`sorting_id=${UUID.toUpperCase()}`, ["one"]],
      [S`sorting_id = ${UUID.replaceAll("-", "")}`, ["one"]],
      [S`SORTING_ID = ${UUID}`, ["one"]],
      [S`\`sorting_id\` <> ${UUID}`, ["two"]],
      [S`${S.columns.sorting_id} = ${UUID}`, ["one"]],
      [S`${UUID} = sorting_id`, ["one"]],
      [S`sorting_id IN ${[UUID, zero]}`, ["two", "one"]],
      [S`sorting_id NOT IN ${[UUID]}`, ["two"]],
      [S`sorting_id IN (${UUID}, ${zero})`, ["two", "one"]],
      [S`sorting_id BETWEEN ${zero} AND ${UUID}`, ["two", "one"]],
      [S`sorting_id = '00000000-0000-0000-0000-000000000000'`, ["two"]],
      [S`sorting_id IN ("00000000-0000-0000-0000-000000000000")`, ["two"]],
      [S`sorting_id = ${Uint8Array.fromHex(UUID.replaceAll("-", ""))}`, [
        "one",
      ]],
      [S`sorter = ${"one"} AND sorting_id = ${UUID}`, ["one"]],
      [S`sorting_id = ${UUID} AND sorter = ${"one"}`, ["one"]],
      [S`${{ sorting_id: UUID }}`, ["one"]],
      [S.and({ sorting_id: UUID }), ["one"]],
      [S.and({ sorting_id: [UUID, zero] }), ["two", "one"]],
      [S.and(await S.fetch()), ["two", "one"]],
      [S.and(await S`sorter = 'one'`.rows()), ["one"]],
    ] as [Query, string[]][]
  ) {
    const rows = await query.orderBy("sorting_id").rows();
    assertEquals(rows.map((row) => row.sorter), expected, text(query));
  }
  for (
    const wrong of [
      "x",
      UUID + "0",
      "0".repeat(31) + "g",
      "----" + "0".repeat(28),
    ]
  ) {
    assertThrows(() => S`sorting_id = ${wrong}`, TypeError, "wanted a UUID");
  }
});

Deno.test("Table`` reads columns of any name", async () => {
  const O = Odd!;
  const c = O.columns;
  for (
    const query of [
      O`${c.order} = 7`,
      O`${c["a b"]} = ${8}`,
      O`${c["back`quote"]} > 8`,
      O`${c["100%"]} IN ${[10]}`,
      O`${c.select} = 11 AND ${c["it's"]} = 12`,
      O`${sql.id("back`quote")} = 9`,
      O`\`a b\` = 8`,
      O.and("`order` = 7"),
      O.and({
        order: 7,
        "a b": 8,
        "back`quote": 9,
        "100%": 10,
        select: 11,
        "it's": 12,
      }),
      O.and(not7()),
    ]
  ) {
    assertEquals(await query.rows("order"), [{ order: 7 }], text(query));
  }
  assertEquals((await O.orderBy("back`quote desc").rows())[0], {
    order: 7,
    "a b": 8,
    "back`quote": 9,
    "100%": 10,
    select: 11,
    "it's": 12,
  });

  function not7() {
    return [{ order: 7 }];
  }
});
