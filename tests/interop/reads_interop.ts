import { assertEquals, assertGreater } from "@std/assert";
import { andList, not } from "../../src/query/condition/restriction.ts";
import { sql } from "../../src/query/condition/sql.ts";
import type { Query } from "../../src/query/query.ts";
import type { Table } from "../../src/query/table.ts";
import {
  assertPythonReads,
  AWKWARD_TEXTS,
  byText,
  type InteropLab,
  interopLab,
  logged,
  READS_PERCENT_SIGNS,
} from "./lab.ts";

const lab: InteropLab = await interopLab();
const electrode = await lab.table("common_ephys.Electrode");
const item = await lab.table("interop.Item");
const textKey = await lab.table("interop.TextKey");
const timeKey = await lab.table("interop.TimeKey");
const many = await lab.table("interop.Many");
const UUID = "01234567-89ab-cdef-0123-456789abcde3";

Deno.test.afterAll(async () => await lab[Symbol.asyncDispose]());

reads("a whole table", electrode, () => electrode());
reads("an object", electrode, (t) => t.and({ electrode_id: 7 }));
reads("an object of several attributes", electrode, (t) =>
  t.and({
    nwb_file_name: "minirec20230622_.nwb",
    electrode_id: 1,
    bad_channel: "False",
  }));
reads(
  "the tutorial's list",
  electrode,
  (t) => t.and(andList(["nwb_file_name LIKE 'min%'", { electrode_id: 1 }])),
);
reads("a template", electrode, (t) => t`electrode_id > ${125}`);
reads("null", item, (t) => t.and({ group: null }));
reads("an IN list", item, (t) => t`id in ${[1, 3, 5, 99]}`);
reads(
  "an IN list of texts",
  item,
  (t) => t`name in ${["it's", "back\\slash", "emoji 😀 and ü", "none"]}`,
);
reads("an empty IN list", item, (t) => t`id in ${[]}`);
reads("alternatives", item, (t) => t.and([{ id: 3 }, "id > 20", { id: 99 }]));
reads("not()", item, (t) => t.and(not({ id: 3 })));
reads("except()", item, (t) => t.except("id between 3 and 20", { key: 2 }));
reads("false", item, (t) => t.and(false));
reads("a LIKE with wildcards", item, (t) => t`name like ${"%o%"}`);
reads("a NOT LIKE", item, (t) => t`name NOT LIKE ${"%a%"}`);
reads("a LIKE with an escaped underscore", item, (t) => t`name like 'a\_%'`);
readsPercent(
  "a LIKE with an escaped percent sign",
  item,
  (t) => t`name like '100\%'`,
);
readsPercent("the operator %", item, (t) => t`id % 2 = 0`);
readsPercent("a regular expression", item, (t) => t`name regexp '%$'`);
reads(
  "functions",
  item,
  (t) => t`char_length(name) > 10 or upper(name) = 'PLAIN'`,
);
reads(
  "keywords in lower case",
  item,
  (t) => t`case when id > 3 then true else false end and name is not null`,
);
reads("a date by text", item, (t) => t`day >= date'2024-01-10'`);
reads(
  "an interval",
  item,
  (t) => t`day > '2024-01-20' - interval 3 day and moment < '2024-02-01'`,
);
reads(
  "a decimal and a double",
  item,
  (t) => t`amount > ${3.5} and x < ${6.01}`,
);
reads("an enum", item, (t) => t.and({ kind: "two's" }));
reads("a uuid in an object", item, (t) => t.and({ tag: UUID }));
reads("a uuid in a template", item, (t) => t`tag = ${UUID}`);
reads(
  "reserved names in an object",
  item,
  (t) => t.and({ order: 1, group: "g" }),
);
reads(
  "reserved names as columns",
  item,
  (t) => t`${t.columns.order} = 1 and ${t.columns.key} > 3`,
);
reads(
  "reserved names by sql.id()",
  item,
  (t) => t`${sql.id("order")} = 2 and ${sql.id("group")} is null`,
);
reads(
  "reserved names in back-quotes",
  item,
  (t) => t.and("`order` = 1 AND `key` in (1, 4, 7)"),
);
reads("double quotes", item, (t) => t.and('name = "it\'s" or name = "plain"'));
reads("a limit", item, (t) => t.orderBy("id desc").limit(4));
readsPercent(
  "a limit on awkward keys",
  textKey,
  (t) => t.orderBy("name").limit(20),
);
reads("rand()", many, (t) => t`rand() < 0.1`);
readsPercent("rand() on awkward keys", textKey, (t) => t`rand() < 0.7`);
reads("a timestamp in a condition", item, (t) => t`at < '2024-03-01 18:00:00'`);
reads(
  "a datetime in an object",
  item,
  (t) => t.and({ moment: "2024-01-01 12:00:00.250000" }),
);
reads("a semijoin", item, (t) => t.and(textKey`name like 'b%'`));
readsPercent(
  "a semijoin by template",
  item,
  (t) =>
    t`(name, ${t.columns.order}) in ${textKey`${textKey.columns.order} = 1`}`,
);
reads(
  "more keys than an entry holds",
  many,
  (t) => t`rand() < 2 and id * id % 7 < 3`,
);
reads(
  "a restriction longer than the column",
  many,
  (t) => t`id in ${Array.from({ length: 900 }, (_, i) => i * 3 + (i % 2))}`,
);
for (const text of AWKWARD_TEXTS) {
  const shown = JSON.stringify(text);
  const test = text.includes("%") ? readsPercent : reads;
  test(`${shown} in an object`, item, (t) => t.and({ name: text }));
  test(`${shown} in a template`, item, (t) => t`name = ${text}`);
  test(`${shown} in a key`, textKey, (t) => t.and({ name: text }).limit(1));
}

Deno.test("Python reads keys with timestamps in whatever time zone its session has", async () => {
  const read = await logged(lab, timeKey, () => timeKey().limit(9).rows());
  await assertPythonReads(lab, read);
  await lab.python.ask("set_time_zone", "+05:00");
  const { together } = await lab.python.ask("keys", read.entries);
  await lab.python.ask("set_time_zone", "-03:30");
  assertEquals(
    together.map(([, id]) => Number(id)).sort((a, b) => a - b),
    read.keys.map(([, id]) => Number(id)).sort((a, b) => a - b),
  );
});

Deno.test("Python reads a long read's several entries", async () => {
  const read = await logged(lab, many, () => many`rand() < 0.5`.rows());
  assertGreater(read.entries.length, 1);
  await assertPythonReads(lab, read);
});

Deno.test("Python reads what each reading method logged", async () => {
  const few = () => item`id < ${4}`;
  const streamed = async () => await Array.fromAsync(few().stream());
  for (
    const read of [
      () => few().keys(),
      () => few().fetch("id", "name").then((frame) => frame.objects()),
      streamed,
      async () => [await item.and({ id: 3 }).fetch1()],
    ]
  ) {
    await assertPythonReads(
      lab,
      await logged(lab, item, read as () => Promise<{ id: number }[]>),
    );
  }
});

/** Reads here, and has Python read the log: the rows must be the same. */
function reads(
  form: string,
  table: Table,
  query: (table: Table) => Query,
  ignore = false,
) {
  const name = `Python reads from the log ${form}`;
  Deno.test({ name, ignore }, async () => {
    const read = await logged(lab, table, () => query(table).rows());
    await assertPythonReads(lab, read);
    for (const [name, entries] of read.others) {
      const { together } = await lab.python.ask("keys", entries);
      assertEquals(together.toSorted(byText), await hereOf(name, entries));
    }
  });
}

/** The same for texts with percent signs outside of LIKE. */
function readsPercent(
  form: string,
  table: Table,
  query: (table: Table) => Query,
) {
  reads(form, table, query, !READS_PERCENT_SIGNS);
}

/** The keys of a table's rows that any of the entries selects, by the server itself. */
async function hereOf(
  name: string,
  entries: readonly (readonly [string, string])[],
) {
  const table = await lab.table(name.replaceAll("`", ""));
  const { keys } = await logged(
    lab,
    table,
    () =>
      table.and(
        sql`(${
          sql.raw(
            entries.map(([, text]) => text.replaceAll("%%", "%")).join(" OR "),
          )
        })`,
      ).rows(),
  );
  return keys;
}
