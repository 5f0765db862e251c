import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { basename, join } from "node:path";
import { bundleReadme } from "../../src/export/bundle_readme.ts";

const PLAN = {
  paperId: "paper1",
  exportId: 1,
  created: "2026-01-01T00:00:00.000Z",
  source: "lab@db.example.org:3306",
  serverVersion: "10.11.6-MariaDB",
  spyglassVersion: "0.6.0",
  tables: [{
    schema: "d",
    name: "t",
    rows: 5,
    where: ["TRUE"],
    generated: [],
  }],
};

Deno.test("bundleReadme() tells how to run, check and restore", () => {
  const text = bundleReadme(PLAN, [{ file_path: "/data/raw/a`b\n# c.nwb" }]);
  for (
    const said of [
      "# Data of paper paper1",
      "5 rows of 1 table; and 1 file that\nthey name",
      "version 0.6.0 (Spyglass' own, or spyglass-deno's where the lab sets none)",
      "bash _ExportSQL_paper1.sh --check",
      "sha256sum --check _Populate_paper1.sql.sha256",
      "mysql --max-allowed-packet=1G < _Populate_paper1.sql",
      "task spyglass restore _Populate_paper1.sql",
      "MYSQL_DEFAULTS_FILE",
      "SPYGLASS_BASE_DIR",
      "- `/data/raw/a'b\\u000a# c.nwb`",
    ]
  ) assertStringIncludes(text, said);
  assert(!text.includes("\n# c.nwb"));
});

Deno.test("bundleReadme() writes commands that a shell takes as they stand", async () => {
  const paperId = "paper one's $(touch x) `y`";
  const folder = await Deno.makeTempDir();
  const sql = join(folder, `_Populate_${paperId}.sql`);
  await Deno.writeTextFile(join(folder, `_ExportSQL_${paperId}.sh`), "echo $1");
  await Deno.writeTextFile(sql, "");
  await Deno.writeTextFile(`${sql}.sha256`, `${EMPTY}  ${basename(sql)}\n`);
  const text = bundleReadme({ ...PLAN, paperId }, []);
  const commands = text.match(/^ {4}(?:bash|sha256sum|mysql|npx) .*$/gm)!;
  const { code, stdout, stderr } = await new Deno.Command("/bin/bash", {
    args: [
      "-ec",
      `mysql() { cat; }; npx() { ls "$6"; }\n${commands.join("\n")}`,
    ],
    cwd: folder,
  }).output();
  const said = new TextDecoder().decode(stdout);
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  assertEquals(commands.length, 5);
  assertEquals(said, `--check\n\n${basename(sql)}: OK\n${basename(sql)}\n`);
  await Deno.remove(folder, { recursive: true });
});

/** SHA-256 of nothing. */
const EMPTY =
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

Deno.test("bundleReadme() lists files as far as people read, and says where all are listed", () => {
  const files = Array.from(
    { length: 101 },
    (_, i) => ({ file_path: `/${i}.nwb` }),
  );
  const listed = (count: number) => {
    const text = bundleReadme(PLAN, files.slice(0, count));
    return { text, lines: text.match(/^- `\/\d+\.nwb`$/gm)?.length };
  };
  assertEquals(listed(100).lines, 100);
  assertEquals(listed(101).lines, 20);
  assertStringIncludes(
    listed(101).text,
    "and 81 more: `files.txt` lists all 101.",
  );
});
