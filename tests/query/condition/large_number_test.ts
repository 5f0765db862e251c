/** Whole numbers beyond 2^53 are exact where they are compared with numbers of floating point. */
import { assertEquals, assertThrows } from "@std/assert";
import { lab } from "../lab.ts";

const place = await lab(`
create table gain (id int primary key, d double, f float, n bigint);
insert into gain values (1, 1e20, 1e20, 1), (2, 1e19, 1e19, 2);
`);
Deno.test.afterAll(() => place.close());
const Gain = place.table("Gain");

Deno.test("a template takes large whole numbers for DOUBLE and FLOAT columns", async () => {
  const first = [{ id: 1 }];
  assertEquals(await Gain`d > ${5e19}`.keys(), first);
  assertEquals(await Gain`f > ${5e19}`.keys(), first);
  assertEquals(await Gain`${5e19} < d`.keys(), first);
  assertEquals(await Gain`d = ${1e20}`.keys(), first);
  assertEquals(await Gain`d IN ${[1e20, 1e22]}`.keys(), first);
  assertEquals(await Gain`d BETWEEN ${5e19} AND ${1e21}`.keys(), first);
});

Deno.test("a template refuses large whole numbers for columns of whole numbers, and where nothing is known", () => {
  for (const make of [() => Gain`n > ${1e20}`, () => Gain`d + n > ${1e20}`]) {
    assertThrows(() => make().toSql(), TypeError, "a bigint");
  }
});
