import { assert, assertEquals, assertRejects } from "@std/assert";
import { table } from "arquero";
import { SpyglassError, UnknownNameError } from "../../../src/errors.ts";
import { openNwb } from "../../../src/nwb/file.ts";
import { type PlotOptions, show } from "../../../src/nwb/series/plot.ts";
import { thinned } from "../../../src/nwb/series/thinned.ts";
import { freshFolder, write } from "../folder.ts";

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

Deno.test("series.plot() counts negative places from the end", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    const group = file.create_group("s");
    group.create_dataset({
      name: "data",
      data: Float64Array.from({ length: 20_000 }, (_, at) => at),
    });
    group.create_dataset({
      name: "starting_time",
      data: Float64Array.of(0),
      shape: [],
    }).create_attribute("rate", 10, [], "<d");
  });
  using nwb = await openNwb(path);
  const series = nwb.series("/s");
  const rows = async (options: PlotOptions) =>
    (await series.plot(options))[Symbol.for("Jupyter.display")]!()[
      "text/plain"
    ]!.replace("/s: rows ", "");
  assertEquals(await rows({ from: -100 }), "19900 to 20000");
  assertEquals(await rows({ from: -100, to: -50 }), "19900 to 19950");
  assertEquals(await rows({ from: -50_000 }), "0 to 10000");
  assertEquals(await rows({ from: 15_000 }), "15000 to 20000");
  assertEquals(await rows({}), "0 to 10000");
});

Deno.test("series.plot() says why there is nothing to draw", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    const series = { empty: [], texts: ["a", "b"], gaps: [NaN, NaN] };
    for (const [name, data] of Object.entries(series)) {
      const group = file.create_group(name);
      group.create_dataset({
        name: "data",
        data: name === "texts" ? data as string[] : Float64Array.from(
          data as number[],
        ),
        shape: [data.length],
      });
      group.create_dataset({
        name: "timestamps",
        data: Float64Array.from(data.keys()),
        shape: [data.length],
      });
    }
  });
  using nwb = await openNwb(path);
  const refused = async (name: string, options: PlotOptions = {}) => {
    const plot = () => nwb.series(`/${name}`).plot(options);
    return (await assertRejects(plot, SpyglassError)).message;
  };
  assertEquals(
    await refused("empty"),
    "Cannot draw /empty: found no rows from 0 to 0, wanted some of its 0",
  );
  assertEquals(
    await refused("gaps", { from: 1, to: 1 }),
    "Cannot draw /gaps: found no rows from 1 to 1, wanted some of its 2",
  );
  assertEquals(
    await refused("texts"),
    "Cannot draw /texts: found texts in its rows 0 to 2, wanted numbers",
  );
  assertEquals(
    await refused("gaps"),
    "Cannot draw /gaps: found no number in its rows 0 to 2, wanted numbers",
  );
});

Deno.test("thinned() keeps the extremes of every stretch of a long window, and gaps", () => {
  const length = 300_000;
  const data = new Float64Array(2 * length);
  data[2 * 123_457] = 99;
  data[2 * 234_567 + 1] = -99;
  data.fill(NaN, 2 * 50_000, 2 * 60_000);
  const read: number[] = [];
  const points = thinned({
    slice: (from, to) => {
      read.push(to - from);
      return {
        from,
        to,
        shape: [to - from, 2],
        data: data.subarray(2 * from, 2 * to),
        timestamps: Float64Array.from(
          { length: to - from },
          (_, at) => (from + at) / 1000,
        ),
        unit: null,
        conversion: 1,
        offset: 0,
      };
    },
    inUnit: ({ data }) => data as Float64Array,
  }, { from: 0, to: length, channels: 8, most: 2000 });
  assert(Math.max(...read) <= 100_000, `${read}`);
  for (const channel of ["0", "1"]) {
    const own = points.filter((point) => point.channel === channel);
    assert(own.length <= 2000, `${own.length} points`);
    const times = own.map(({ time }) => time);
    assertEquals(times, times.toSorted((a, b) => a - b));
    assert(own.some(({ value }) => Number.isNaN(value)));
  }
  const of = (value: number) =>
    points.filter((point) => point.value === value)
      .map(({ time, channel }) => [time, channel]);
  assertEquals(of(99), [[123.457, "0"]]);
  assertEquals(of(-99), [[234.567, "1"]]);
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

Deno.test("show() names the mark that there is not and the column that a frame lacks", async () => {
  const frame = table({ time: [1, 2], "a.b": [3, 4] });
  const encoding = (field: string) => ({
    x: { field, type: "quantitative" },
    tooltip: [{ field: "time" }],
  });
  for (const mark of ["piont", { type: "piont" }]) {
    await assertRejects(
      () => show({ mark, encoding: encoding("time") }, frame),
      UnknownNameError,
      "there is no mark piont, wanted an existing name; did you mean point?",
    );
  }
  await assertRejects(
    () => show({ mark: "point", encoding: encoding("tme") }, frame),
    UnknownNameError,
    "the frame has no column tme, wanted an existing name; did you mean time?",
  );
  await assertRejects(
    () => show({ layer: [{ mark: "nonsense" }] }, frame),
    SpyglassError,
    "Cannot draw the picture: ",
  );
  // Ways into values, names with dots, columns that the specification makes, and data of a layer's own.
  const own = { values: [{ other: 1 }] };
  for (
    const spec of [
      { mark: "point", encoding: encoding("a\\.b") },
      {
        mark: "bar",
        encoding: {
          ...encoding("time"),
          y: { aggregate: "count", field: "*" },
        },
      },
      {
        mark: "point",
        encoding: encoding("made"),
        transform: [{ calculate: "datum.time * 2", as: "made" }],
      },
      {
        layer: [{ mark: "point", encoding: encoding("time") }, {
          mark: "point",
          data: own,
          encoding: { x: { field: "other", type: "quantitative" } },
        }],
      },
    ]
  ) {
    const { svg } = await show(spec, frame);
    assert((svg.match(/<path /g) ?? []).length >= 2, svg.slice(0, 300));
  }
});

Deno.test("show() draws whole numbers of any size, and says what it cannot draw", async () => {
  const encoding = {
    x: { field: "x", type: "quantitative" },
    y: { field: "y", type: "quantitative" },
  };
  const frame = table({ x: [1n, 2n, 3n], y: [4n, 1n, 2n ** 60n] });
  const { svg } = await show({ mark: "point", encoding }, frame);
  assert((svg.match(/<path /g) ?? []).length >= 3, svg.slice(0, 300));
  const values = [{ x: 1n, y: 2 }, { x: 2, y: 3 }];
  await assertRejects(
    () => show({ mark: "point", encoding, data: { values } }),
    Error,
    "BigInt",
  );
});
