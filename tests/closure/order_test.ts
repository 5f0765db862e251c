import { assertEquals } from "@std/assert";
import { components } from "../../src/closure/order.ts";

function ordered(edges: Record<string, string[]>): string[][] {
  return components(Object.keys(edges), (name) => edges[name]!);
}

Deno.test("components() puts what is pointed at first, by name where that leaves a choice", () => {
  assertEquals(ordered({ a: ["z"], b: [], z: [], c: ["a", "b"] }), [
    ["b"],
    ["z"],
    ["a"],
    ["c"],
  ]);
});

Deno.test("components() holds cycles together", () => {
  assertEquals(
    ordered({ a: ["b"], b: ["c", "d"], c: ["a", "c"], d: [], e: ["a"] }),
    [["d"], ["a", "b", "c"], ["e"]],
  );
});

Deno.test("components() does not depend on the order of its input", () => {
  const edges: Record<string, string[]> = {
    a: ["c", "b"],
    b: ["d"],
    c: ["d"],
    d: ["b"],
  };
  const reversed = Object.fromEntries(
    Object.entries(edges).toReversed().map(([name, to]) => [
      name,
      to.toReversed(),
    ]),
  );
  assertEquals(ordered(reversed), ordered(edges));
});

Deno.test("components() passes over names that are not asked for", () => {
  assertEquals(components(["a"], () => ["a", "elsewhere"]), [["a"]]);
});

Deno.test("components() follows a chain of 20,000 without running out of stack", () => {
  const names = Array.from({ length: 20_000 }, (_, at) => `n${at}`);
  const found = components(names, (name) => [`n${Number(name.slice(1)) + 1}`]);
  assertEquals(found[0], ["n19999"]);
  assertEquals(found.length, 20_000);
});
