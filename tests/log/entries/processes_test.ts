/** Many at once: our processes, and Python's beside them. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { loadSql } from "../../setup.ts";
import { entries, KEY, openShop, start } from "../shop.ts";

const PROCESSES = 4;
const READS = 100;
const LOG = "common_usage.export_selection__table";

Deno.test(`${PROCESSES} processes with ${READS} reads each: all entries, once a process, unique ids, no error`, async () => {
  await using shop = await openShop();
  await loadSql(
    shop.socket,
    "truncate shop.sale; set foreign_key_checks = 0; truncate shop.item; insert into shop.item select seq, 'x', seq from shop.seq_1_to_1000",
  );
  await start(shop);
  const program = fileURLToPath(new URL("one_of_many.ts", import.meta.url));
  const runs = Array.from(
    { length: PROCESSES },
    (_, at) =>
      new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--allow-all",
          program,
          shop.socket,
          String(1 + at * READS),
          String(READS),
        ],
        stdout: "null",
        stderr: "piped",
      }).output(),
  );
  for (const { success, stderr } of await Promise.all(runs)) {
    assert(success, new TextDecoder().decode(stderr));
  }
  const [row] = await shop.pool.texts(
    `select count(*), count(distinct table_id), count(distinct restriction), max(table_id) from ${LOG}`,
  );
  const [all, ids, texts, last] = row!.map(Number);
  assertEquals(texts, PROCESSES * READS + 1);
  assertEquals([ids, last], [all, all]);
  // What all of them read each has written, unless it came when others' reads had ended.
  assert(all! < texts! + PROCESSES, `${all} entries`);
});

Deno.test("ids go on from the largest, whoever wrote it", async () => {
  await using shop = await openShop();
  await start(shop);
  await loadSql(
    shop.socket,
    `insert into ${LOG} values (1, 41, '\`shop\`.\`item\`', 'id=1')`,
  );
  await shop.item.and({ id: 2 }).fetch();
  await loadSql(
    shop.socket,
    `insert into ${LOG} select 1, max(table_id) + 1, '\`shop\`.\`item\`', 'id=3' from ${LOG}`,
  );
  await shop.item.and({ id: 4 }).fetch();
  await start(shop, { paper_id: "paper2", analysis_id: "other" });
  await shop.item.and({ id: 5 }).fetch();
  const rows = await shop.pool.texts(
    `select export_id, table_id, restriction from ${LOG} order by table_id`,
  );
  assertEquals(rows, [
    ["1", "41", "id=1"],
    ["1", "42", "(id=2)"],
    ["1", "43", "id=3"],
    ["1", "44", "(id=4)"],
    ["2", "45", "(id=5)"],
  ]);
});

Deno.test("ids go on from the largest of all exports, also where an export is resumed", async () => {
  await using shop = await openShop();
  const second = { ...KEY, analysis_id: "second" };
  for (const [at, key] of [KEY, second, KEY].entries()) {
    await start(shop, key);
    await shop.item.and({ id: 1 + 2 * at }).fetch();
    await shop.item.and({ id: 2 + 2 * at }).fetch();
  }
  // Another process logs into the other export.
  await loadSql(
    shop.socket,
    `insert into ${LOG} values (2, 90, '\`shop\`.\`item\`', 'id=7')`,
  );
  await start(shop, KEY);
  await shop.item.and({ id: 8 }).fetch();
  const rows = await shop.pool.texts(
    `select export_id, table_id from ${LOG} order by export_id, table_id`,
  );
  assertEquals(
    rows.map((row) => row.map(Number)),
    [[1, 1], [1, 2], [1, 5], [1, 6], [1, 91], [2, 3], [2, 4], [2, 90]],
  );
});

Deno.test("what this process has written is written once, over whichever connection; what others write meanwhile is not relied on", async () => {
  await using shop = await openShop();
  await start(shop);
  await shop.item.and({ id: 1 }).fetch();
  await loadSql(
    shop.socket,
    `insert into ${LOG} values (1, 2, '\`shop\`.\`item\`', '(id=2)')`,
  );
  const other = await shop.connect();
  await (await other.table("shop.item")).and({ id: 3 }).fetch();
  for (const id of [1, 2, 3, 2]) await shop.item.and({ id }).fetch();
  assertEquals(await entries(shop), [
    "shop.item (id=1)",
    "shop.item (id=2)",
    "shop.item (id=3)",
    "shop.item (id=2)",
  ]);
});

Deno.test("entries as Python writes them are read as Python reads them", async () => {
  await using shop = await openShop();
  await start(shop);
  const python = [
    ["item", `((name LIKE 'item 1%%'))AND((\`id\`=10))`],
    ["item", '((`name`="item 3"))'],
    ["sale", '(`note`="100%% 7")'],
    ["sale", "sale_id in (1, 2)"],
    ["pair", '((`a`="a1")AND(`b`=1))OR((`a`="a2")AND(`b`=2))'],
    ["note", "True"],
  ];
  for (const [at, [table, restriction]] of python.entries()) {
    await shop.pool.run(
      `insert into ${LOG} values (1, ${at + 1}, '\`shop\`.\`${table}\`', '${
        restriction!.replaceAll("'", "''")
      }')`,
    );
  }
  const slice = await shop.db.ExportSelection.previewTables({
    paper_id: "paper1",
  });
  assertEquals(slice.counts, {
    // Those with the ids 3 and 10, and what the sales are of: 2 and 3.
    "`shop`.`item`": 3,
    "`shop`.`sale`": 3,
    "`shop`.`pair`": 2,
    "`shop`.`note`": 2,
  });
});
