/** Reads that are logged by a great many keys, or by very long ones. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { LogError } from "../../../src/errors.ts";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { loggedItems, openShop, start } from "../shop.ts";

const LOG = "common_usage.export_selection__table";

Deno.test("a million keys are logged: runs of numbers in one short entry, scattered ones in many, exactly", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    `create table shop.many (id int primary key) engine=InnoDB;
    insert into shop.many select seq from shop.seq_1_to_1000100`,
  );
  await shop.db.reload();
  const many = await shop.db.table("shop.many");
  await start(shop);
  const { result } = await listening(() =>
    many.orderBy("id").limit(1_000_000).columns("id")
  );
  assertEquals(result.id!.length, 1_000_000);
  assertEquals(
    await shop.pool.texts(`select restriction from ${LOG}`),
    [["(`id` BETWEEN 1 AND 1000000)"]],
  );
  await loadSql(
    shop.socket,
    `delete from ${LOG};
    create table shop.some (id int primary key) engine=InnoDB;
    insert into shop.some select seq * 3 + seq % 2 from shop.seq_1_to_50000`,
  );
  await shop.db.reload();
  const some = await shop.db.table("shop.some");
  await some.orderBy("id").limit(30_000).columns("id");
  const [sizes] = await shop.pool.texts(
    `select count(*) > 50, max(char_length(restriction)) <= 2048 from ${LOG}`,
  );
  assertEquals(sizes, ["1", "1"]);
  // Each entry holds rows of its own, and all together are those that were given.
  await loadSql(
    shop.socket,
    "create table shop.given (id int primary key) engine=InnoDB",
  );
  const texts = await shop.pool.texts(`select restriction from ${LOG}`);
  for (const [text] of texts) {
    await shop.pool.run(
      `insert into shop.given select id from shop.some where ${text}`,
    );
  }
  const [compared] = await shop.pool.texts(
    "select count(*), max(id) = (select id from shop.some order by id limit 29999, 1) from shop.given",
  );
  assertEquals(compared, ["30000", "1"]);
});

Deno.test("a key that is longer than an entry is refused by keys, saying which table, and logged by its condition", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    `create table shop.long_key (name varchar(600) character set utf8mb4 primary key, id int not null) engine=InnoDB row_format=dynamic;
    insert into shop.long_key values (repeat('🧠', 600), 1), ('short', 2)`,
  );
  await shop.db.reload();
  const table = await shop.db.table("shop.long_key");
  await start(shop);
  const error = await assertRejects(
    () => table.orderBy("id").limit(1).rows(),
    LogError,
    "Cannot log a read of shop.LongKey by the keys of its rows: one key (name) alone is longer",
  );
  assert(error.message.length < 600, error.message);
  await assertRejects(() => Array.fromAsync(table.stream()), LogError);
  assertEquals(await shop.pool.texts(`select 1 from ${LOG}`), []);
  assertEquals((await table.and("id = 1").rows()).length, 1);
  assertEquals((await table.orderBy("id desc").limit(1).rows()).length, 1);
  assertEquals(await loggedItems(shop), []);
  const texts = await shop.pool.texts(
    `select restriction from ${LOG} order by table_id`,
  );
  assertEquals(texts, [["(id = 1)"], ["(`name`='short')"]]);
});

Deno.test("very many long keys are logged on a server that takes short statements only, and confirmed there", async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    `set global max_allowed_packet = 65536;
    create table shop.quoted (name varchar(100) primary key, id int not null) engine=InnoDB;
    insert into shop.quoted select concat(md5(seq), repeat(char(39), 40)), seq from shop.seq_1_to_2000`,
  );
  const db = await shop.connect();
  const table = await db.table("shop.quoted");
  await start(shop);
  const query = table.orderBy("id").limit(1500);
  assertEquals((await query.rows("id")).length, 1500);
  const logged = () => shop.pool.texts(`select count(*) from ${LOG}`);
  const [[count] = []] = await logged();
  assert(Number(count) > 60, `${count} entries`);
  await query.rows("id");
  assertEquals(await logged(), [[count!]]);
  // A failed one takes them all back.
  await loadSql(shop.socket, `delete from ${LOG}`);
  const bad = query.proj({ x: "CAST(id AS unsigned) - 18446744073709551615" });
  await assertRejects(() => bad.rows());
  assertEquals(await logged(), [["0"]]);
});
