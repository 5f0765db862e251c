import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { readdirSync } from "node:fs";
import { File, type Group } from "h5wasm";
import { NwbError } from "../../../src/errors.ts";
import { openNwb } from "../../../src/nwb/file.ts";
import { MOST_OPEN } from "../../../src/nwb/hdf5/handle.ts";
import { hdf5ForWriting } from "../../../src/nwb/hdf5/hdf5_writing.ts";
import { freshFolder, write } from "../folder.ts";

Deno.test("TimeSeries gives data, times and unit in windows", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    makeSeries(file, "regular", { rate: 10, start: 2 });
    makeSeries(file, "irregular", { times: [0, 0.5, 4, 4, 9, 10] });
  });
  using nwb = await openNwb(path);
  const regular = nwb.series("/regular");
  assertEquals(regular.shape, [6, 2]);
  assertEquals([regular.length, regular.rate, regular.unit], [6, 10, "volts"]);
  assertEquals(regular.slice(1, 3), {
    from: 1,
    to: 3,
    shape: [2, 2],
    data: Int16Array.of(2, 3, 4, 5),
    timestamps: Float64Array.of(2.1, 2.2),
    unit: "volts",
    conversion: 0.5,
    offset: 1,
  });
  assertEquals(
    regular.inUnit(regular.slice(0, 1)),
    Float64Array.of(1, 1.5),
  );
  assertEquals(regular.slice(-2).data, Int16Array.of(8, 9, 10, 11));
  assertEquals(regular.slice(5, 99).to, 6);
  assertEquals(regular.slice(4, 2).data.length, 0);
  const irregular = nwb.series("irregular");
  assertEquals(irregular.rate, null);
  assertEquals(irregular.timestamps(1, 4), Float64Array.of(0.5, 4, 4));
  assertEquals([0, 4, 4.1, 99].map((at) => irregular.indexAt(at)), [
    0,
    2,
    4,
    6,
  ]);
  assertEquals(irregular.between(0.5, 9).data.length, 6);
  assertThrows(() => regular.slice(0.5), RangeError, "whole number");
  assertThrows(() => nwb.series("/"), NwbError, "wanted a TimeSeries");
});

Deno.test("TimeSeries refuses a time that is no number", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    makeSeries(file, "s", { rate: 10, start: 2 });
  });
  using nwb = await openNwb(path);
  const series = nwb.series("s");
  assertThrows(() => series.indexAt(NaN), RangeError, "found NaN");
  assertThrows(() => series.between(NaN, 3), RangeError, "wanted seconds");
  assertEquals(series.between(-Infinity, Infinity).to, 6);
});

Deno.test("NwbFile.slice() counts negative places from the end, as TimeSeries.slice() does", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    makeSeries(file, "s", { rate: 10, start: 2 });
  });
  using nwb = await openNwb(path);
  const [series, at] = [nwb.series("s"), "/s/data"];
  for (const [from, to] of [[-2, 6], [-3, -1], [-1, 2], [-99, 1]] as const) {
    assertEquals(nwb.slice(at, from, to).data, series.slice(from, to).data);
  }
});

Deno.test("TimeSeries.inUnit() gives each channel its own factor", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    makeSeries(file, "s", { rate: 10, start: 2 });
    (file.get("s") as Group).create_dataset({
      name: "channel_conversion",
      data: Float32Array.of(2, 10),
    });
  });
  using nwb = await openNwb(path);
  const series = nwb.series("/s");
  assertEquals(
    series.inUnit(series.slice(1, 3)),
    Float64Array.of(2 + 1, 15 + 1, 4 + 1, 25 + 1),
  );
});

Deno.test("TimeSeries shows itself without being read, and escapes what it shows", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    makeSeries(file, "s", { rate: 10, start: 2, description: "<b>&" });
  });
  using nwb = await openNwb(path);
  const shown = (nwb.series("/s") as unknown as Record<
    symbol,
    () => Record<string, string>
  >)[Symbol.for("Jupyter.display")]!();
  assert(shown["text/html"]!.includes("&lt;b&gt;&amp;"), shown["text/html"]);
  assert(shown["text/plain"]!.includes("6 × 2"));
});

Deno.test("openNwb() opens many files, of which few are open, and memory does not grow", async () => {
  await using folder = await freshFolder();
  const paths: string[] = [];
  for (let at = 0; at < 3 * MOST_OPEN; at++) {
    paths.push(
      await write(folder.path, `${at}.nwb`, (file) => {
        file.create_dataset({
          name: "data",
          data: new Float64Array(20000).fill(at),
        });
      }),
    );
  }
  const files = await Promise.all(paths.map(openNwb));
  const before = openHandles();
  const total = () =>
    files.reduce(
      (sum, nwb) => sum + Number(nwb.slice("/data", 7, 8).data[0]),
      0,
    );
  const expected = files.length * (files.length - 1) / 2;
  assertEquals(total(), expected);
  const readAll = () => {
    assertEquals(total(), expected);
    for (const nwb of files) assertEquals(nwb.read("/data").data.length, 20000);
  };
  for (let round = 0; round < 3; round++) readAll();
  const warm = Deno.memoryUsage().rss;
  // Each round opens all files anew and reads 15 MB: kept, the twelve would be 180 MB.
  for (let round = 0; round < 12; round++) readAll();
  const more = Math.round((Deno.memoryUsage().rss - warm) / 1024 / 1024);
  assert(more < 60, `${more} MB more than after the first rounds`);
  assert(openHandles() - before <= MOST_OPEN, `${openHandles()} handles`);
  for (const nwb of files) nwb.close();
  assert(openHandles() <= before, `${openHandles()} of ${before} handles`);
});

Deno.test("openNwb() notices that a file became another one", async () => {
  await using folder = await freshFolder();
  const make = (name: string, value: number) =>
    write(folder.path, name, (file) => {
      file.create_dataset({ name: "x", data: Int32Array.of(value) });
    });
  const path = await make("a.nwb", 1);
  using nwb = await openNwb(path);
  assertEquals(nwb.read("/x").data, Int32Array.of(1));
  // Others push it out of the few that are open.
  const others = await Promise.all(
    Array.from(
      { length: MOST_OPEN },
      async (_, at) => await openNwb(await make(`other${at}.nwb`, at)),
    ),
  );
  for (const other of others) other.read("/x");
  await Deno.remove(path);
  await make("a.nwb", 2);
  assertThrows(() => nwb.read("/x"), NwbError, "another file there");
  for (const other of others) other.close();
});

Deno.test("openNwb() reads the end of a sparse file of ten gigabytes in milliseconds", async () => {
  await using folder = await freshFolder();
  const rows = 10 * 2 ** 30 / 8;
  const path = join(folder.path, "large.nwb");
  await makeSparse(path, rows);
  assert((await Deno.stat(path)).size > 10 * 2 ** 30);
  using warm = await openNwb(await write(folder.path, "w.nwb", () => {}));
  warm.get("/");
  // The best of several: others use the machine, too.
  const opened: number[] = [];
  for (let time = 0; time < 20; time++) {
    const start = performance.now();
    using fresh = await openNwb(path);
    fresh.get("/");
    opened.push(performance.now() - start);
  }
  using nwb = await openNwb(path);
  const { data } = nwb.slice("/data", rows - 3, rows);
  assertEquals(data, Float64Array.of(0, 0, 42.5));
  assert(Math.min(...opened) < 50, `${opened} ms`);
  assertThrows(() => nwb.read("/data"), NwbError, "read it in windows");
});

Deno.test("NwbFile.slice() gives some of many texts", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_dataset({ name: "t", data: ["a", "ü", ""], dtype: "S" });
    file.create_dataset({ name: "fixed", data: ["ab", "c"], dtype: "S4" });
  });
  using nwb = await openNwb(path);
  assertEquals(nwb.slice("/t", 1, 3).data, ["ü", ""]);
  assertEquals(nwb.slice("/fixed", 0, 2).data, ["ab", "c"]);
  assertEquals(nwb.slice("/t", 5, 9).data, []);
  assertEquals(nwb.slice("/t", 0, 1).shape, [1]);
});

interface Made {
  rate?: number;
  start?: number;
  times?: number[];
  description?: string;
}

function makeSeries(file: File, name: string, made: Made): void {
  const group = file.create_group(name);
  group.create_attribute("neurodata_type", "TimeSeries", [], "S");
  group.create_attribute("description", made.description ?? "", [], "S");
  const data = group.create_dataset({
    name: "data",
    data: Int16Array.from({ length: 12 }, (_, at) => at),
    shape: [6, 2],
  });
  data.create_attribute("unit", "volts", [], "S");
  data.create_attribute("conversion", 0.5, [], "<f");
  data.create_attribute("offset", 1, [], "<d");
  if (made.times) {
    group.create_dataset({
      name: "timestamps",
      data: Float64Array.from(made.times),
    });
    return;
  }
  const start = group.create_dataset({
    name: "starting_time",
    data: Float64Array.of(made.start!),
    shape: [],
  });
  start.create_attribute("rate", made.rate!, [], "<f");
}

/** A file of one contiguous dataset, whose header is made to say that it is longer; the disk holds its ends only. */
async function makeSparse(path: string, rows: number): Promise<void> {
  const few = 100_003;
  await hdf5ForWriting();
  // The old format has no checksums.
  const file5 = new File(path, "w", { libver: ["earliest", "latest"] });
  file5.create_dataset({ name: "data", data: new Float64Array(few) });
  file5.close();
  const bytes = await Deno.readFile(path);
  const begin = bytes.length - few * 8;
  const end = begin + rows * 8;
  replace(bytes, few, rows);
  replace(bytes, few * 8, rows * 8);
  replace(bytes, bytes.length, end);
  using file = await Deno.open(path, { write: true });
  await file.write(bytes.subarray(0, begin));
  await file.truncate(end);
  await file.seek(end - 8, Deno.SeekMode.Start);
  await file.write(new Uint8Array(Float64Array.of(42.5).buffer));
}

/** Puts another 64-bit number where this one stands. */
function replace(bytes: Uint8Array, from: number, to: number): void {
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 8 <= 4096; at += 1) {
    if (view.getBigUint64(at, true) !== BigInt(from)) continue;
    view.setBigUint64(at, BigInt(to), true);
  }
}

/** Files that this process has open. */
function openHandles(): number {
  return readdirSync("/proc/self/fd").length;
}

Deno.test("NwbFile.slice() refuses a place that is no number, and names it", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_dataset({ name: "x", data: [1, 2, 3] });
  });
  using nwb = await openNwb(path);
  for (const [from, to] of [[NaN, 2], [0, NaN], [0.5, 2]] as const) {
    assertThrows(() => nwb.slice("/x", from, to), RangeError, "the place");
  }
  assertEquals(nwb.slice("/x", 1, Infinity).shape, [2]);
});
