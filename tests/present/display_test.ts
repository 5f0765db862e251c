import { assertEquals } from "@std/assert";
import { displayBundle } from "../../src/present/display.ts";

Deno.test("displayBundle() always has both forms", () => {
  assertEquals(displayBundle("<p>x</p>", "x"), {
    "text/html": "<p>x</p>",
    "text/plain": "x",
  });
});
