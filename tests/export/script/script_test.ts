import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ExportError } from "../../../src/errors.ts";
import type { ExportPlan } from "../../../src/export/script/plan.ts";
import { column } from "./column.ts";
import { scriptText } from "./script_setup.ts";

const GOLDEN = new URL("../../golden/_ExportSQL_paper1.sh", import.meta.url);

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
      foreignKeys: [],
    },
    {
      schema: "common`$(touch x)",
      name: "#it's",
      rows: 1,
      where: ["`name`='$(touch x) it''s `touch x`'"],
      generated: [],
      columns: [column("name", "varchar(32)")],
      references: [
        {
          foreignKey: {
            name: "it's",
            child: "`common``$(touch x)`.`#it's`",
            parent: "`common_ephys`.`_electrode`",
            columns: ["$(touch x)"],
            parentColumns: ["electrode_id"],
          },
          value: "`$(touch x)`",
          sum: 5_000_000_000n,
          lost: 0,
        },
      ],
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

Deno.test("scriptParts() writes the golden script", async () => {
  const text = scriptText(PLAN);
  if (Deno.env.has("UPDATE_GOLDEN")) await Deno.writeTextFile(GOLDEN, text);
  assertEquals(text, await Deno.readTextFile(GOLDEN));
  assertEquals(scriptText(PLAN), text);
});

/** Long lists that several tables have in common are written once: that part of a script is looked at, too. */
const LISTS: ExportPlan = {
  ...PLAN,
  tables: [...PLAN.tables, ...PLAN.tables.slice(0, 2)].map((table) => ({
    ...table,
    where: [
      `\`name\` IN (${
        Array.from({ length: 99 }, (_, at) => `'$(touch x) it''s ${at}'`)
      })`,
    ],
  })),
};

Deno.test("scriptParts() passes bash's own reading", async () => {
  for (const plan of [PLAN, LISTS]) {
    assertEquals(await said(plan, "bash", "-n"), "");
  }
});

const hasShellcheck = await new Deno.Command("shellcheck", {
  args: ["--version"],
}).output().then(({ success }) => success, () => false);

Deno.test({
  name: `shellcheck finds nothing in what scriptParts() writes${
    hasShellcheck ? "" : " (shellcheck is missing)"
  }`,
  ignore: !hasShellcheck,
  fn: async () => {
    for (const plan of [PLAN, LISTS]) {
      assertEquals(await said(plan, "shellcheck"), "");
    }
    // It would find something.
    const text = scriptText(PLAN).replace(
      '"$partial/lock.error"',
      "$partial/x",
    );
    assertMatch(await saidOf(text, "shellcheck"), /SC2086/);
  },
});

async function said(
  plan: ExportPlan,
  program: string,
  ...args: string[]
): Promise<string> {
  return await saidOf(scriptText(plan), program, ...args);
}

/** What a program says of a script. */
async function saidOf(
  text: string,
  program: string,
  ...args: string[]
): Promise<string> {
  const path = await Deno.makeTempFile({ suffix: ".sh" });
  try {
    await Deno.writeTextFile(path, text);
    const ran = await new Deno.Command(program, { args: [...args, path] })
      .output();
    const output = new TextDecoder();
    return output.decode(ran.stdout) + output.decode(ran.stderr);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("scriptParts() refuses paper ids that are no name of a file", () => {
  for (const paperId of ["", "a/b", "../x", "a\nb", "a\0"]) {
    assertThrows(
      () => scriptText({ ...PLAN, paperId }),
      RangeError,
      "Cannot write an export script: found the paper id",
    );
  }
});

Deno.test("scriptParts() refuses an empty plan, long conditions and NUL", () => {
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
