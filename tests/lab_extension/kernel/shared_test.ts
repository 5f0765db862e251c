import { assert, assertEquals } from "@std/assert";
import { shared } from "../../../lab-extension/src/kernel/shared.ts";

function table(name: string, rows: number) {
  return { table: name, rows, newest: [{ id: rows }] };
}

Deno.test("shared gives back what is equal, and keeps the parts that are", () => {
  const last = { a: [1, { b: 2 }], c: { d: 3 } };
  assert(shared(last, structuredClone(last)) === last);
  const next = shared(last, { a: [1, { b: 2 }], c: { d: 4 } });
  assertEquals(next, { a: [1, { b: 2 }], c: { d: 4 } });
  assert(next.a === last.a && next.c !== last.c);
});

Deno.test("shared finds a table again that stands elsewhere now", () => {
  const last = [table("a", 1), table("b", 2), table("c", 3)];
  const next = shared(last, [table("c", 4), table("a", 1), table("b", 2)]);
  assertEquals(next.map(({ table, rows }) => [table, rows]), [
    ["c", 4],
    ["a", 1],
    ["b", 2],
  ]);
  assert(next !== last && next[1] === last[0] && next[2] === last[1]);
  assert(shared(last, [table("d", 1), ...last])[0] !== last[0]);
});
