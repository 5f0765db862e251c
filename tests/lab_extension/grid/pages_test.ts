import { assertEquals } from "@std/assert";
import { Pages } from "../../../lab-extension/src/grid/pages.ts";

const LIMITS = { pages: 3, characters: 1000 };

Deno.test("Pages forgets the page that was not looked at for longest", () => {
  const pages = new Pages(2, LIMITS);
  for (const first of [0, 2, 4]) pages.keep(first, [["a"], ["b"]]);
  assertEquals(pages.row(0), ["a"]);
  pages.keep(6, [["a"], ["b"]]);
  assertEquals(pages.row(2), undefined);
  assertEquals(pages.row(1), ["b"]);
  assertEquals(pages.missing({ first: 0, end: 8 }), { first: 2, end: 4 });
});

Deno.test("Pages keeps no more characters than wanted, but always the page that has just come", () => {
  const pages = new Pages(2, LIMITS);
  pages.keep(0, [["x".repeat(600)], [null]]);
  pages.keep(2, [["x".repeat(600)], ["y"]]);
  assertEquals(pages.row(0), undefined);
  pages.keep(4, [["x".repeat(5000)], ["y"]]);
  assertEquals(pages.row(2), undefined);
  assertEquals(pages.row(5), ["y"]);
  pages.keep(4, [["z"], ["y"]]);
  pages.keep(6, [["x".repeat(900)], ["y"]]);
  assertEquals(pages.row(4), ["z"], "the same page again counts once");
});

Deno.test("Pages tells a row that its page lacks from one that is on its way", () => {
  const pages = new Pages(3, LIMITS);
  pages.keep(0, [["a"]]);
  assertEquals(pages.row(0), ["a"]);
  assertEquals(pages.row(1), null);
  assertEquals(pages.row(3), undefined);
});
