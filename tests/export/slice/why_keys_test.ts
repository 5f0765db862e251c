/** Keys as queries give them and as people write them, for every type that a key may have. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Slice } from "../../../src/export/slice/slice.ts";
import { loadSql } from "../../setup.ts";
import { freshPlace, listening } from "../../story/place.ts";

/** A type of key columns: its values in SQL, and how a person may write each of them. */
interface KeyType {
  readonly type: string;
  readonly values: Readonly<Record<string, readonly unknown[]>>;
}

const bytes = (...values: number[]) => new Uint8Array(values);

const TYPES: readonly KeyType[] = [
  {
    type: "tinyint(1)",
    values: { "1": [1, 1n, "1", true, "01"], "0": [0, false, "0"] },
  },
  {
    type: "int",
    values: { "-3": [-3, -3n, "-3"], "77": [77, "77", "077", "77.0"] },
  },
  {
    type: "int(8) unsigned zerofill",
    values: { "42": [42, "42", "00000042"] },
  },
  {
    type: "bigint unsigned",
    values: {
      "18446744073709551615": [18446744073709551615n, "18446744073709551615"],
      "5": [5, 5n, "5"],
    },
  },
  {
    type: "decimal(10,3)",
    values: {
      "1.5": [1.5, "1.5", "1.500", "01.5", "1.5000"],
      "-2": [-2, -2n, "-2", "-2.000"],
      "0": [0, -0, "0", "-0.0", ".0"],
      "0.001": [0.001, 1e-3, "0.001", ".001", "1e-3"],
    },
  },
  {
    type: "decimal(30,0)",
    values: { "100000000000000000000000": ["1e23"] },
  },
  {
    type: "float",
    values: {
      "0.1": [0.1, "0.1", Math.fround(0.1)],
      "1e30": [1e30, "1e30", "1E+30"],
      "16777216": [16777216, "16777216"],
      "0": [0, -0, "0.0"],
    },
  },
  {
    type: "double",
    values: {
      "0.1": [0.1, "0.1", "1e-1"],
      "1e300": [1e300, "1e300", "1e+300"],
      "123456789012345680": [123456789012345680, "123456789012345680"],
      "0.00000000015": [1.5e-10, "1.5e-10"],
      "5e-324": [5e-324],
      "3": [3, 3n, "3"],
      "0": [0, -0],
    },
  },
  { type: "double(10,2)", values: { "1.5": [1.5, "1.5", "1.50"] } },
  { type: "float(7,4)", values: { "1.5": [1.5, "1.5"], "0.1": [0.1, "0.1"] } },
  {
    type: "bit(12)",
    values: { "5": [5, 5n, "5", bytes(0, 5)], "0": [0], "4095": [4095] },
  },
  {
    type: "bit(64)",
    values: { "18446744073709551615": [18446744073709551615n] },
  },
  { type: "bit(1)", values: { "1": [1, true, "1"] } },
  {
    type: "year",
    values: { "2001": [2001, "2001"], "0": [0, "0000", "0"] },
  },
  {
    type: "date",
    values: {
      "'2024-01-02'": ["2024-01-02", "2024-1-2", "2024-01-02 00:00:00"],
      "'0000-00-00'": ["0000-00-00"],
    },
  },
  {
    type: "datetime",
    values: { "'2024-01-01 00:00:00'": ["2024-01-01", "2024-01-01 00:00"] },
  },
  {
    type: "datetime(6)",
    values: {
      "'2024-01-01 01:02:03.5'": [
        "2024-01-01 01:02:03.5",
        "2024-01-01T01:02:03.500000",
      ],
      "'0000-00-00 00:00:00'": ["0000-00-00 00:00:00"],
    },
  },
  {
    type: "time(3)",
    values: {
      "'-30:00:00.123'": ["-30:00:00.123", "-30:00:00.123000"],
      "'838:59:59'": ["838:59:59"],
      "'01:02:03'": ["01:02:03", "1:02:03", "1:2:3.000"],
    },
  },
  {
    type: "timestamp",
    values: {
      "'2024-07-01 12:00:00'": ["2024-07-01 12:00:00", "2024-07-01T12:00:00"],
      "'2024-01-01 00:00:00'": ["2024-01-01"],
      "'0000-00-00 00:00:00'": ["0000-00-00 00:00:00"],
    },
  },
  {
    type: "timestamp(3)",
    values: { "'2024-07-01 12:00:00.25'": ["2024-07-01 12:00:00.25"] },
  },
  {
    type: "binary(16) comment ':uuid:'",
    values: {
      "x'123e4567e89b12d3a456426655440000'": [
        "123e4567-e89b-12d3-a456-426655440000",
        "123E4567E89B12D3A456426655440000",
      ],
    },
  },
  {
    type: "uuid",
    values: {
      "'123e4567-e89b-12d3-a456-426655440000'": [
        "123E4567-E89B-12D3-A456-426655440000",
        "123e4567e89b12d3a456426655440000",
      ],
    },
  },
  { type: "inet6", values: { "'::1'": ["::1"] } },
  {
    type: "varbinary(20)",
    values: {
      "x'00ff'": [bytes(0, 255)],
      "'abc'": ["abc", bytes(97, 98, 99)],
      "''": ["", bytes()],
    },
  },
  { type: "binary(4)", values: { "'ab'": ["ab", "ab\0\0", bytes(97, 98)] } },
  { type: "enum('A','b')", values: { "'A'": ["A"] } },
  { type: "set('a','b')", values: { "'a,b'": ["a,b", "b,a"], "''": [""] } },
  {
    type: "varchar(20) character set utf8mb4",
    values: {
      "'Bob '": ["Bob "],
      "'é🐁'": ["é🐁"],
      "'7'": ["7", 7],
      "''": [""],
    },
  },
  { type: "char(8)", values: { "'x '": ["x"] } },
];

function tableText({ type, values }: KeyType, at: number): string {
  const [plain, comment = ""] = type.split(" comment");
  const rest = comment === "" ? "" : ` comment${comment}`;
  const rows = Object.keys(values);
  return `create table key_${at} (one int, k ${plain}${rest}, which int, primary key (one, k)) engine=InnoDB;
    create table row_${at} (id int primary key, one int, k ${plain} null${rest},
      foreign key (one, k) references key_${at} (one, k)) engine=InnoDB;
    ${
    rows.map((row, id) => `insert into key_${at} values (7, ${row}, ${id});`)
      .join("\n")
  }
    ${
    rows.map((row, id) => `insert into row_${at} values (${id}, 7, ${row});`)
      .join("\n")
  }`;
}

Deno.test("why() takes keys as queries give them, and as people write them, of every type", async () => {
  await using place = await freshPlace();
  await loadSql(
    place.socket,
    `set sql_mode = 'ALLOW_INVALID_DATES'; create database lab; use lab;
    ${TYPES.map(tableText).join("\n")}`,
  );
  const db = await place.connect();
  const paper = { paper_id: "paper1" };
  await listening(async () => {
    const { ExportSelection } = db;
    await ExportSelection.startExport({ ...paper, analysis_id: "one" });
    for (const at of TYPES.keys()) {
      await (await db.table(`lab.row_${at}`)).fetch();
    }
    await ExportSelection.stopExport();
  });
  const slice = await db.ExportSelection.showAllTables(paper);
  for (const [at, { type, values }] of TYPES.entries()) {
    const table = `\`lab\`.\`key_${at}\``;
    const query = await db.table(table);
    const frame = await query.fetch();
    const found = new Map<string, unknown>();
    for (
      const row of [
        ...await query.keys(),
        ...await query.rows(),
        ...frame.objects() as Record<string, unknown>[],
      ]
    ) {
      const key = keyOf(slice, table, row);
      found.set(key, row);
      // What it answers, it understands.
      assertEquals(keyOf(slice, table, JSON.parse(key)), key, type);
    }
    assertEquals(found.size, Object.keys(values).length, type);
    for (const [which, writings] of Object.values(values).entries()) {
      const row = await query.and({ which }).fetch1();
      const wanted = keyOf(slice, table, row);
      for (const k of writings) {
        const label = `${type}: ${Deno.inspect(k)}`;
        assertEquals(keyOf(slice, table, { one: "7", k }), wanted, label);
      }
    }
  }
});

/** The key of the last step that leads to a row. */
function keyOf(
  slice: Slice,
  table: string,
  key: Record<string, unknown>,
): string {
  const steps = slice.why(table, key);
  assert(steps.length === 2, `${steps.length} steps`);
  return JSON.stringify(steps.at(-1)!.key);
}

/** Clocks are an hour ahead of UTC, and two in summer; as the server keeps zones. */
const SUMMER_TIME = `use mysql;
  insert into time_zone values (77, 'N');
  insert into time_zone_name values ('Lab/Summer', 77);
  insert into time_zone_transition_type values (77, 0, 3600, 0, 'W'), (77, 1, 7200, 1, 'S');
  insert into time_zone_transition values (77, 0, 0), (77, 1711846800, 1), (77, 1729990800, 0);`;

Deno.test("why() finds moments by the clock of the session, in summer and in winter, and when it is set back", async () => {
  await using place = await freshPlace();
  await loadSql(place.socket, SUMMER_TIME);
  await loadSql(place.socket, "set global time_zone = 'Lab/Summer'");
  // The last two are at 2:30, an hour apart.
  const seconds = [1704067200, 1719835200.25, 1729989000, 1729992600];
  await loadSql(
    place.socket,
    `set time_zone = '+00:00'; create database lab; use lab;
     create table event (at timestamp(2) primary key) engine=InnoDB;
     ${
      seconds.map((at) => `insert into event values (from_unixtime(${at}));`)
        .join("\n")
    }`,
  );
  const db = await place.connect();
  const event = await db.table("lab.event");
  const paper = { paper_id: "paper1" };
  await listening(async () => {
    await db.ExportSelection.startExport({ ...paper, analysis_id: "one" });
    await event.fetch();
    await db.ExportSelection.stopExport();
  });
  const slice = await db.ExportSelection.showAllTables(paper);
  const keys = await event.keys();
  assertEquals(keys.map(({ at }) => at).sort(), [
    "2024-01-01 01:00:00.00",
    "2024-07-01 14:00:00.25",
    "2024-10-27 02:30:00.00",
    "2024-10-27 02:30:00.00",
  ]);
  for (const key of keys) assertEquals(slice.why(event, key)[0]!.key, key);
  // In UTC.
  assertThrows(
    () => slice.why(event, { at: "2024-07-01 12:00:00.25" }),
    RangeError,
    "2024-07-01 12:00:00.25",
  );
});
