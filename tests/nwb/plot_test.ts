import { assert, assertRejects } from "@std/assert";
import { table } from "arquero";
import { openNwb } from "../../src/nwb/file.ts";
import { show } from "../../src/nwb/plot.ts";
import { freshFolder, write } from "./folder.ts";

Deno.test("series.plot() gives an image of the window, with text beside it", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    const group = file.create_group("s<b>");
    group.create_dataset({
      name: "data",
      data: Float64Array.from({ length: 200 }, (_, at) => Math.sin(at)),
      shape: [100, 2],
    }).create_attribute("unit", "V&<i>", [], "S");
    group.create_dataset({
      name: "timestamps",
      data: Float64Array.from({ length: 100 }, (_, at) => at),
    });
  });
  using nwb = await openNwb(path);
  const picture = await nwb.series("/s<b>").plot({ from: 10, to: 60 });
  const shown = picture[Symbol.for("Jupyter.display")]!();
  assert(/^<img alt="[^"]*" src="data:image\/svg\+xml;base64,[\w+/=]+">$/.test(
    shown["text/html"]!,
  ));
  assert(shown["text/plain"]!.includes("rows 10 to 60"));
  assert(picture.svg.startsWith("<svg"));
  assert(!picture.svg.includes("<i>"));
});

Deno.test("show() draws a frame's rows, and refuses what is no specification", async () => {
  const frame = table({ x: [1, 2, 3], y: [4, 1, 9] });
  const encoding = {
    x: { field: "x", type: "quantitative" },
    y: { field: "y", type: "quantitative" },
  };
  const { svg } = await show({ mark: "point", encoding }, frame);
  assert((svg.match(/<path /g) ?? []).length >= 3, svg.slice(0, 300));
  await assertRejects(() => show({ nothing: true }));
});
