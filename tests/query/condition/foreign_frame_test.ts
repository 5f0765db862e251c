/** Tables that were made with arquero alone restrict as frames that were read do. */
import { assertEquals, assertThrows } from "@std/assert";
import { from, table } from "arquero";
import { not } from "../../../src/query/condition/restriction.ts";
import { ELECTRODES, lab } from "../lab.ts";

const place = await lab(ELECTRODES);
Deno.test.afterAll(() => place.close());
const Other = place.table("Other");

Deno.test("a plain arquero table restricts by its shared attributes", async () => {
  const plain = table({ electrode_id: [1, 99, 99], strange: ["a", "b", "c"] });
  const wanted = [{ electrode_id: 1 }, { electrode_id: 99 }];
  assertEquals(await Other.and(plain).keys(), wanted);
  assertEquals(await Other`${plain}`.keys(), wanted);
  assertEquals(await Other.and([plain, { electrode_id: 2 }]).count(), 3);
  assertEquals(await Other.and(not(plain)).keys(), [{ electrode_id: 2 }]);
  assertEquals(await Other.except(plain).keys(), [{ electrode_id: 2 }]);
});

Deno.test("a plain arquero table restricts by several attributes, filtered as it is", async () => {
  const rows = [{ electrode_id: 1, note: "one" }, {
    electrode_id: 2,
    note: "x",
  }];
  assertEquals(await Other.and(from(rows)).keys(), [{ electrode_id: 1 }]);
  assertEquals(
    await Other.and(from(rows).filter("d => d.note == 'x'")).count(),
    0,
  );
});

Deno.test("an arquero table that shares no attribute is refused", () => {
  assertThrows(
    () => Other.and(table({ strange: [1] })).toSql(),
    TypeError,
    "share no attribute",
  );
});
