import { assert, assertEquals } from "@std/assert";
import { loadSql } from "../setup.ts";
import { freshPlace, type Place } from "../story/place.ts";
import {
  Computed,
  Imported,
  Lookup,
  Manual,
  Part,
  type TableClass,
} from "../../src/declare/user_tables.ts";
import { dataJointSide } from "./datajoint_side.ts";
import { type Declared, DEFINITIONS, LAB } from "./definitions.ts";

const TIERS = { Manual, Lookup, Imported, Computed };

/** A class as a user would write it. */
function classOf({ name, tier, definition, parts = {} }: Declared): TableClass {
  const made = {
    [name]: class extends TIERS[tier] {
      static definition = definition;
    },
  }[name]!;
  for (const [part, text] of Object.entries(parts)) {
    const value = {
      [part]: class extends Part {
        static definition = text;
      },
    }[part];
    Object.defineProperty(made, part, { value, enumerable: true });
  }
  return made as TableClass;
}

/** `SHOW CREATE TABLE` of every table of a schema, with the schema's name left out. */
async function statements(
  place: Place,
  schema: string,
): Promise<Map<string, string>> {
  const names = await place.pool.texts(`SHOW TABLES IN \`${schema}\``);
  const found = new Map<string, string>();
  for (const [name] of names) {
    const [[, text]] = await place.pool.texts(
      `SHOW CREATE TABLE \`${schema}\`.\`${name}\``,
    ) as [[string, string]];
    const neutral = text.replaceAll(schema, "SCHEMA")
      .replaceAll("py_lab", "LAB").replaceAll("ts_lab", "LAB")
      .replace(/ AUTO_INCREMENT=\d+/, "").replaceAll(/\s+/g, " ");
    found.set(name!, neutral);
  }
  return found;
}

Deno.test("declare() makes the tables that DataJoint makes, and describe() their definitions", async () => {
  await using place = await freshPlace();
  await using python = await dataJointSide(place.socket);
  const stores = { there: place.baseDir };
  await python.ask("set_stores", stores);
  const labErrors = await python.ask("declare", {
    schema: "py_lab",
    tables: LAB,
  });
  assertEquals(labErrors, LAB.map(() => null));
  const errors = await python.ask("declare", {
    schema: "py_tables",
    schemas: { lab: "py_lab" },
    tables: DEFINITIONS,
  });
  for (const [at, error] of errors.entries()) {
    assertEquals(error, null, DEFINITIONS[at]!.definition);
  }
  assert(DEFINITIONS.length >= 40);

  const db = await place.connect();
  for (const table of LAB) await db.declare("ts_lab", classOf(table));
  const lab = await db.schema("ts_lab");
  for (const table of DEFINITIONS) {
    await db.declare("ts_tables", classOf(table), { context: { lab } });
  }
  for (
    const [there, here] of [["py_lab", "ts_lab"], ["py_tables", "ts_tables"]]
  ) {
    const [theirs, ours] = [
      await statements(place, there!),
      await statements(place, here!),
    ];
    assertEquals([...ours.keys()], [...theirs.keys()]);
    for (const [name, text] of theirs) assertEquals(ours.get(name), text, name);
  }

  // Twice declared, nothing happens; what describe() says makes the same again.
  const before = await statements(place, "ts_tables");
  for (const table of DEFINITIONS) {
    await db.declare("ts_tables", classOf(table), { context: { lab } });
  }
  const described = await describedAgain(db, lab);
  await loadSql(place.socket, "create database copy_tables");
  for (const table of described) {
    await db.declare("copy_tables", classOf(table), { context: { lab } });
  }
  const after = await statements(place, "copy_tables");
  for (const [name, text] of before) {
    if (name.startsWith("~")) continue;
    assertEquals(
      after.get(name),
      text.replaceAll("SCHEMA", "SCHEMA"),
      described.find((each) => name.includes(each.name.toLowerCase()))
        ?.definition,
    );
  }
});

async function describedAgain(
  db: Awaited<ReturnType<Place["connect"]>>,
  _lab: unknown,
): Promise<Declared[]> {
  const tables = await db.schema("ts_tables");
  return DEFINITIONS.map(({ name, tier, parts = {} }) => ({
    name,
    tier,
    definition: tables[name]!.describe(),
    parts: Object.fromEntries(
      Object.keys(parts).map((part) => [part, tables[name]![part]!.describe()]),
    ),
  }));
}

Deno.test("the hidden tables are those of DataJoint", async () => {
  await using place = await freshPlace();
  await using python = await dataJointSide(place.socket);
  await python.ask("set_stores", { there: place.baseDir });
  const table = {
    name: "Thing",
    tier: "Manual",
    definition: "id : int\n---\nx : blob@there",
  } as const;
  await python.ask("declare", { schema: "py_hidden", tables: [table] });
  await python.ask("touch_jobs", "py_hidden");
  const db = await place.connect();
  await db.declare("ts_hidden", classOf(table));
  class Work extends Computed {
    static definition = "-> Thing";
    make() {}
  }
  await (await db.declare("ts_hidden", Work)).populate({ reserveJobs: true });
  const theirs = await statements(place, "py_hidden");
  const ours = await statements(place, "ts_hidden");
  assertEquals(ours.get("~log"), theirs.get("~log"));
  assertEquals(ours.get("~external_there"), theirs.get("~external_there"));
  assertEquals(ours.get("~jobs"), theirs.get("~jobs"));
});
