/** What cannot be written is refused with its row and its column. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { InsertError } from "../../../src/errors.ts";
import { lab } from "../lab.ts";

Deno.test("insert() says in which row and column a value is that JSON has no words for", async () => {
  await using place = await lab(
    "create table note (id int primary key, facts json null)",
  );
  const Note = place.table("Note");
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  for (const facts of [cyclic, { n: 1n }, [1n]]) {
    await assertRejects(
      () => Note.insert([{ id: 1, facts: {} }, { id: 2, facts }]),
      TypeError,
      "column facts of row 2",
    );
  }
  assertEquals(await Note.count(), 0);
});

Deno.test("replace of a row that others refer to names it, and says what to do", async () => {
  await using place = await lab(`
create table parent (id int primary key, word varchar(9));
create table child (id int primary key, parent int, foreign key (parent) references parent (id));
insert into parent values (1, 'a'), (2, 'b'); insert into child values (1, 2);`);
  const error = await assertRejects(
    () => place.table("Parent").insert([[1, "c"], [2, "d"]], { replace: true }),
    InsertError,
    "row 2",
  );
  assertEquals([error.row, error.errno], [2, 1451]);
  assert(error.message.includes("update1"), error.message);
  assertEquals(await place.table("Parent").rows("word"), [
    { word: "a" },
    { word: "b" },
  ]);
});
