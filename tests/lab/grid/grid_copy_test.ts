import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { GridView } from "../../../src/lab/grid/grid_messages.d.ts";
import { loadSql } from "../../setup.ts";
import { copy, entries, head, ITEMS, rows } from "./grid_asked.ts";
import { shop, start } from "../shop.ts";

Deno.test("what is copied is a read: logged while an export is active, noted where none is, refused where one is required", async () => {
  await using place = await shop();
  const db = await place.open();
  const few: GridView = {
    ...ITEMS,
    filter: [{ column: "id", operator: "<", value: "3" }],
  };
  const before = await copy(place, few);
  assertEquals(before.text, "id\tname\n1\titem 1\n2\titem 2\n");
  assertEquals(before.note, "not logged: no export active");
  await start(db);
  const after = await copy(place, few, { format: "csv", columns: ["name"] });
  assertEquals(after.text, "name\nitem 1\nitem 2\n");
  assertEquals(after.note, "logged in export 1 (paper1 / analysis1)");
  assertEquals(await entries(place), ["shop.item (id < 3)"]);
  const some = await copy(place, ITEMS, { offset: 9, limit: 2 });
  assertEquals(some.text, "id\tname\n10\titem 10\n11\titem 11\n");
  assertEquals((await entries(place)).at(-1), "shop.item (`id` IN (10,11))");
  const code = await copy(place, few, { format: "code" });
  assertStringIncludes(code.text, 'db.table("shop.Item")');
  await db.ExportSelection.stopExport();
  await db.close();
  await place.open({ requireExport: true });
  await assertRejects(() => copy(place, few), Error, "requires one");
});

Deno.test("rows that are chosen are those that were seen, whoever changes the table meanwhile", async () => {
  await using place = await shop();
  const db = await place.open();
  const down: GridView = {
    ...ITEMS,
    sort: [{ column: "id", isDescending: true }],
  };
  const { index } = await head(place, down);
  await start(db);
  await loadSql(place.socket, "insert into shop.item values (31, 'theirs')");
  // Another window looks at the same rows later.
  const later = await head(place, down);
  const third = { offset: 2, limit: 1 };
  const [seen] = await rows(place, down, 2, 1, index);
  assertEquals(seen, ["28", "item 28"]);
  const copied = await copy(place, down, { ...third, index });
  assertEquals(copied.text, "id\tname\n28\titem 28\n");
  const there = await copy(place, down, { ...third, index: later.index });
  assertEquals(there.text, "id\tname\n29\titem 29\n");
  assertEquals(await entries(place), [
    "shop.item (`id`=28)",
    "shop.item (`id`=29)",
  ]);
  // So many others are looked at that the kernel has forgotten what was seen.
  for (let value = 1; value <= 10; value++) {
    const filter = [
      { column: "id", operator: ">", value: String(value) },
    ] as const;
    await head(place, { ...down, filter });
  }
  await assertRejects(
    () => copy(place, down, { ...third, index }),
    Error,
    "the rows have changed",
  );
});

Deno.test("places of rows without keys hold only while there are as many", async () => {
  await using place = await shop();
  await loadSql(
    place.socket,
    "create table shop.plain (text varchar(9)) engine=InnoDB; insert into shop.plain values ('a'), ('b')",
  );
  await place.open();
  const plain: GridView = { ...ITEMS, table: "`shop`.`plain`" };
  const { index } = await head(place, plain);
  const one = { offset: 1, limit: 1, index };
  assertEquals((await copy(place, plain, one)).rows, 1);
  await loadSql(place.socket, "insert into shop.plain values ('c')");
  await assertRejects(
    () => copy(place, plain, one),
    Error,
    "the rows have changed",
  );
});

Deno.test("copied texts are quoted as spreadsheets have it", async () => {
  await using place = await shop();
  await loadSql(
    place.socket,
    `insert into shop.item values (40, 'a\\tb "c"\\nd'), (41, 'x,y')`,
  );
  await place.open();
  const odd: GridView = {
    ...ITEMS,
    filter: [{ column: "id", operator: ">=", value: "40" }],
  };
  assertEquals(
    (await copy(place, odd)).text,
    'id\tname\n40\t"a\tb ""c""\nd"\n41\tx,y\n',
  );
  assertEquals(
    (await copy(place, odd, { format: "csv" })).text,
    'id,name\n40,"a\tb ""c""\nd"\n41,"x,y"\n',
  );
});
