import { assertEquals } from "@std/assert";
import { tableLabels } from "../../../src/export/slice/table_labels.ts";
import { classNameOf } from "../../../src/schema/definition.ts";
import type { TableInfo } from "../../../src/schema/table.ts";
import { fullName, quoteName } from "../../../src/sql/identifier.ts";
import { loadSql } from "../../setup.ts";
import { freshPlace, listening } from "../../story/place.ts";

function table(name: string, schema = "lab", master?: string): TableInfo {
  const own = master === undefined ? name : name.slice(master.length + 2);
  return {
    schema,
    name,
    fullName: fullName(schema, name),
    className: classNameOf(own),
    tier: "Manual",
    master: master === undefined ? null : fullName(schema, master),
    isView: false,
    comment: "",
    columns: [],
    primaryKey: [],
    foreignKeys: [],
  };
}

Deno.test("tableLabels() are classes, and the database's names where classes are called alike", () => {
  const labels = (...tables: TableInfo[]) => [...tableLabels(tables).values()];
  assertEquals(
    labels(
      table("_electrode"),
      table("#lab"),
      table("lab__team", "lab", "lab"),
    ),
    ["Electrode", "Lab", "Lab.Team"],
  );
  assertEquals(labels(table("mouse"), table("mouse", "other")), [
    "Mouse",
    "Mouse",
  ]);
  assertEquals(
    labels(
      table("_mouse"),
      table("mouse"),
      table("mouse__day", "lab", "mouse"),
    ),
    ["_mouse", "mouse", "Mouse.Day"],
  );
  assertEquals(
    labels(table('a"b'), table("a]b"), table("AB"), table("c")),
    ['a"b', "a]b", "AB", "C"],
  );
});

Deno.test("a slice's diagram shows every table by a label of its own, whatever the tables are called", async () => {
  await using place = await freshPlace();
  // The last one turns the direction of writing.
  const names = [
    'a"b',
    "a]b",
    "a|b",
    "a`b",
    "a--b",
    "a\\nb",
    "end",
    "a\u202eb",
  ];
  const tables = names.map((name, at) => {
    const before = at === 0
      ? ""
      : `, foreign key (prev) references ${quoteName(names[at - 1]!)} (id)`;
    const quoted = quoteName(name);
    return `create table ${quoted} (id int primary key, prev int${before}) engine=InnoDB;
      insert into ${quoted} values (1, 1);`;
  });
  await loadSql(place.socket, `create database w; use w; ${tables.join("\n")}`);
  const db = await place.connect();
  const paper = { paper_id: "paper1" };
  await listening(async () => {
    await db.ExportSelection.startExport({ ...paper, analysis_id: "one" });
    await (await db.table(fullName("w", names.at(-1)!))).fetch();
    await db.ExportSelection.stopExport();
  });
  const slice = await db.ExportSelection.showAllTables(paper);
  const text = slice.toMermaid();
  const labels = Array.from(
    text.matchAll(/\["(.*?)<br>/g),
    ([, label]) => label,
  );
  assertEquals(labels.length, names.length);
  assertEquals(new Set(labels).size, names.length);
  assertEquals(text.includes("\u202e"), false);
  assertEquals(text.includes("#92;u202e"), true);
});
