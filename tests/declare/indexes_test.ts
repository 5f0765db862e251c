import { assertEquals, assertStringIncludes } from "@std/assert";
import { classOf, created, emptyLab } from "./classes.ts";

Deno.test("describe() says how indexes are sorted, and tells what no definition can say", async () => {
  await using place = await emptyLab();
  const definition = `id : int
---
x : int
y : varchar(20)
index (x desc, y)
unique index (y(5) desc, x asc)`;
  for (let times = 0; times < 2; times++) {
    await place.db.declare(place.schema, classOf("T", definition));
  }
  const described = (await place.db.table(`${place.schema}.T`)).describe();
  assertStringIncludes(described, "\nindex (x desc, y)\n");
  assertStringIncludes(described, "\nunique index (y(5) desc, x)\n");
  await place.db.declare(place.schema, classOf("Same", described));
  const shape = (text: string) => text.replace(/CREATE TABLE `\w+`/, "");
  assertEquals(
    shape((await created(place, "same")).slice("same ".length)),
    shape((await created(place, "t")).slice("t ".length)),
  );

  await place.run(`create table odd (a int, b int, words text, primary key
    (a desc, b), fulltext index (words), index (b desc),
    foreign key (b) references t (id))`);
  const odd = (await place.db.table(`${place.schema}.Odd`)).describe();
  assertStringIncludes(odd, "# its primary key is sorted downwards by a\n");
  assertStringIncludes(odd, "# also has an index of type FULLTEXT over words");
  assertStringIncludes(odd, "\nindex (b desc)\n");
});
