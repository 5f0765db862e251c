/**
 * How a data frame is used: beside a busy kernel, in any size, through a hundred thousand rows, without a mouse or a
 * screen, by day and by night.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { type Lab, stories } from "./harness/lab.ts";
import {
  copiesDuring,
  judgeSmoothness,
  picturesDuring,
} from "./harness/pictures.ts";
import { soon } from "./harness/promptness.ts";
import { openSamples, SAMPLES, SPIKES } from "./harness/samples.ts";
import { until } from "./harness/until.ts";

stories({
  "a frame waits for a busy kernel, says so, and fills": async (lab) => {
    const go = join(lab.place.folder, "go");
    const { frame, notebook } = await openSamples(lab, "busy.ipynb", [
      `while (!(await Deno.stat(${
        JSON.stringify(go)
      }).catch(() => null))) await new Promise((done) => setTimeout(done, 50));
1`,
    ]);
    await notebook.start(1);
    await frame.ask(SAMPLES, "all");
    await frame.says("Rows come when the cell ends");
    await Deno.writeTextFile(go, "");
    await frame.says("100 rows");
    await frame.press("Control+Home", "ArrowDown");
    await frame.under("Row 2, id: 2");
  },

  "columns and the frame take other sizes": async (lab) => {
    const { frame } = await openSamples(lab, "sizes.ipynb");
    await frame.open(SAMPLES, "all");
    await frame.says("100 rows");
    await until("rows are drawn", () => frame.isFilled());
    const before = await frame.columnWidth(1);
    await frame.drag(1, 90);
    const after = await frame.columnWidth(1);
    assertEquals(Math.round(after - before), 90);
    await frame.clickHeader(1);
    await until(
      "sorted",
      async () => await frame.chosen("Sort") === "name",
    );
    assertEquals(await frame.columnWidth(1), after, "also after sorting");
    await frame.press("Control+Home", "ArrowRight", "Alt+ArrowRight");
    assertEquals(await frame.columnWidth(1), after + 20, "by the keyboard");
    await frame.press("Alt+ArrowLeft", "Alt+ArrowLeft");
    assertEquals(await frame.columnWidth(1), after - 20);

    const box = (await frame.rows.boundingBox())!;
    await frame.page.setViewportSize({ width: 1000, height: 1000 });
    await until("the rows take the new room", async () => {
      const now = (await frame.rows.boundingBox())!;
      return now.width < box.width - 300 && now.height > box.height;
    });
    await until("all of it is drawn", () => frame.isDrawn());
    await frame.dragSplit(-150);
    await until("the rows take the room of the notebook", async () => {
      const now = (await frame.rows.boundingBox())!;
      return now.height > box.height + 120;
    });
    await until("all of it is drawn", () => frame.isDrawn());
  },

  "a hundred thousand rows scroll smoothly": async (lab) => {
    const { frame } = await openSamples(lab, "scroll.ipynb");
    await frame.open(SPIKES, "all");
    await frame.says("100,000 rows");
    await frame.press("Control+Home");
    await frame.under("Row 1, id: 1");
    await until("rows are drawn", () => frame.isFilled());
    // Each copy of a part of a canvas costs as much as all of it: a window of cells is not copied one by one.
    const copies = await copiesDuring(frame.page, () => frame.scroll(10));
    assert(copies <= 10 * 8, `${copies} copies for ten steps of the wheel`);
    const pictures = await picturesDuring(
      frame.page,
      () => frame.scrollThrough(100_000),
    );
    judgeSmoothness("scrolling through 100,000 rows", pictures);
    await soon(
      "rows after the scroll",
      () => until("the last rows are drawn", () => frame.isFilled()),
      500,
    );
    await frame.press("Control+End");
    await frame.press("Home");
    await frame.under("Row 100000, id: 100000");
    await frame.scroll(-20);
    const slow = await picturesDuring(
      frame.page,
      () => frame.scroll(-100),
    );
    judgeSmoothness("scrolling by the wheel", slow);
    await soon(
      "rows after the wheel",
      () => until("rows are drawn", () => frame.isFilled()),
      500,
    );
  },

  "without a mouse or a screen": async (lab) => {
    const { frame, notebook } = await openSamples(lab, "keys.ipynb");
    await frame.open(SAMPLES, "all");
    await frame.says("100 rows");
    const { rows, page } = frame;
    await rows.focus();
    await frame.cell("1").waitFor();
    assertEquals(await rows.getAttribute("aria-rowcount"), "101");
    assertEquals(await rows.getAttribute("aria-colcount"), "5");
    assertEquals(await rows.getByRole("columnheader").allInnerTexts(), [
      "id (key)",
      "name",
      "value",
      "wave",
      "note",
    ]);
    await page.keyboard.press("ArrowRight");
    await frame.cell("sample 100").waitFor();
    await page.keyboard.press("End");
    await frame.cell("note 1").waitFor();
    await page.keyboard.press("Control+End");
    await frame.cell("note 100").waitFor();
    const cell = frame.cell("note 100");
    assertEquals(await cell.getAttribute("aria-colindex"), "5");
    assertEquals(
      await cell.locator("..").getAttribute("aria-rowindex"),
      "101",
    );
    assertEquals(
      await rows.getAttribute("aria-activedescendant"),
      await cell.getAttribute("id"),
    );
    await page.keyboard.press("Home");
    await page.keyboard.press("PageUp");
    await until("a page further up", async () => {
      const row = /^Row (\d+), id/.exec(await frame.footText())?.[1];
      return Number(row) < 100;
    });
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Shift+ArrowDown");
    await frame.button("Copy 2 chosen rows as TSV").waitFor();
    await page.keyboard.press("Shift+Tab");
    await until(
      "Shift-Tab leaves the rows",
      async () => !await frame.hasFocus(),
    );
    await page.keyboard.press("Tab");
    await until("Tab comes back", () => frame.hasFocus());
    await page.keyboard.press("Control+c");
    await frame.notice("not logged");
    await page.keyboard.press("Tab");
    await until("Tab leaves them, too", async () => !await frame.hasFocus());
    assertEquals(notebook.errors, []);
  },

  "by day": (lab) => looks(lab, "light"),

  "by night": (lab) => looks(lab, "dark"),
});

/** Pictures for people to look at. */
async function looks(lab: Lab, theme: "light" | "dark"): Promise<void> {
  const { frame } = await openSamples(lab, `looks-${theme}.ipynb`, [], {
    theme,
  });
  await frame.open(SAMPLES, "all");
  await frame.says("100 rows");
  await frame.filter("value", ">", "10");
  await frame.clickHeader(1);
  await frame.says("94 of 100 rows");
  await frame.press("Control+Home");
  await frame.under("Row 1, id: 10");
  await frame.press("ArrowDown", "ArrowRight");
  await frame.press("Shift+ArrowDown", "Shift+ArrowRight");
  await frame.main.getByText("Columns (5)").click();
  await until("rows are drawn", () => frame.isFilled());
  await lab.keep(frame.page, `data-frame-${theme}-chosen`);
}
