/** Streams of `db.sql`: the log holds what they gave, whenever their reader leaves. */
import { assertEquals, assertRejects } from "@std/assert";
import { QueryError } from "../../src/errors.ts";
import type { SqlQuery } from "../../src/select/sql_query.ts";
import { loadSql } from "../setup.ts";
import { entries, loggedItems, openLarge, type Shop } from "./shop.ts";
import { selectOf } from "../select/select_in.ts";

const LOG = "common_usage.export_selection__table";

/** Takes some rows of a stream and leaves it. */
async function take(
  query: SqlQuery,
  count: number,
): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for await (const row of query.stream()) {
    rows.push(row);
    if (rows.length === count) break;
  }
  return rows;
}

/** Numbers of `shop.sale` that the log selects. */
async function loggedSales({ pool }: Shop): Promise<number[]> {
  const texts = await pool.texts(
    `select restriction from ${LOG} where table_name = '\`shop\`.\`sale\`'`,
  );
  if (texts.length === 0) return [];
  const rows = await pool.texts(
    `select sale_id from shop.sale where ${
      texts.map(([text]) => `(${text})`).join(" or ")
    } order by 1`,
  );
  return rows.map(([id]) => Number(id));
}

Deno.test("a stream of db.sql that is left half-way has logged the rows that it gave, and no others", async () => {
  await using shop = await openLarge();
  const { db, item } = shop;
  const queries = () => [
    db.sql`select id, name from ${item} order by id`,
    db.sql`select i.* from ${item} i`,
    db.sql`select id from ${item} where price >= 0 order by price, name limit 2000 offset 3`,
    db.sql`select id from (select * from ${item} where id > 1) q order by id desc`,
    db.sql`select id from ${item} i where id in (select id from ${item} where price > 0)`,
    db.sql`select distinct id from ${item} order by id desc`,
    db.sql`select id, count(*) c from ${item} group by id having count(*) > 0 order by id`,
    db.sql`(select id from ${item} where id < 1200) union (select id from ${item} where id >= 1200) order by id`,
    db.sql`(select id from ${item} order by price desc, id limit 1500)`,
    db.sql`select id from ${item} i where not exists (select 1 from ${shop.sale} s where s.id = i.id)`,
  ];
  for (const query of queries()) {
    const all = await query.count();
    for (const count of [1, 999, 1000, 1001, 9999]) {
      await loadSql(shop.socket, `delete from ${LOG}`);
      const ids = (await take(query, count)).map(({ id }) => id as number);
      assertEquals(ids.length, Math.min(count, all));
      assertEquals(
        await loggedItems(shop),
        ids.sort((a, b) => a - b),
        `${count} rows of ${query.toSql().sql}`,
      );
    }
  }
});

Deno.test("such a stream of a join, a semijoin or groups has logged both sides of what it gave", async () => {
  await using shop = await openLarge();
  const { db, item, sale } = shop;
  const joined = db
    .sql`select s.sale_id, i.id from ${sale} s left join ${item} i on i.id = s.id and i.id > 3 order by s.sale_id`;
  assertEquals(await take(joined, 3), [
    { sale_id: 1, id: null },
    { sale_id: 2, id: null },
    { sale_id: 3, id: 4 },
  ]);
  assertEquals(await loggedSales(shop), [1, 2, 3]);
  assertEquals(await loggedItems(shop), [4]);
  await loadSql(shop.socket, `delete from ${LOG}`);
  const semijoin = db
    .sql`select id from ${item} where id in (select id from ${sale}) order by id`;
  assertEquals(await take(semijoin, 2), [{ id: 1 }, { id: 2 }]);
  assertEquals(await loggedItems(shop), [1, 2]);
  assertEquals(await loggedSales(shop), [1, 5, 6, 10, 11, 15, 16, 20]);
  await loadSql(shop.socket, `delete from ${LOG}`);
  const groups = db
    .sql`select id, count(*) as sales from ${sale} group by id order by id`;
  assertEquals(await take(groups, 1), [{ id: 1, sales: 4 }]);
  assertEquals(await loggedSales(shop), [5, 10, 15, 20]);
  await loadSql(shop.socket, `delete from ${LOG}`);
  // Each value depends on all rows.
  const windows = db
    .sql`select sale_id, rank() over (order by note) as place from ${sale} order by sale_id`;
  await take(windows, 1);
  assertEquals((await loggedSales(shop)).length, 20);
});

Deno.test("a stream of db.sql that gives everything leaves entries that say so shortly", async () => {
  await using shop = await openLarge();
  const { db, item, sale } = shop;
  await take(db.sql`select * from ${item} order by id`, 5000);
  assertEquals(await entries(shop), [
    "shop.item (`id` BETWEEN 1 AND 1000)",
    "shop.item (`id` BETWEEN 1001 AND 2000)",
    "shop.item (`id` BETWEEN 2001 AND 2500)",
  ]);
  await loadSql(shop.socket, `delete from ${LOG}`);
  await take(db.sql`select count(*) from ${sale}`, 2);
  assertEquals(await entries(shop), ["shop.sale True"]);
});

Deno.test("closing the database leaves of an open stream of db.sql the rows that it gave", async () => {
  await using shop = await openLarge();
  for (
    const tables of [
      "shop.item",
      "shop.item natural join (select id from shop.item) q",
    ]
  ) {
    await loadSql(shop.socket, `delete from ${LOG}`);
    const db = await shop.connect();
    const text = `select id from ${tables} order by id`;
    const query = selectOf(db, text);
    const rows = query.stream()[Symbol.asyncIterator]();
    for (let i = 0; i < 1003; i++) await rows.next();
    await db.close();
    assertEquals((await loggedItems(shop)).length, 1003, tables);
  }
});

Deno.test("a stream of db.sql that breaks off after rows were given keeps them in the log", async () => {
  await using shop = await openLarge();
  const { db, item } = shop;
  const error = new Error("the reader's own");
  for (const count of [3, 1003]) {
    await loadSql(shop.socket, `delete from ${LOG}`);
    const rows = db.sql`select id, name from ${item} order by id`.stream()
      [Symbol.asyncIterator]();
    const ids: unknown[] = [];
    while (ids.length < count) ids.push((await rows.next()).value!.id);
    assertEquals(await rows.throw?.(error).catch((thrown) => thrown), error);
    assertEquals(await loggedItems(shop), ids);
  }
  // What the server breaks off: the first 2,000 rows come, then one that it cannot compute.
  await loadSql(shop.socket, `delete from ${LOG}`);
  const ids: number[] = [];
  await assertRejects(async () => {
    const query = db
      .sql`select id, (select a from ${shop.pair} where b > if(id > 2400, 0, 11)) as one from ${item} order by id`;
    for await (const { id } of query.stream()) ids.push(id as number);
  }, QueryError);
  assertEquals([ids.length, ids.at(-1)], [2000, 2000]);
  assertEquals(await loggedItems(shop), ids);
});

Deno.test("a stream of db.sql without rows that fails has logged nothing", async () => {
  await using shop = await openLarge();
  const { db, item } = shop;
  await assertRejects(async () => {
    const query = db
      .sql`select id, (select a from ${shop.pair} where b > 0) as one from ${item}`;
    for await (const _ of query.stream());
  }, QueryError);
  assertEquals(await entries(shop), []);
});

/** Texts that a collation holds equal, and long ones that differ at their end: nothing else tells rows apart. */
const ALIKE = `
create table shop.alike (id int primary key, name varchar(20) collate utf8mb4_general_ci, story text);
insert into shop.alike select seq, elt(1 + seq * 7919 % 3, 'a', 'A', 'á'), concat(repeat('z', 1500), seq) from shop.seq_1_to_3500;
`;

Deno.test("a stream gives each row once where values that choose its parts are equal for the server", async () => {
  await using shop = await openLarge();
  const { db, pool } = shop;
  await loadSql(shop.socket, ALIKE);
  for (
    const text of [
      "select name from (select name from shop.alike) t",
      "select name from (select name from shop.alike) t order by name limit 3500",
      "select right(story, 4) name from (select story from shop.alike where id <= 1200) t order by left(story, 3)",
      "select concat(row_number() over (order by alike.name)) name from shop.alike order by name",
    ]
  ) {
    const given = await take(selectOf(db, text), 4000);
    const plain = await pool.texts(text);
    assertEquals(
      given.map(({ name }) => name).sort(),
      plain.map(([name]) => name).sort(),
      text,
    );
  }
});
