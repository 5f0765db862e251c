import { assertEquals } from "@std/assert";
import { contentsHtml } from "../../src/present/contents_view.ts";
import { shownSeries } from "../../src/present/series_view.ts";

const LEFT = 'style="text-align: left"';

Deno.test("what is in a file and what a series is begin at the left: notebooks put cells of tables to the right", () => {
  const contents = contentsHtml({
    title: "a.nwb",
    entries: [{ path: "/units", type: "Units", description: "sorted" }],
  });
  const series = shownSeries({
    path: "/acquisition/e-series",
    neurodata_type: "ElectricalSeries",
    description: null,
    shape: [3, 2],
    unit: "volts",
    conversion: 1,
    rate: 1000,
  })["text/html"]!;
  for (const html of [contents, series]) {
    const cells = html.match(/<t[dh]\b[^>]*>/g) ?? [];
    assertEquals(cells.filter((cell) => !cell.includes(LEFT)), []);
  }
});
