import { assertEquals } from "@std/assert";
import { lab } from "../query/lab.ts";
import { freshServer, loadSql } from "../setup.ts";

Deno.test("looking at the first rows of a SELECT leaves no limit behind, whatever the server's own is", async () => {
  await using server = await freshServer();
  await loadSql(server.socket, "set global sql_select_limit = 2");
  for (const logs of [false, true]) {
    await using place = await lab(
      "create table t (id int primary key); insert into t values (1), (2), (3), (4)",
      { logs, socket: server.socket },
    );
    const T = place.table("T");
    const all = place.db.sql`select id from ${T}`;
    for (
      const look of [
        () => all.preview(1),
        () => all.exists(),
        () => Array.fromAsync(all.stream()),
      ]
    ) {
      await look();
      assertEquals((await Array.fromAsync(all.stream())).length, 4);
      assertEquals((await all.rows()).length, 4);
      assertEquals((await T.rows()).length, 4);
    }
  }
});
