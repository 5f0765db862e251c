/** What a frame says of the log when its rows come from several reads. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ColumnTable } from "arquero";
import { Frame } from "../../../src/query/reading/frame.ts";
import { KEY, openShop, start } from "../../log/shop.ts";

const LOGGED = "logged in export 1 (paper1 / analysis1)";
const UNLOGGED = "not logged: no export active";

/** What is shown under the rows. */
function noteOf(frame: Frame): string {
  return Deno.inspect(frame).split("\n").at(-1)!;
}

/** All of arquero's verbs that take other tables, and what each makes of two frames. */
const VERBS: Record<string, (left: Frame, right: Frame) => Frame> = {
  antijoin: (left, right) => left.antijoin(right, "id"),
  assign: (left, right) => left.assign(right),
  concat: (left, right) => left.concat(right),
  cross: (left, right) => left.cross(right),
  except: (left, right) => left.except(right),
  intersect: (left, right) => left.intersect([right] as never),
  join: (left, right) => left.join(right, "id"),
  join_full: (left, right) => left.join_full(right, "id"),
  join_left: (left, right) => left.join_left(right, "id"),
  join_right: (left, right) => left.join_right(right, "id"),
  lookup: (left, right) => left.lookup(right, "id", "price"),
  semijoin: (left, right) => left.semijoin(right, "id"),
  union: (left, right) => left.union(right),
};

Deno.test("a frame of a logged and an unlogged read says so, whatever verb made it and whichever comes first", async () => {
  await using shop = await openShop();
  const unlogged = await shop.item.and("id <= 5").fetch();
  await start(shop);
  const logged = await shop.item.and("id > 5 and id <= 10").fetch();
  for (const [verb, put] of Object.entries(VERBS)) {
    for (const made of [put(logged, unlogged), put(unlogged, logged)]) {
      const note = noteOf(made);
      for (const part of ["partly not logged: ", LOGGED, UNLOGGED]) {
        assertStringIncludes(note, part, verb);
      }
      assertEquals(made.recorded.map(({ exportId }) => exportId), [1], verb);
      assertEquals(noteOf(made.filter(() => true)), note, verb);
    }
  }
  assertEquals([noteOf(logged), noteOf(unlogged)], [LOGGED, UNLOGGED]);
});

Deno.test("a frame of two reads of one export is logged there, by the entries of both; of two exports, only partly", async () => {
  await using shop = await openShop();
  await start(shop);
  const one = await shop.item.and("id = 1").fetch();
  const two = await shop.sale.and("id = 2").fetch();
  const both = one.join_full(two, "id");
  assertEquals(noteOf(both), LOGGED);
  assertEquals(both.recorded.map(({ table }) => table), [
    "`shop`.`item`",
    "`shop`.`sale`",
  ]);
  assertEquals(one.concat(one).recorded, one.recorded);
  await start(shop, { ...KEY, analysis_id: "analysis2" });
  const other = await shop.item.and("id = 3").fetch();
  assertEquals(
    noteOf(both.concat(other)),
    `partly not logged: ${LOGGED}; logged in export 2 (paper1 / analysis2)`,
  );
});

Deno.test("a verb that gives its first table leaves that as it was; a table built by hand is no read", async () => {
  await using shop = await openShop();
  const none = await shop.item.and("id > 100").fetch();
  await start(shop);
  const logged = await shop.item.and("id = 1").fetch();
  const made = logged.concat(none);
  assertStringIncludes(noteOf(made), "partly not logged");
  assertEquals(noteOf(logged), LOGGED);
  const byHand = new ColumnTable({ id: [1], more: ["x"] } as never);
  assertEquals(noteOf(logged.join(byHand, "id")), LOGGED);
  assertEquals(noteOf(logged.assign({ more: ["x"] } as never)), LOGGED);
});

Deno.test("no verb of arquero that takes other tables is forgotten", () => {
  const own = Object.getOwnPropertyNames(ColumnTable.prototype);
  const ofSeveral = own.filter((name) =>
    /\b(other|tables)\b/.test(
      /^\w+\(([^)]*)\)/.exec(
        String(ColumnTable.prototype[name as keyof ColumnTable]),
      )?.[1] ?? "",
    )
  );
  assertEquals(ofSeveral.sort(), Object.keys(VERBS).sort());
  for (const name of ofSeveral) {
    assert(Object.hasOwn(Frame.prototype, name), name);
  }
});
