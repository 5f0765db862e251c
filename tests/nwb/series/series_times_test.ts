import { assertEquals, assertThrows } from "@std/assert";
import type { File } from "h5wasm";
import { NwbError } from "../../../src/errors.ts";
import { openNwb } from "../../../src/nwb/file.ts";
import type { TimeSeries } from "../../../src/nwb/series/series.ts";
import { freshFolder, write } from "../folder.ts";

Deno.test("a series without a usable rate has the time of its first row only", async () => {
  for (const rate of [0, -1, NaN]) {
    await withSeries((file) => rated(file, rate), (series, read) => {
      assertEquals(series.timestamps(0, 1), Float64Array.of(5));
      const wanted = `found a rate of ${rate}, wanted one above 0`;
      assertThrows(() => series.slice(), NwbError, wanted);
      assertEquals(read().length, 3);
    });
  }
});

Deno.test("a series with more or fewer timestamps than rows says so, and its data can be read", async () => {
  for (const times of [[1, 2], [1, 2, 3, 4]]) {
    const stamped = (file: File) =>
      data(file, 3).create_dataset({
        name: "timestamps",
        data: Float64Array.from(times),
      });
    await withSeries(stamped, (series, read) => {
      const wanted = `found ${times.length} timestamps, wanted 3`;
      assertThrows(() => series.slice(), NwbError, wanted);
      assertThrows(() => series.indexAt(2), NwbError, wanted);
      assertEquals(read().length, 3);
    });
  }
});

Deno.test("a series whose data are elsewhere, as a video's are, may have timestamps", async () => {
  const stamped = (file: File) =>
    data(file, 0).create_dataset({
      name: "timestamps",
      data: Float64Array.of(1, 2),
    });
  await withSeries(stamped, (series) => {
    assertEquals(series.slice().shape, [0]);
  });
});

async function withSeries(
  make: (file: File) => void,
  work: (series: TimeSeries, read: () => ArrayLike<unknown>) => void,
): Promise<void> {
  await using folder = await freshFolder();
  using nwb = await openNwb(await write(folder.path, "a.nwb", make));
  work(nwb.series("s"), () => nwb.read("s/data").data);
}

function data(file: File, rows: number) {
  const group = file.create_group("s");
  group.create_dataset({ name: "data", data: new Float64Array(rows) });
  return group;
}

function rated(file: File, rate: number): void {
  data(file, 3).create_dataset({
    name: "starting_time",
    data: Float64Array.of(5),
    shape: [],
  }).create_attribute("rate", rate, [], "<d");
}
