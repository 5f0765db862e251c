import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { DefinitionError } from "../../src/errors.ts";
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
import { type DataJointSide, dataJointSide } from "./datajoint_side.ts";
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

/** The store that the lab's folder has here, there. */
async function setStores(place: Place, python: DataJointSide): Promise<void> {
  const raw = join(place.baseDir, "raw");
  await Deno.mkdir(raw);
  await python.ask("set_stores", { raw });
}

Deno.test("a store that is not configured is refused here and there", async () => {
  await using place = await freshPlace();
  await using python = await dataJointSide(place.socket);
  await setStores(place, python);
  const db = await place.connect();
  for (const kind of ["blob", "attach", "filepath"]) {
    const definition = `id : int\n---\nx : ${kind}@elsewhere`;
    const table = { name: "Thing", tier: "Manual", definition } as const;
    const [error] = await python.ask("declare", {
      schema: "py_nowhere",
      tables: [table],
    });
    assertStringIncludes(error ?? "", "not configured");
    await assertRejects(
      () => db.declare("ts_nowhere", classOf(table)),
      DefinitionError,
      "not configured",
    );
  }
});

Deno.test("declare() makes the tables that DataJoint makes, and describe() their definitions", async () => {
  await using place = await freshPlace();
  await using python = await dataJointSide(place.socket);
  await setStores(place, python);
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
  await setStores(place, python);
  const table = {
    name: "Thing",
    tier: "Manual",
    definition: "id : int\n---\nx : blob@raw",
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
  assertEquals(ours.get("~external_raw"), theirs.get("~external_raw"));
  assertEquals(ours.get("~jobs"), theirs.get("~jobs"));
});
