/** Long conditions: the parser has an end, and what comes after must not suffer from what ran into it. */
import { assertEquals, assertRejects } from "@std/assert";
import { LogError } from "../../../src/errors.ts";
import { lab } from "../../query/lab.ts";
import { selectIn } from "../select_in.ts";

const SQL = `
create table t (id int primary key);
insert into t select seq from seq_1_to_3000;
create view v as select id from t where id < 2900;
`;

Deno.test("thousands of keys may restrict db.sql and a view while an export is active", async () => {
  await using place = await lab(SQL, { logs: true });
  const [T, V] = [place.table("T"), place.table("V")];
  const keys = await T.keys();
  const rows = await place.db.sql`select id from ${T} where ${keys}`.rows();
  assertEquals(rows.length, 3000);
  assertEquals((await V.and(keys).rows()).length, 2899);
});

Deno.test("a statement that is nested too deep for the parser is refused, and the next one is read", async () => {
  await using place = await lab(SQL, { logs: true });
  const chain = (word: string) =>
    Array.from({ length: 2000 }, (_, i) => `id = ${i}`).join(` ${word} `);
  for (
    const condition of [
      chain("or"),
      `not (${chain("and")})`,
      `id = ${"1 + ".repeat(2000)} 1`,
    ]
  ) {
    const read = selectIn(place, `select id from S.t where ${condition}`);
    const error = await assertRejects(() => read.rows(), LogError);
    assertEquals(
      /more than 600 conditions or operators in a row; compare with a list/
        .test(error.message),
      true,
      error.message,
    );
    const next = await selectIn(place, "select id from S.t where id = 1")
      .rows();
    assertEquals(next.length, 1);
  }
});
