import { assertEquals } from "@std/assert";
import { seriesReferences } from "../../../src/nwb/series/series_references.ts";

Deno.test("seriesReferences() gives a reference to a part of a series that names nothing as nothing", () => {
  const nothing = { idx_start: null, count: null, timeseries: null };
  const all = { idx_start: 0, count: 3, timeseries: "/x" };
  const [, ...empty] = [all, { ...all, idx_start: -1 }, { ...all, count: -1 }];
  const { data } = seriesReferences({ shape: [3], data: [all, ...empty] });
  assertEquals(data, [all, nothing, nothing]);
});
