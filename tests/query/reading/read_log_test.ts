import { assert, assertEquals, assertRejects } from "@std/assert";
import { ELECTRODES, lab, textsOf } from "../lab.ts";

Deno.test("stream() gives every row, and hands the connection back when it is left half-way", async () => {
  await using own = await lab(
    `create table t (id int primary key, v varchar(20));
     insert into t select seq, concat('v', seq) from seq_1_to_5000;`,
    { logs: true },
  );
  const T = own.table("T");
  let sum = 0;
  for await (const row of T.stream()) sum += row.id as number;
  assertEquals(sum, 5000 * 5001 / 2);
  const keys = own.reads.map(({ rows }) =>
    "keys" in rows ? rows.keys.length : 0
  );
  assertEquals(keys, [1000, 1000, 1000, 1000, 1000]);
  own.reads.length = 0;
  for (let i = 0; i < 20; i++) {
    for await (const row of T.orderBy("id").stream("v")) {
      assertEquals(row, { v: "v1" });
      break;
    }
  }
  assertEquals(own.reads.length, 20);
  assertEquals(await T.count(), 5000);
  assertEquals(await Array.fromAsync(T.and(false).stream()), []);
});

Deno.test("fetch() has handed its condition to the log when it returns", async () => {
  await using own = await lab(ELECTRODES, { logs: true });
  const reading = own.table("Electrode")`electrode_id > ${2}`.fetch();
  const logged = textsOf(own.reads);
  await reading;
  assertEquals(logged, ["(electrode_id > 2)"]);
});

Deno.test("a semijoin logs both tables, limited to the rows that took part", async () => {
  await using own = await lab(ELECTRODES, { logs: true });
  const all = own.table("Electrode");
  const other = own.table("Other");
  const told = async (read: Promise<unknown>) => {
    own.reads.length = 0;
    await read;
    return own.reads.map(({ table, rows }) =>
      `${table.name} ${textsOf([{ table, rows }])}`
    );
  };
  const both = [
    '_electrode [["minirec.nwb","1"],["minirec.nwb","2"],["other.nwb","1"]]',
    'other [["1"],["2"]]',
  ];
  assertEquals(await told(all.and(other).rows()), both);
  assertEquals(await told(all`electrode_id IN ${other}`.fetch()), both);
  assertEquals(await told(all.and(not0(), other).rows()), both);
  assertEquals(await told(all.and(other).keys()), both);
  assertEquals(await told(Array.fromAsync(all.and(other).stream())), both);
  assertEquals(await told(all.and(other).and({ electrode_id: 2 }).rows()), [
    '_electrode [["minirec.nwb","2"]]',
    'other [["2"]]',
  ]);
  assertEquals(
    await told(all.and(other.orderBy("electrode_id").limit(1)).rows()),
    [
      '_electrode [["minirec.nwb","1"],["other.nwb","1"]]',
      'other [["1"]]',
    ],
  );
  assertEquals(await told(all.except(other).rows()), [
    '_electrode [["minirec.nwb","0"],["minirec.nwb","3"],["other.nwb","7"]]',
    "other []",
  ]);
  assertEquals(
    await told(
      other.and(all.and(own.table("Nwbfile")`nwb_file_name = 'other.nwb'`))
        .rows(),
    ),
    [
      'other [["1"]]',
      '_electrode [["other.nwb","1"]]',
      'nwbfile [["other.nwb"]]',
    ],
  );

  function not0() {
    return "electrode_id <> 0";
  }
});

Deno.test("what is no read logs nothing", async () => {
  await using own = await lab(ELECTRODES, { logs: true });
  const all = own.table("Electrode");
  await all.count();
  await all.exists();
  await all.preview();
  all.toSql();
  all.describe();
  all();
  Deno.inspect(all());
  const display = all()[Symbol.for("Jupyter.display") as never] as () =>
    Promise<unknown>;
  await display.call(all());
  await all`x > 1`.limit(2).count();
  assertEquals(own.reads, []);
});

Deno.test("a subquery in the text is refused while reads are logged, whatever columns are called", async () => {
  await using own = await lab(
    ELECTRODES +
      "create table odd (electrode_id int primary key, `select` int, `from` int);",
    { logs: true },
  );
  for (const name of ["Electrode", "Odd"]) {
    for (
      const text of [
        "electrode_id IN (SELECT electrode_id FROM other)",
        "electrode_id IN ( select electrode_id from other)",
        "EXISTS (SELECT 1)",
      ]
    ) {
      const error = await assertRejects(() => own.table(name).and(text).rows());
      assert(String(error).includes("subquery"), String(error));
    }
  }
  assertEquals(own.reads, []);
});
