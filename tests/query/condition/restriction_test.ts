import { assert, assertEquals, assertThrows } from "@std/assert";
import { UnknownNameError } from "../../../src/errors.ts";
import {
  andList,
  not,
  type Restriction,
} from "../../../src/query/condition/restriction.ts";
import { sql } from "../../../src/query/condition/sql.ts";
import { ELECTRODES, lab, whereOf } from "../lab.ts";

const place = await lab(ELECTRODES);
Deno.test.afterAll(() => place.close());
const { Electrode, Nwbfile, Other } = place.tables as Required<
  typeof place.tables
>;

/** The electrodes of a restriction, as `minirec 1`. */
async function found(...restrictions: Restriction[]): Promise<string> {
  const rows = await Electrode!.and(...restrictions).orderBy("KEY").rows();
  return rows.map((row) => `${String(row.nwb_file_name)[0]}${row.electrode_id}`)
    .join(" ");
}

const ALL = "m0 m1 m2 m3 o1 o7";

Deno.test("and() takes every form of restriction", async () => {
  for (
    const [restriction, expected] of [
      ["electrode_id = 1", "m1 o1"],
      [{ electrode_id: 1 }, "m1 o1"],
      [{ electrode_id: 1, bad_channel: "True" }, "m1"],
      [{ name: null }, "m3"],
      [{ electrode_id: [1, 7] }, "m1 o1 o7"],
      [{ electrode_id: [] }, ""],
      [{ name: ["a", null] }, "m0 m3"],
      [{ electrode_id: new Int16Array([0, 7]) }, "m0 o7"],
      [{ electrode_id: new Uint8Array([0, 7]) }, "m0 o7"],
      [{}, ALL],
      [[], ""],
      [[{ electrode_id: 0 }, "electrode_id = 7"], "m0 o7"],
      [[[{ electrode_id: 0 }], [[{ electrode_id: 7 }]]], "m0 o7"],
      [[{ electrode_id: 0 }, {}], ALL],
      [[false, { electrode_id: 0 }], "m0"],
      [andList([]), ALL],
      [andList([{ electrode_id: 1 }, "name = 'b_c'"]), "m1"],
      [andList([{ electrode_id: 1 }, false]), ""],
      [andList([true, { electrode_id: 7 }]), "o7"],
      [
        andList([[{ electrode_id: 1 }, { electrode_id: 7 }], "x > 1.2"]),
        "o1 o7",
      ],
      [not({ electrode_id: 1 }), "m0 m2 m3 o7"],
      [not(not({ electrode_id: 1 })), "m1 o1"],
      [not(not(not({ electrode_id: 1 }))), "m0 m2 m3 o7"],
      [not([]), ALL],
      [not({}), ""],
      [not([{ electrode_id: 0 }, { electrode_id: 1 }]), "m2 m3 o7"],
      [not({ name: "a" }), "m1 m2 o1 o7"],
      [true, ALL],
      [false, ""],
      [sql`electrode_id > ${2}`, "m3 o7"],
      [sql.raw("electrode_id > 2"), "m3 o7"],
      [Other!, "m1 m2 o1"],
      [Other!.and("electrode_id < 2"), "m1 o1"],
      [not(Other!), "m0 m3 o7"],
      [not(not(Other!)), "m1 m2 o1"],
      [Other!.orderBy("electrode_id").limit(1), "m1 o1"],
      [Nwbfile!`nwb_file_name LIKE 'o%'`, "o1 o7"],
    ] as [Restriction, string][]
  ) {
    assertEquals(await found(restriction), expected, Deno.inspect(restriction));
  }
});

Deno.test("and() takes a frame as other rows, values and all", async () => {
  const frame = await Electrode!`electrode_id IN (1, 7)`.fetch();
  assertEquals(await found(frame), "m1 o1 o7");
  assertEquals(await found(frame.filter("d => d.electrode_id === 7")), "o7");
  assertEquals(
    await found(frame.select("nwb_file_name", "electrode_id")),
    "m1 o1 o7",
  );
  assertEquals(await found(frame.derive({ nam: "d => d.x" })), "m1 o1 o7");
  assertEquals(await found(frame.filter("d => false")), "");
  assertEquals(await found(await Electrode!`x < 0.5`.fetch("x")), "m0");
  assertEquals(await found(await Other!.fetch("electrode_id")), "m1 m2 o1");
  assertEquals(
    await found(not(await Other!.fetch("electrode_id"))),
    "m0 m3 o7",
  );
  assertThrows(
    () => Electrode!.and(frame.rename({ electrode_id: "id" }).select("id")),
    TypeError,
    "share no attribute",
  );
});

Deno.test("and() writes the texts that Spyglass stores", () => {
  for (
    const [query, where] of [
      [
        Electrode!.and(
          andList(["nwb_file_name LIKE 'min%'", { electrode_id: 1 }]),
        ),
        "((nwb_file_name LIKE 'min%'))AND((electrode_id=1))",
      ],
      [Electrode!`electrode_id > ${125}`, "(electrode_id > 125)"],
      [Electrode!.and("electrode_id > 125"), "(electrode_id > 125)"],
      [
        Electrode!`
      electrode_id > ${125}
    `,
        "(electrode_id > 125)",
      ],
      [Electrode!.and({ electrode_id: 1 }), "(electrode_id=1)"],
      [
        Electrode!.and({ nwb_file_name: "a'b", electrode_id: 1 }),
        "(nwb_file_name='a''b')AND(electrode_id=1)",
      ],
      [
        Electrode!.and([{ electrode_id: 1 }, "x = 1"]),
        "((electrode_id=1))OR((x = 1))",
      ],
      [Electrode!.except({ electrode_id: 1 }), "(NOT ((electrode_id=1)))"],
      [Electrode!.and({ x: 0.1 }), "(x=0.10000000149011612)"],
    ] as const
  ) {
    const { sql, params } = query.toSql();
    let at = 0;
    const text = sql.replaceAll(
      "?",
      () =>
        typeof params[at] === "string"
          ? `'${String(params[at++]).replaceAll("'", "''")}'`
          : String(params[at++]),
    );
    assertEquals(whereOf({ toSql: () => ({ sql: text }) }), where);
  }
});

Deno.test("and() twice is the same as andList()", () => {
  const a = "x > 1";
  const b = { electrode_id: 1 };
  const wanted = Electrode!.and(andList([a, b])).toSql();
  assertEquals(Electrode!.and(a).and(b).toSql(), wanted);
  assertEquals(Electrode!.and(a, b).toSql(), wanted);
  assertEquals(Electrode!`x > 1`.and(b).toSql(), wanted);
  assertEquals(Electrode!.and(andList([a])).and(andList([b])).toSql(), wanted);
});

Deno.test("except() leaves out what it names, as DataJoint's minus", async () => {
  const left = async (...items: Restriction[]) =>
    (await Electrode!.except(...items).orderBy("KEY").rows())
      .map((row) => `${String(row.nwb_file_name)[0]}${row.electrode_id}`)
      .join(" ");
  assertEquals(await left({ electrode_id: 1 }), "m0 m2 m3 o7");
  assertEquals(await left({ electrode_id: 1 }, "electrode_id = 0"), "m2 m3 o7");
  assertEquals(await left(Other!), "m0 m3 o7");
  assertEquals(await left(), ALL);
  assertEquals(await left({}), "");
  assertEquals(await left([]), ALL);
});

Deno.test("and() of a table that shares nothing asks whether it has rows, as DataJoint", async () => {
  await using bare = await lab(
    `create table a (a int primary key); create table b (b int primary key);
     insert into a values (1), (2);`,
    { logs: true },
  );
  const a = bare.table("A");
  const b = bare.table("B");
  assertEquals(await a.and(b).count(), 0);
  assertEquals(await a.except(b).count(), 2);
  await bare.run("insert into b values (5)");
  assertEquals(await a.and(b).count(), 2);
  assertEquals((await a.and(b).rows()).length, 2);
  assertEquals(bare.reads.map(({ table, rows }) => [table.name, rows]), [
    ["a", { keys: [["1"], ["2"]] }],
    ["b", { keys: [["5"]] }],
  ]);
});

Deno.test("and() ignores attributes that are no columns, as DataJoint", async () => {
  assertEquals(await found({ electrode_id: 7, species: "rat" }), "o7");
  // `note` is a column of another table, and so no slip of `name`.
  assertEquals(await found({ electrode_id: 7, note: "x" }), "o7");
});

Deno.test("and() refuses attributes none of which is a column, and near misses", () => {
  for (
    const [object, nearest] of [
      [{ electrod_id: 1 }, "electrode_id"],
      [{ electrodeId: 1 }, "electrode_id"],
      [{ electrode_id: 1, bad_chanel: "True" }, "bad_channel"],
      [{ zzzzzz: 1 }, null],
    ] as const
  ) {
    const error = assertThrows(() => Electrode!.and(object), UnknownNameError);
    assertEquals(error.nearest, nearest);
    if (nearest) assert(error.message.includes(`did you mean ${nearest}?`));
  }
});

Deno.test("and() refuses what has no one meaning, and never takes it for all rows", async () => {
  const promise = Electrode!.fetch();
  for (
    const [value, said] of [
      [undefined, "undefined"],
      [null, "null"],
      [5, "received 5"],
      [NaN, "NaN"],
      [new Date(0), "class Date"],
      [new Map([["electrode_id", 1]]), "class Map"],
      [new Set([1]), "class Set"],
      [promise, "await it first"],
      [/x/, "class RegExp"],
      [new Uint8Array(2), "class Uint8Array"],
      [Electrode!.columns.x, "class ColumnRef"],
      [Symbol("x"), "Symbol"],
      [() => true, "=>"],
    ] as const
  ) {
    const error = assertThrows(() => Electrode!.and(value as never), TypeError);
    assert(error.message.includes(said), error.message);
    assertThrows(() => Electrode!.and([value] as never), TypeError);
    assertThrows(() => Electrode!.except(value as never), TypeError);
  }
  await promise;
});

Deno.test("and() says which attribute has a value without one meaning", () => {
  for (
    const value of [
      undefined,
      NaN,
      Infinity,
      new Date(),
      {},
      Symbol("s"),
      () => 1,
    ]
  ) {
    const error = assertThrows(
      () => Electrode!.and({ electrode_id: value }),
      TypeError,
    );
    assert(error.message.includes('attribute "electrode_id"'), error.message);
  }
  const error = assertThrows(
    () => Electrode!.and({ electrode_id: [1, undefined] }),
    TypeError,
  );
  assert(error.message.includes('item 2 of attribute "electrode_id"'));
});

Deno.test("and() refuses texts that are no complete condition", () => {
  for (
    const text of [
      "",
      "  ",
      "x = 1)",
      "(x = 1",
      "x = 'a",
      "x = 1 -- ",
      "x = 1; drop table other",
      "x\0",
    ]
  ) {
    assertThrows(
      () => Electrode!.and(text),
      SyntaxError,
      "Cannot use a restriction",
    );
    assertThrows(() => Electrode!.and(sql.raw(text)), SyntaxError);
  }
});
