import { assert, assertEquals, assertMatch } from "@std/assert";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runNotebook } from "../../scripts/setup/notebook.ts";
import { loadSql } from "../setup.ts";
import { type PrivateServer, privateServer } from "../private_server.ts";
import { assertAsSaved } from "./as_saved.ts";
import { type ExecutedNotebook, readExecuted } from "./executed.ts";

const NOTEBOOKS = join(
  dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
  "notebooks",
);
const NAMES = [
  "00_Setup",
  "01_Queries",
  "02_Insert_Data",
  "03_NWB",
  "05_Export",
  // Needs dandi-cli: `tests/interop/share_notebook_interop.ts` runs it.
  "06_Share",
];

async function execute(
  name: string,
  server: PrivateServer,
): Promise<ExecutedNotebook> {
  const output = join(server.folder, `${name}.ipynb`);
  await runNotebook(join(NOTEBOOKS, `${name}.ipynb`), {
    output,
    env: server.env,
    quiet: true,
  });
  return await readExecuted(output);
}

/** Runs a notebook on a new demo database: what it shows is what it is kept with. */
async function executeFirst(
  name: string,
  server: PrivateServer,
): Promise<ExecutedNotebook> {
  const run = await execute(name, server);
  const saved = await readExecuted(join(NOTEBOOKS, `${name}.ipynb`));
  assertAsSaved(saved, run, server.folder);
  return run;
}

/** A cell that ends with an expression shows it: none gets lost on its way. */
function assertAllShown({ cells }: ExecutedNotebook): void {
  for (const { source, hasResult, failed } of cells) {
    assert(!failed, source);
    const isExpression = !/[;}]\s*$/.test(source);
    if (isExpression) assert(hasResult, `shows nothing: ${source}`);
  }
}

Deno.test("01_Queries shows what each query gives", async () => {
  await using server = await privateServer();
  const notebook = await executeFirst("01_Queries", server);
  assertAllShown(notebook);
  assertMatch(notebook.textOf("const last ="), /Total: 2\nnot logged/);
  assertEquals(notebook.textOf("exists()").trim(), "false");
  assertMatch(notebook.textOf("as electrodes, min"), /False/);
  assertMatch(
    notebook.textOf("db.sql`delete from"),
    /Cannot run a statement by db\.sql: found a statement/,
  );
});

Deno.test("03_NWB shows what is in files, and draws it", async () => {
  await using server = await privateServer();
  const notebook = await executeFirst("03_NWB", server);
  assertAllShown(notebook);
  assertMatch(notebook.textOf("const [curation] ="), /\/units +Units/);
  assertMatch(notebook.textOf("const events"), /^138 spikes/);
  assertMatch(notebook.textOf("raw.plot"), /rows 0 to 400/);
  assertEquals(notebook.textOf("species"), '"Rattus norvegicus"');
  assertMatch(notebook.textOf("fetch1Dataframe"), /position_x/);
  assertMatch(
    notebook.textOf("listFilePaths"),
    /minirec20230622_\.nwb[^]*K7Q2VD8MXA\.nwb/,
  );
});

Deno.test("05_Export runs twice in a row, and shows the tutorial's numbers", async () => {
  await using server = await privateServer();
  const first = await executeFirst("05_Export", server);
  assertAllShown(first);
  assertEquals(
    first.textOf(`analysis_id: "analysis1"`).split("\n")[0],
    `Starting {"export_id":1}`,
  );
  assertMatch(
    first.textOf("const lfp ="),
    /Total: 1\nlogged in export 1 \(paper1 \/ analysis1\)/,
  );
  assertMatch(first.textOf("const more ="), /Total: 2\nlogged in export 1/);
  assertMatch(
    first.textOf("const [curation] ="),
    /^Export 1 in progress\. Starting new\.\n+Starting \{"export_id":2\}/,
  );
  assertMatch(
    first.textOf("const pos ="),
    /Total: 1\nlogged in export 2 \(paper1 \/ analysis2\)/,
  );
  const previews = first.cells.filter(({ source }) =>
    source.includes("previewTables")
  );
  assertEquals(
    previews.map(({ text }) => /`_electrode` +(\d+)/.exec(text)?.[1]),
    ["3", "6"],
  );
  assertMatch(previews[1]!.text, /`curation_v1` +1 /);
  assertMatch(previews[1]!.text, /`analysis_nwbfile` +2 /);
  assertMatch(previews[1]!.text, /`__trodes_pos_v1` +1 /);
  assertEquals(first.textOf("listFilePaths").match(/file_path/g)?.length, 2);
  assertMatch(first.textOf("stopExport"), /^Stopped \{"export_id":2\}/);
  assertMatch(first.textOf("const all ="), /41 tables, 58 rows .*, 3 files/);
  assertMatch(
    first.textOf("populatePaper"),
    /Export script written to .*\/export\/paper1\/_ExportSQL_paper1\.sh/,
  );
  assertMatch(first.textOf("populatePaper"), /41 tables, 3 files/);
  assertMatch(
    first.textOf("Export.verify"),
    /Restored +41 tables, 58 rows\nVerified +yes/,
  );

  const logged = await log(server);
  assertEquals(logged.length, 5);
  const second = await execute("05_Export", server);
  assertAllShown(second);
  assertMatch(
    second.textOf(`analysis_id: "analysis1"`),
    /^Resuming \{"export_id":1\}/,
  );
  assertMatch(
    second.textOf("const [curation] ="),
    /Resuming \{"export_id":2\}/,
  );
  assertMatch(second.textOf("const all ="), /41 tables, 58 rows .*, 3 files/);
  assertMatch(
    second.textOf("Export.verify"),
    /Restored +41 tables, 58 rows\nVerified +yes/,
  );
  assertEquals(await log(server), logged);
});

async function log({ socket }: PrivateServer): Promise<string[]> {
  const text = await loadSql(
    socket,
    "select export_id, table_id, table_name, restriction from common_usage.export_selection__table order by table_id",
  );
  return text.trim().split("\n");
}

Deno.test("00_Setup runs, and logs nothing", async () => {
  await using server = await privateServer();
  const notebook = await executeFirst("00_Setup", server);
  assertAllShown(notebook);
  assertMatch(
    notebook.textOf("const frame ="),
    /Total: 2\nnot logged: no export active/,
  );
  assertMatch(
    notebook.textOf("requireExport"),
    /^Cannot read: no export is active/,
  );
  const count = await loadSql(
    server.socket,
    "select count(*) from common_usage.export_selection",
  );
  assertEquals(count.trim(), "0");
});

Deno.test("02_Insert_Data runs twice in a row, and leaves no table behind", async () => {
  await using server = await privateServer();
  for (const run of [executeFirst, execute]) {
    const notebook = await run("02_Insert_Data", server);
    assertAllShown(notebook);
    assertMatch(
      notebook.textOf("class Wrong"),
      /line 3 .* did you mean Rater\?/,
    );
    assertMatch(notebook.textOf(`rater: "cleo" }`), /row 2, column rater/);
    assertMatch(
      notebook.textOf("on second thought"),
      /inside: 1\n+failed: on second thought\n+4$/,
    );
    assertMatch(notebook.textOf("displayProgress"), /40 of 40/);
    assertMatch(notebook.textOf("displayProgress"), /successCount: 40/);
    assertMatch(
      notebook.textOf("const answer"),
      /1 of .*rating.*, 3 of .*rating__note/,
    );
  }
  const left = await loadSql(server.socket, "show tables in tutorial_ratings");
  assertEquals(left.trim().split("\n"), ["~jobs", "~log"]);
});

for (const name of NAMES) {
  Deno.test(`${name} is kept with outputs, without paths of a machine`, async () => {
    const path = join(NOTEBOOKS, `${name}.ipynb`);
    const text = await Deno.readTextFile(path);
    const notebook = await readExecuted(path);
    assertEquals([notebook.kernel, notebook.language], ["deno", "typescript"]);
    assertAllShown(notebook);
    assertEquals(/\/(tmp|home|root|Users)\//.exec(text)?.[0], undefined);
    for (const { source } of notebook.cells) {
      assert(!source.includes("import.meta"), "an error in cells");
    }
  });
}
