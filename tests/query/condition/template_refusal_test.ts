import { assert, assertEquals, assertThrows } from "@std/assert";
import { UnknownNameError } from "../../../src/errors.ts";
import { sql } from "../../../src/query/condition/sql.ts";
import { ELECTRODES, lab, textsOf } from "../lab.ts";

const place = await lab(ELECTRODES);
Deno.test.afterAll(() => place.close());
const Electrode = place.table("Electrode");
const Other = place.table("Other");

Deno.test("Table`` says which ${} has no one meaning", () => {
  const E = Electrode!;
  for (
    const value of [
      undefined,
      NaN,
      Infinity,
      new Date(),
      Symbol("x"),
      () => 1,
      new Map(),
      Promise.resolve(1),
      /x/,
    ]
  ) {
    const error = assertThrows(
      () => E`electrode_id = ${1} OR x = ${value}`,
      TypeError,
    );
    assert(error.message.includes("${} number 2"), error.message);
  }
  const item = assertThrows(() => E`x IN ${[1, NaN]}`, TypeError);
  assert(item.message.includes("item 2 of ${} number 1"), item.message);
  const inner = assertThrows(
    () => E`x = ${1} AND ${sql`x = ${undefined}`}`,
    TypeError,
  );
  assert(inner.message.includes("${} number 1 in ${} number 2"), inner.message);
  assertThrows(
    () => E`x = ${E.columns.electrod_id}`,
    UnknownNameError,
    "electrode_id",
  );
  assertThrows(() => E`x IN ${[1, { x: 2 }]}`, TypeError, "item 1");
});

Deno.test("Table`` refuses a query that stands where it cannot be told what it gives", () => {
  const E = Electrode!;
  assertThrows(() => E`EXISTS ${Other!}`, TypeError, "${} number 1");
  assertThrows(
    () => E`(x, name) IN ${Other!}`,
    TypeError,
    "column IN ${query}",
  );
  for (const make of [() => E`x + 1 > ${Other!}`, () => E`x - ${Other!} > 1`]) {
    assertThrows(make, TypeError, "put in its value: ${await query.fetch1(");
  }
});

Deno.test("Table`` refuses a ${} in quotes, comments, and half conditions", () => {
  const E = Electrode!;
  assertThrows(() => E`name = '${"x"}'`, SyntaxError, "a ${} inside quotes");
  assertThrows(() => E`name = "${"x"}"`, SyntaxError, "a ${} inside quotes");
  assertThrows(() => E`\`${"x"}\` = 1`, SyntaxError, "a ${} inside quotes");
  assertThrows(() => E`x = 1 -- ${1}`, SyntaxError, "comment");
  assertThrows(() => E`x = 1 /* ${1} */`, SyntaxError, "comment");
  assertThrows(() => E`x = 1 # ${1}`, SyntaxError, "comment");
  assertThrows(() => E`x = 1; DROP TABLE other`, SyntaxError, "a ;");
  assertThrows(() => E`x = 1) OR (1 = 1`, SyntaxError, "a ) without its (");
  assertThrows(() => E`${sql.raw("x = 1)")} OR (1 = 1`, SyntaxError);
  assertThrows(() => E`  `, SyntaxError, "empty");
});

Deno.test("Table`` refuses a call that is no template", () => {
  for (const argument of ["x = 1", { x: 1 }, ["x = 1"], 5, null]) {
    assertThrows(
      () => (Electrode as unknown as (x: unknown) => void)(argument),
      TypeError,
      "write Electrode`…`, or Electrode.and(…)",
    );
    assertThrows(
      () => (sql as unknown as (x: unknown) => void)(argument),
      TypeError,
      "sql`…`",
    );
  }
});

Deno.test("Table`` logs by keys what its text does not say for good", async () => {
  await using own = await lab(
    ELECTRODES + `
    create table timed (id int primary key, at timestamp not null default '2023-01-01 00:00:00');
    insert into timed (id) values (1), (2);`,
    { logs: true },
  );
  const E = own.table("Electrode");
  for (
    const query of [
      E`electrode_id = 7 AND rand() < 2`,
      E`electrode_id = 7 AND now() > '2000-01-01'`,
      E`electrode_id = 7 AND CURRENT_DATE > '2000-01-01'`,
      E`electrode_id = 7 AND coalesce(@x, 1) = 1`,
      E`electrode_id = 7`.orderBy("KEY").limit(1),
      E.and({ electrode_id: 7 }).offset(0),
    ]
  ) {
    own.reads.length = 0;
    await query.rows();
    assertEquals(
      textsOf(own.reads),
      ['[["other.nwb","7"]]'],
      query.toSql().sql,
    );
  }
  own.reads.length = 0;
  const T = own.table("Timed");
  await T`at > '2000-01-01' AND id = 1`.rows();
  await T.and({ at: "2023-01-01 00:00:00", id: 2 }).rows();
  assertEquals(textsOf(own.reads), ['[["1"]]', '[["2"]]']);
});

Deno.test("a restriction that locks, or takes from a sequence, is refused", () => {
  for (
    const text of [
      "electrode_id IN (SELECT electrode_id FROM other FOR UPDATE)",
      "electrode_id IN (SELECT electrode_id FROM other for  share)",
      "electrode_id IN (SELECT electrode_id FROM other LOCK IN SHARE MODE)",
      "nextval(numbers) > 0",
      "NEXT VALUE FOR numbers > 0",
    ]
  ) {
    assertThrows(
      () => Electrode!.and(text).toSql(),
      SyntaxError,
      "wanted SQL that only reads",
    );
  }
});
