/**
 * The data frame view shows any table: what is in it, sorted, filtered and paged by the server; and what is taken away
 * from it is a read.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Locator } from "playwright-core";
import { type Lab, stories } from "./harness/lab.ts";
import { logOf, openSamples, SAMPLES, startCell } from "./harness/samples.ts";
import { until } from "./harness/until.ts";

stories({
  "a frame tells a table's columns, their types, keys and comments": async (
    lab,
  ) => {
    const { frame } = await openSamples(lab, "columns.ipynb");
    await frame.open(SAMPLES, "all");
    await frame.says("100 rows");
    await frame.main.getByText("Columns (5)").click();
    const rows = await frame.main.getByRole("table", { name: "Columns" })
      .getByRole("row").allInnerTexts();
    assertEquals(
      rows.map((row) => row.split("\t").map((text) => text.trim())),
      [
        ["Name", "Type", "Key", "Comment"],
        ["id", "int(11)", "key", "number of the sample"],
        ["name", "varchar(40)", "", "what people call it"],
        ["value", "double", "", "in volts"],
        ["wave", "longblob", "", "as it was recorded"],
        ["note", "longtext", "", ""],
      ],
    );
    await frame.hover(1);
    await until(
      "the pointer on a header shows type and comment",
      async () => (await frame.hint()).includes("what people call it"),
    );
  },

  "the server sorts, filters and pages, and the count says of how many": async (
    lab,
  ) => {
    const { frame } = await openSamples(lab, "server.ipynb");
    await frame.open(SAMPLES, "all");
    await frame.says("100 rows");
    const heard = await listen(lab);
    await frame.clickHeader(2);
    await frame.clickHeader(2);
    await until(
      "the newest come first",
      async () => await frame.chosen("Sort") === "value",
    );
    await frame.press("Control+Home", "ArrowRight", "ArrowRight");
    await frame.under("Row 1, value: 150");
    await frame.filter("value", ">", "1e1");
    await frame.says("94 of 100 rows");
    await frame.filter("name", "contains", "' or 1=1 -- ");
    await frame.says("0 of 100 rows");
    await frame.button(/^Remove filter name contains/).click();
    await frame.filter("name", "is null", "");
    await frame.says("10 of 100 rows");
    await frame.press("Control+End");
    await frame.under("Row 10, note: note 10");
    const statements = await heard();
    has(statements, /^SELECT `id` .* ORDER BY value DESC, id$/);
    has(statements, /^SELECT `id` .* WHERE \(value > 10\) ORDER BY value DESC/);
    has(statements, /\(name LIKE '%'' or 1=1 -- %'\)/);
    has(statements, /WHERE \(\(value > 10\)\)AND\(\(name IS NULL\)\) ORDER BY/);
    // A page is asked for by its keys: the server need not count off what comes before.
    has(statements, /LENGTH\(wave\).* WHERE \(`id` IN \(10,20,.*,100\)\)$/);
  },

  "bytes, nulls, long and hostile texts are told in words": async (lab) => {
    const { frame } = await openSamples(lab, "values.ipynb");
    for (
      const statement of [
        "update samples.sample set note = repeat('<b>big</b>', 100000) where id = 1",
        "update samples.sample set note = concat(char(27), '[31m<img src=x onerror=alert(1)>') where id = 2",
        "update samples.sample set name = 'NULL' where id = 3",
      ]
    ) await lab.place.sql(statement);
    await frame.open(SAMPLES, "all");
    await frame.says("100 rows");
    await frame.press("Control+Home", "ArrowRight", "ArrowRight", "ArrowRight");
    await frame.under("Row 1, wave: =BLOB= 100 bytes");
    await frame.press("ArrowDown");
    await frame.under("Row 2, wave: NULL");
    await frame.press("ArrowRight");
    await frame.under("Row 2, note: \\x1b[31m<img src=x onerror=alert(1)>");
    await frame.press("ArrowUp");
    await frame.under("Row 1, note: <b>big</b><b>big</b>");
    const { length } = await frame.footText();
    assert(length > 400 && length < 3000, `${length} characters of a million`);
    assertEquals(await frame.page.locator("img[src=x]").count(), 0);
    await until("the rows make room for the text", () => frame.isDrawn());
    await lab.keep(frame.page, "data-frame-values");
  },

  "all rows of any result: a query, a SELECT, a frame": async (lab) => {
    const { frame, notebook, name } = await openSamples(lab, "results.ipynb", [
      "Sample.and('id > 40').orderBy('id desc')",
      "db.sql`select id, value * 2 as twice from samples.sample where id <= 70`",
      startCell("results"),
      "await Sample.and('id <= 30').fetch()",
    ]);
    await notebook.run(1);
    await buttonUnder(notebook.cell(1)).scrollIntoViewIfNeeded();
    assertEquals(
      await leftEdge(notebook.cell(1).locator("table")),
      await leftEdge(buttonUnder(notebook.cell(1))),
    );
    await lab.keep(frame.page, "data-frame-button");
    await buttonUnder(notebook.cell(1)).click();
    await frame.says("60 rows");
    await frame.press("Control+Home");
    await frame.under("Row 1, id: 100");
    await frame.filter("id", "<", "43");
    await frame.says("2 of 60 rows");

    await notebook.show(name);
    await notebook.run(2);
    await notebook.command("spyglass-deno:open-result");
    await frame.says("70 rows");
    await frame.press("Control+Home", "ArrowRight");
    await frame.under("Row 1, twice: 3");
    await lab.keep(frame.page, "data-frame-result");

    await notebook.show(name);
    await notebook.run(3);
    const { text, hasFailed } = await notebook.run(4);
    assert(!hasFailed, text);
    await buttonUnder(notebook.cell(4)).click();
    await frame.says("30 rows");
    await frame.filter("id", ">", "28");
    await frame.says("2 of 30 rows");
    await frame.button("Copy all rows as CSV").click();
    await frame.notice("logged in export");
    assertMatch(
      await frame.clipboard(),
      /^id,name,value,note\n29,.*\n30,.*\n$/,
    );
    assertEquals(await logOf(lab, "results"), [`${SAMPLES} (id <= 30)`]);
  },

  "what is copied or downloaded is a read of just those rows": async (lab) => {
    const { frame, notebook, name } = await openSamples(lab, "copies.ipynb", [
      startCell("copies"),
    ]);
    await frame.open(SAMPLES, "all");
    await frame.says("100 rows");
    await frame.press("Control+Home", "ArrowDown", "Shift+ArrowDown");
    await frame.press("Shift+ArrowRight");
    await frame.press("Control+c");
    await frame.notice("not logged: no export active");
    assertEquals(
      await frame.clipboard(),
      "id\tname\n2\tsample 99\n3\tsample 98\n",
    );

    await notebook.show(name);
    await notebook.run(1);
    await frame.open(SAMPLES, "all");
    await frame.says("100 rows");
    await frame.press("Control+Home", "ArrowDown", "Shift+ArrowDown");
    await frame.press("Shift+ArrowRight");
    await frame.button("Copy 2 chosen rows as CSV").click();
    await frame.notice("logged in export");
    assertEquals(
      await frame.clipboard(),
      "id,name\n2,sample 99\n3,sample 98\n",
    );
    assertEquals(await logOf(lab, "copies"), [`${SAMPLES} (\`id\` IN (2,3))`]);

    await frame.button("Copy 2 chosen rows as Code").click();
    await until(
      "code is copied",
      async () => (await frame.clipboard()).includes(".fetch()"),
    );
    assertMatch(
      await frame.clipboard(),
      /db\.table\("samples\.Sample"\).*IN \(2,3\)/s,
    );

    await frame.press("Escape");
    await frame.filter("id", ">", "98");
    await frame.says("2 of 100 rows");
    const download = frame.page.waitForEvent("download");
    await frame.button("Download CSV").click();
    const file = await download;
    assertEquals(file.suggestedFilename(), "samples.Sample.csv");
    assertEquals(
      await Deno.readTextFile(await file.path()),
      "id,name,value,note\n99,sample 2,148.5,note 99\n100,,150,note 100\n",
    );
    assertEquals(
      (await logOf(lab, "copies")).at(-1),
      `${SAMPLES} (id > 98)`,
    );
    assertEquals((await logOf(lab, "copies")).length, 2);
  },
});

/** What opens all rows of what a cell shows. */
function buttonUnder(cell: Locator): Locator {
  return cell.getByRole("button", { name: "Open as data frame" });
}

async function leftEdge(part: Locator): Promise<number> {
  return Math.round((await part.boundingBox())!.x);
}

/** Has the server note what it is asked; gives what it was asked of the samples. */
async function listen(lab: Lab): Promise<() => Promise<readonly string[]>> {
  await lab.place.sql("set global log_output = 'TABLE'");
  await lab.place.sql("truncate mysql.general_log");
  await lab.place.sql("set global general_log = 1");
  return async () => {
    await lab.place.sql("set global general_log = 0");
    const rows = await lab.place.sql(
      "select convert(argument using utf8mb4) from mysql.general_log where command_type = 'Query' and argument like '%`samples`.`sample`%' order by event_time",
    );
    return rows.map(([text]) => text!);
  };
}

function has(statements: readonly string[], wanted: RegExp): void {
  const isThere = statements.some((text) => wanted.test(text));
  assert(isThere, `${wanted} is not in:\n${statements.join("\n")}`);
}
