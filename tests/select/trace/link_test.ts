/** How rows of a derived table are linked to those that they were made of: the same rows, and found quickly. */
import { assertEquals } from "@std/assert";
import { openPool } from "../../../src/connection/pool.ts";
import { reflect } from "../../../src/schema/reflect.ts";
import { traced } from "../../../src/select/trace/traced.ts";
import { type Piece, tokenize } from "../../../src/sql/tokens.ts";
import { freshDatabase, loadSql } from "../../setup.ts";

const TABLES = `
create table mouse (mouse varchar(20) primary key, cage int);
create table trial (mouse varchar(20), trial int, score double, primary key (mouse, trial), foreign key (mouse) references mouse (mouse));
create view by_mouse as select m.mouse, count(*) as n, avg(score) as mean from mouse m join trial t using (mouse) group by m.mouse;
create view by_cage as select cage + 1 as next, cage, count(*) as n from mouse group by cage;
create view left_out as select t.trial, count(*) as n from mouse m left join trial t using (mouse) group by t.trial;
`;

Deno.test("a grouped view is linked to its rows by what it gives, and by = where that is never NULL", async () => {
  await using database = await freshDatabase("link");
  const { name, socket } = database;
  await loadSql(socket, TABLES, name);
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    const catalog = await reflect(pool);
    for (
      const [view, restriction, link] of [
        ["by_mouse", "mouse = 'a'", "`~t3`.`mouse` = `~t1`.`mouse`"],
        ["by_cage", "cage = 1", "`~t2`.`cage` <=> `~t1`.`cage`"],
        ["left_out", "trial = 1", "`~t3`.`trial` <=> `~t2`.`trial`"],
      ] as const
    ) {
      const sql = `select * from \`${name}\`.${view} where ${restriction}`;
      const { needed } = await traced(tokenize(sql) as Piece[], {
        catalog,
        session: pool,
      });
      const links = needed.map(({ keysSql }) =>
        keysSql!.split(" AND ").slice(1).filter((part) => /=>? `~t/.test(part))
      );
      assertEquals(links, needed.map(() => [link]), needed[0]!.keysSql!);
    }
  } finally {
    await pool.close();
  }
});
