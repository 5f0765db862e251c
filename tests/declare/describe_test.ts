import { assertEquals } from "@std/assert";
import { classOf, emptyLab } from "./classes.ts";

Deno.test("describe() tells MariaDB's JSON from a plain LONGTEXT, which is as it is to the server", async () => {
  await using place = await emptyLab();
  await place.db.declare(
    place.schema,
    classOf("Facts", "id : int\n---\nfacts : json"),
  );
  await place.run(
    "alter table facts add words longtext, add binary_words longtext collate utf8mb4_bin, add noted json",
  );
  await place.db.reload();
  const lines = (await place.db.table(`${place.schema}.Facts`)).describe()
    .split("\n").map((line) => line.replaceAll(/ +/g, " ").trim());
  assertEquals(lines, [
    "id : int",
    "---",
    "facts : json",
    "words=null : longtext",
    "binary_words=null : longtext",
    "noted=null : json",
    "",
  ]);
});
