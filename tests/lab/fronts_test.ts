import { assertEquals } from "@std/assert";
import { Fronts } from "../../src/lab/fronts.ts";

Deno.test("Fronts forgets a window that was not heard for its time, counted while no cell runs", () => {
  const fronts = new Fronts();
  fronts.heard("a", 10, 0);
  fronts.heard("b", 100, 0);
  fronts.expire(50_000, null);
  fronts.expire(50_000, 45_000);
  assertEquals(fronts.isAny, true);
  fronts.expire(50_000, 0);
  assertEquals(fronts.isAny, true, "the other one is there");
  fronts.heard("b", 100, 90_000);
  fronts.expire(180_000, 0);
  assertEquals(fronts.isAny, true);
  fronts.expire(190_001, 0);
  assertEquals(fronts.isAny, false);
});

Deno.test("Fronts believes nobody for longer than an hour", () => {
  const fronts = new Fronts();
  fronts.heard("a", Infinity, 0);
  fronts.expire(3_599_000, 0);
  assertEquals(fronts.isAny, true);
  fronts.expire(3_601_000, 0);
  assertEquals(fronts.isAny, false);
});
