import { assertEquals, assertThrows } from "@std/assert";
import { SpyglassError } from "../../src/errors.ts";
import { openNwb } from "../../src/nwb/file.ts";
import { nwbFrame } from "../../src/fetch_nwb/nwb_frame.ts";
import { freshFolder, write } from "../nwb/folder.ts";

Deno.test("fetch1Dataframe() names the coordinates of a tracked light by its description and number", async () => {
  await using file = await lights();
  assertEquals(nwbFrame([file.row(0, "xloc, yloc")]).objects(), [
    { time: 0, xloc1: 0, yloc1: 1 },
    { time: 1, xloc1: 2, yloc1: 3 },
    { time: 2, xloc1: 4, yloc1: 5 },
  ]);
  const numbered = nwbFrame([file.row(3, "xloc1, yloc1")]);
  assertEquals(numbered.columnNames(), ["time", "xloc1", "yloc1"]);
  const other = nwbFrame([file.row(0, "where it is")]);
  assertEquals(other.columnNames(), ["time", "x", "y"]);
});

Deno.test("fetch1Dataframe() puts the lights of an interval side by side, at the times that all of them have", async () => {
  await using file = await lights();
  const later = file.row(1, "xloc, yloc", "/later");
  assertEquals(nwbFrame([file.row(0, "xloc, yloc"), later]).objects(), [
    { time: 1, xloc1: 2, yloc1: 3, xloc2: 0, yloc2: 1 },
    { time: 2, xloc1: 4, yloc1: 5, xloc2: 2, yloc2: 3 },
  ]);
  const same = [file.row(0, "where"), file.row(1, "where")];
  assertEquals(nwbFrame(same).columnNames(), [
    "time",
    "x_x",
    "y_x",
    "x_y",
    "y_y",
  ]);
  const apart = [
    file.row(0, "where"),
    { ...later, interval_list_name: "pos 1 valid times" },
  ];
  assertThrows(() => nwbFrame(apart), SpyglassError, "2 intervals");
});

type Row = Record<string, unknown>;

interface Lights extends AsyncDisposable {
  /** A row as `fetchNwb` gives it. */
  row(id: number, description: string, at?: string): Row;
}

async function lights(): Promise<Lights> {
  const folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    for (const [name, start] of [["light", 0], ["later", 1]] as const) {
      const group = file.create_group(name);
      group.create_dataset({
        name: "data",
        data: Float64Array.of(0, 1, 2, 3, 4, 5),
        shape: [3, 2],
      });
      group.create_dataset({
        name: "timestamps",
        data: Float64Array.of(start, start + 1, start + 2),
      });
    }
  });
  const nwb = await openNwb(path);
  return {
    row: (id, description, at = "/light") => {
      const series = nwb.series(at);
      Object.defineProperty(series, "description", { value: description });
      return {
        id,
        interval_list_name: "pos 0 valid times",
        raw_position: series,
      };
    },
    [Symbol.asyncDispose]: async () => {
      nwb.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}
