import { assertEquals, assertThrows } from "@std/assert";
import { connect } from "../../../mod.ts";
import { UnknownNameError } from "../../../src/errors.ts";
import type { Query } from "../../../src/query/query.ts";
import { freshServer, loadSql } from "../../setup.ts";

Deno.test("a query whose text names an attribute of the rows around it alone is refused, as MySQL would take that", async () => {
  await using server = await freshServer();
  await loadSql(
    server.socket,
    `create database lab;
     create table lab.cell (id int primary key, y int, z int);
     create table lab.trial (id int primary key, y int, w int);
     insert into lab.cell values (1, 1, 0), (2, 9, 0);
     insert into lab.trial values (1, 9, 1), (2, 1, 1), (3, 9, 1)`,
  );
  const db = await connect({ socketPath: server.socket, user: "root" });
  try {
    const cell = await db.table("lab.cell");
    const trial = await db.table("lab.trial");
    const ids = async (query: Query) =>
      (await query.rows()).map(({ id }) => id);
    const hidden = cell.proj().and("y > 4");
    const foreign = cell.proj().and("w = 1 and id > 0");
    for (
      const wrong of [
        () => trial.and(hidden),
        () => trial.except(cell.proj().and("Y > 4")),
        () => trial.and(cell.proj().and("`y` > 4")),
        () => trial.and(cell.proj().and("trial.y > 4")),
        () => trial`id in ${hidden}`,
        () => trial.and(cell.proj({ twice: "w * 2" })),
        () => trial.and(cell.proj().and(cell.proj().except(foreign))),
        () => hidden.union(trial.proj("y")),
      ]
    ) {
      const error = assertThrows(wrong, UnknownNameError);
      assertEquals(/^[yw]$/i.test(error.unknown) || error.unknown, true);
    }
    assertThrows(
      () => trial.and(hidden),
      UnknownNameError,
      "a text in it names y, which lab.Trial has and the query of lab.Cell has not, wanted names of its own (id); restrict it before proj()",
    );
    // What has the attribute, or names columns of another table in a subquery, is what it was.
    assertEquals(await ids(trial.and(cell.and("y > 4").proj())), [2]);
    assertEquals(await ids(trial.and(cell.proj("z").and("z = 0"))), [1, 2]);
    const inner = cell.proj().and(
      "id in (select id from lab.trial where y > 4)",
    );
    assertEquals(await ids(trial.and(inner)), [1]);
  } finally {
    await db.close();
  }
});
