import { assertEquals, assertThrows } from "@std/assert";
import { ExportError } from "../../src/errors.ts";
import type { ExportPlan } from "../../src/export/plan.ts";
import { scriptText } from "../../src/export/script.ts";
import type { Column } from "../../src/schema/table.ts";

const GOLDEN = new URL("../golden/_ExportSQL_paper1.sh", import.meta.url);

function column(
  name: string,
  type: string,
  more: Partial<Column> = {},
): Column {
  return {
    name,
    type,
    kind: "string",
    comment: "",
    store: null,
    nullable: false,
    inPrimaryKey: false,
    autoIncrement: false,
    generated: false,
    characterSet: null,
    default: null,
    ...more,
  };
}

const PLAN: ExportPlan = {
  paperId: "paper1",
  exportId: 2,
  created: "2026-01-02T03:04:05.678Z",
  source: "lab@db.example.org:3306",
  serverVersion: "10.11.6-MariaDB",
  spyglassVersion: "0.6.0",
  tables: [
    {
      schema: "common_ephys",
      name: "_electrode",
      rows: 3,
      where: ["`electrode_id` IN (1,126)", "`electrode_id`=127"],
      generated: ["twice"],
      columns: [
        column("electrode_id", "int(11)"),
        column("x", "float", { nullable: true }),
        column("twice", "int(11)", { generated: true }),
        column("params", "longblob"),
      ],
    },
    {
      schema: "common`$(touch x)",
      name: "#it's",
      rows: 1,
      where: ["`name`='$(touch x) it''s `touch x`'"],
      generated: [],
      columns: [column("name", "varchar(32)")],
    },
    {
      schema: "common_ephys",
      name: "new\nline",
      rows: 0,
      where: [],
      generated: [],
    },
  ],
};

Deno.test("scriptText() writes the golden script", async () => {
  const text = scriptText(PLAN);
  if (Deno.env.has("UPDATE_GOLDEN")) await Deno.writeTextFile(GOLDEN, text);
  assertEquals(text, await Deno.readTextFile(GOLDEN));
  assertEquals(scriptText(PLAN), text);
});

Deno.test("scriptText() passes bash's own reading and shellcheck", async () => {
  const path = await Deno.makeTempFile({ suffix: ".sh" });
  try {
    await Deno.writeTextFile(path, scriptText(PLAN));
    for (const [program, ...args] of [["bash", "-n"], ["shellcheck"]]) {
      // shellcheck is not everywhere.
      const ran = await new Deno.Command(program!, { args: [...args, path] })
        .output().catch(() => null);
      if (ran === null) continue;
      const said = new TextDecoder().decode(ran.stdout);
      assertEquals(ran.code, 0, said);
    }
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("scriptText() refuses paper ids that are no name of a file", () => {
  for (const paperId of ["", "a/b", "../x", "a\nb", "a\0"]) {
    assertThrows(
      () => scriptText({ ...PLAN, paperId }),
      RangeError,
      "Cannot write an export script: found the paper id",
    );
  }
});

Deno.test("scriptText() refuses an empty plan, long conditions and NUL", () => {
  assertThrows(() => scriptText({ ...PLAN, tables: [] }), RangeError);
  const [table] = PLAN.tables;
  const withWhere = (where: string) => ({
    ...PLAN,
    tables: [{ ...table!, where: [where] }],
  });
  scriptText(withWhere("x".repeat(131_071 - 8)));
  const error = assertThrows(
    () => scriptText(withWhere("é".repeat(65_532))),
    ExportError,
  );
  assertEquals(
    error.message,
    "Cannot write an export script: found a condition of 131072 bytes for common_ephys._electrode, wanted at most 131071, since no program takes a longer argument; split it into several",
  );
  assertThrows(() => scriptText(withWhere("a\0")), RangeError, "NUL");
});
