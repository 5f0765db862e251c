/** What the log says is shown, counted, sliced and taken away without writing, whatever it calls. */
import { assertEquals } from "@std/assert";
import { loadSql } from "../../setup.ts";
import { copy, entries, head, ITEMS, rows } from "./grid_asked.ts";
import { logging, shop } from "../shop.ts";

const MARK = `use shop; create table sink (n int);
delimiter //
create function mark() returns int modifies sql data begin insert into shop.sink values (1); return 1; end//
delimiter ;`;

Deno.test("an entry that calls a function that writes cannot make the sidebar write", async () => {
  await using place = await shop();
  await loadSql(place.socket, MARK);
  await logging(place);
  await loadSql(
    place.socket,
    `insert into common_usage.export_selection__table (export_id, table_id, table_name, restriction)
     values (1, 1, '\`shop\`.\`item\`', '(shop.mark() = 1)')`,
  );
  await place.front.until("the entry", ({ reads }) => reads.total === 1);
  const logged = { ...ITEMS, rows: "logged" } as const;
  const said: string[] = [];
  for (
    const work of [
      () => head(place, logged),
      () => rows(place, logged),
      () => copy(place, logged),
      () => place.front.ask({ ask: "diagram" }),
    ]
  ) await work().catch((error: Error) => said.push(error.message));
  assertEquals(said.length, 4);
  assertEquals(said.filter((text) => /READ ONLY/.test(text)).length, 3);
  // The counts on the side come after a while without reads.
  await new Promise((done) => setTimeout(done, 2500));
  assertEquals(await place.pool.texts("select count(*) from shop.sink"), [[
    "0",
  ]]);
  // Commands write all the same.
  await place.front.ask({ ask: "stop" });
  await place.front.ask({ ask: "start", paper_id: "p", analysis_id: "a" });
  assertEquals((await entries(place)).length, 1);
});
