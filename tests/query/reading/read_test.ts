import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { RowCountError } from "../../../src/errors.ts";
import { ELECTRODES, lab, textsOf } from "../lab.ts";

const place = await lab(ELECTRODES);
Deno.test.afterAll(() => place.close());
const { Electrode: E, Other } = place.tables as {
  [name: string]: NonNullable<(typeof place.tables)[string]>;
};
const Electrode = E!;

Deno.test("rows() and columns() give the attributes that were asked for, in that order", async () => {
  const one = Electrode.and({ nwb_file_name: "minirec.nwb", electrode_id: 0 });
  assertEquals(await one.rows(), [{
    nwb_file_name: "minirec.nwb",
    electrode_id: 0,
    bad_channel: "False",
    x: 0.1,
    name: "a",
  }]);
  assertEquals(await one.rows("x", "electrode_id"), [{
    x: 0.1,
    electrode_id: 0,
  }]);
  assertEquals(
    await Electrode.and("nwb_file_name LIKE 'o%'").orderBy("KEY").columns(
      "electrode_id",
      "x",
    ),
    { electrode_id: [1, 7], x: [1.5, 7] } as never,
  );
  // A table's own `columns` are its columns; called, they are read.
  assertEquals(await Other!.columns("electrode_id"), {
    electrode_id: [1, 2, 99],
  });
  assertEquals(Object.keys(await Electrode.and(false).columns()), [
    "nwb_file_name",
    "electrode_id",
    "bad_channel",
    "x",
    "name",
  ]);
  assertEquals(await Electrode.and(false).rows(), []);
});

Deno.test("keys() gives the primary keys", async () => {
  assertEquals(await Electrode.and({ electrode_id: 7 }).keys(), [
    { nwb_file_name: "other.nwb", electrode_id: 7 },
  ]);
});

Deno.test("fetch1() gives one row, its value, or its values", async () => {
  const one = Electrode.and({ electrode_id: 7 });
  assertEquals((await one.fetch1()).name, 'x"y\\z');
  assertEquals(await one.fetch1("x"), 7);
  assertEquals(await one.fetch1("x", "electrode_id"), [7, 7]);
});

Deno.test("keys that are read to be logged are not given out", async () => {
  await using own = await lab(ELECTRODES, { logs: true });
  const last = own.table("Electrode").orderBy("electrode_id desc").limit(1);
  assertEquals(await last.fetch1("x", "name"), [7, 'x"y\\z']);
  assertEquals(await last.rows("x"), [{ x: 7 }]);
  assertEquals((await last.fetch("x")).columnNames(), ["x"]);
  assertEquals(own.reads.map(({ rows }) => rows), [
    { keys: [["other.nwb", "7"]] },
    { keys: [["other.nwb", "7"]] },
    { keys: [["other.nwb", "7"]] },
  ]);
});

Deno.test("fetch1() says how many rows there are, and logs nothing then", async () => {
  await using own = await lab(ELECTRODES, { logs: true });
  const all = own.table("Electrode");
  for (
    const [query, rows] of [
      [all.and(false), 0],
      [all.and({ electrode_id: 1 }), 2],
      [all(), 6],
      [all.orderBy("KEY").limit(5), 5],
      [all.offset(6), 0],
    ] as const
  ) {
    for (const names of [[], ["x"], ["x", "name"]]) {
      const error = await assertRejects(
        () => query.fetch1(...names as []),
        RowCountError,
        `found ${rows} rows, wanted exactly 1`,
      );
      assertEquals(error.rows, rows);
    }
  }
  assertEquals(textsOf(own.reads), []);
  await all.and({ electrode_id: 7 }).fetch1("x");
  assertEquals(textsOf(own.reads), ["(electrode_id=7)"]);
});

Deno.test("count() and exists() agree with what rows() gives", async () => {
  const all = Electrode;
  for (
    const query of [
      all(),
      all.and(false),
      all`electrode_id = 1`,
      all.limit(2),
      all.limit(0),
      all.limit(100),
      all.offset(2),
      all.offset(100),
      all.limit(3).offset(2),
      all.offset(5).limit(3),
      all.orderBy("x").limit(4).and("x > 0.5"),
      all.limit(4).limit(2),
      all.limit(2).limit(4),
      all.offset(1).offset(2),
      all.limit(4).offset(1).limit(2),
      all.orderBy("KEY").limit(3).orderBy("electrode_id desc"),
      all.and(Other!.limit(2)),
    ]
  ) {
    const rows = (await query.rows()).length;
    assertEquals(await query.count(), rows, query.toSql().sql);
    assertEquals(await query.exists(), rows > 0, query.toSql().sql);
  }
});

Deno.test("orderBy(), limit() and offset() go together in any order", async () => {
  const ids = async (query: { rows(...names: string[]): Promise<unknown> }) =>
    (await query.rows("electrode_id") as { electrode_id: number }[])
      .map((row) => row.electrode_id).join(" ");
  const some = Electrode.and({ nwb_file_name: "minirec.nwb" });
  const up = some.orderBy("electrode_id");
  assertEquals(await ids(up), "0 1 2 3");
  assertEquals(await ids(some.orderBy("electrode_id desc")), "3 2 1 0");
  assertEquals(
    await ids(some.orderBy("ELECTRODE_ID".toLowerCase() + " DESC ")),
    "3 2 1 0",
  );
  assertEquals(
    await ids(some.orderBy("bad_channel desc", "electrode_id desc")),
    "3 2 0 1",
  );
  assertEquals(await ids(some.orderBy("KEY desc")), "3 2 1 0");
  assertEquals(await ids(up.limit(2)), "0 1");
  assertEquals(await ids(up.offset(3)), "3");
  assertEquals(await ids(up.limit(2).offset(1)), "1 2");
  assertEquals(await ids(up.offset(1).limit(2)), "1 2");
  assertEquals(await ids(up.limit(3).and("electrode_id > 0")), "1 2");
  assertEquals(await ids(up.limit(3).orderBy("electrode_id desc")), "2 1 0");
  assertEquals(await ids(up.limit(3).limit(2)), "0 1");
  assertEquals(await ids(up.offset(1).offset(1)), "2 3");
  assertEquals(
    await ids(up.limit(3).except({ electrode_id: 1 }).limit(1)),
    "0",
  );
  assertEquals(await ids(up.limit(0)), "");
});

Deno.test("limit() and offset() refuse what is no number of rows", () => {
  for (const count of [-1, 1.5, NaN, Infinity, "1", null, 2n, 1e300]) {
    assertThrows(
      () => Electrode.limit(count as number),
      RangeError,
      "Cannot set the limit",
    );
    assertThrows(
      () => Electrode.offset(count as number),
      RangeError,
      "Cannot set the offset",
    );
  }
});

Deno.test("toSql() gives the statement with its parameters apart", () => {
  assertEquals(
    Electrode`electrode_id > ${125} AND name = ${"x?"}`.toSql().params,
    [125, "x?"],
  );
  assert(Electrode().toSql().sql.startsWith("SELECT * FROM `"));
});

Deno.test("describe() says the definition in DataJoint's language", () => {
  assertEquals(
    Electrode.describe().split("\n").map((line) => line.replaceAll(/ +/g, " ")),
    [
      "-> Nwbfile",
      "electrode_id : int # Number on the probe",
      "---",
      `bad_channel="False" : enum('True','False')`,
      "x=null : float",
      "name=null : varchar(80)",
      "",
    ],
  );
});
