/**
 * Somebody waits to alter a table until a read of it has ended, and everybody else who asks for that table waits behind
 * him: what a read looks at beside its rows must not keep it from ending.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { within } from "../../../src/connection/within.ts";
import { openLab, PAPER } from "../../export/lab.ts";
import { loadSql } from "../../setup.ts";
import { listening, type Place } from "../../story/place.ts";
import { loggedItems, openLarge, type Shop } from "../shop.ts";

const READS: Record<string, (shop: Shop) => Promise<Altering>> = {
  "a stream of db.sql": ({ db, item, ...place }) =>
    altering(place, "shop.item", db.sql`select * from ${item}`.stream()),
  "a stream by keys": ({ item, ...place }) =>
    altering(place, "shop.item", item.limit(2500).stream()),
  "a stream of a semijoin": ({ item, ...place }) =>
    altering(place, "shop.item", item.and(item.proj()).stream()),
  "a read in a transaction": ({ db, item, ...place }) =>
    db.transaction(async () => {
      await item.and({ id: 1 }).rows();
      const altered = await alter(place, "shop.item");
      await item.fetch();
      return altered;
    }),
};

for (const [name, read] of Object.entries(READS)) {
  Deno.test(`${name} that gives a whole table ends while somebody waits to alter that table`, async () => {
    await using shop = await openLarge();
    const { said } = await listening(() => inTime(shop, read(shop)));
    assertMatch(said.join(), /this read takes the whole table shop\.Item/);
    assertEquals((await loggedItems(shop)).length, 2500);
  });
}

Deno.test("a read in a transaction that is looked at for includedNwbFiles ends, too, and is warned of when that can be told", async () => {
  await using lab = await openLab();
  const key = { ...PAPER, analysis_id: "one", includedNwbFiles: ["a_.nwb"] };
  await listening(() => lab.db.ExportSelection.startExport(key));
  const { warned } = await listening(async () => {
    const warning = nextWarning();
    const read = lab.db.transaction(async () => {
      await lab.trial.and({ nwb_file_name: "a_.nwb" }).rows();
      const work = await alter(lab, "lab.trial");
      await lab.trial.rows();
      return work;
    });
    await inTime(lab, read);
    await warning;
  });
  assertMatch(warned.join(), /`lab`\.`trial` rests on b_\.nwb/);
});

Deno.test("a read whose table nobody alters says how many rows it has", async () => {
  await using shop = await openLarge();
  const { said } = await listening(() => shop.item.fetch());
  assertMatch(said.join(), /shop\.Item \(2,500 rows, /);
});

type Server = Pick<Place, "socket" | "pool">;

/** Somebody's work on a table. */
interface Altering {
  /** False where it failed. */
  readonly altered: Promise<boolean>;
}

/** Reads a stream to its end; after its first row, somebody wants to alter the table. */
async function altering(
  server: Server,
  table: string,
  rows: AsyncIterable<unknown>,
): Promise<Altering> {
  let work: Altering | null = null;
  for await (const _ of rows) work ??= await alter(server, table);
  return work!;
}

/** Resolves when something is warned of. */
function nextWarning(): Promise<void> {
  const { warn } = console;
  return new Promise((resolve) =>
    console.warn = (...words) => {
      warn(...words);
      resolve();
    }
  );
}

/** Resolves when somebody waits to alter the table. */
async function alter(
  { socket, pool }: Server,
  table: string,
): Promise<Altering> {
  const altered = loadSql(
    socket,
    `alter table ${table} add column more int, algorithm=copy`,
  ).then(() => true, () => false);
  while ((await waiting(pool)).length === 0) {
    await new Promise((done) => setTimeout(done, 20));
  }
  return { altered };
}

/** Connections that wait to alter a table. */
async function waiting(pool: Server["pool"]): Promise<string[]> {
  const rows = await pool.texts(
    "SELECT id FROM information_schema.processlist WHERE state = 'Waiting for table metadata lock' AND info LIKE 'alter table%'",
  );
  return rows.map(([id]) => id!);
}

/** Proves that a read ends, and that whoever waited for it could then alter the table. */
async function inTime(
  { pool }: Server,
  read: Promise<Altering>,
): Promise<void> {
  const isLate = await within(read.catch(() => {}), 20_000);
  // So that the test ends.
  if (isLate) {
    for (const id of await waiting(pool)) await pool.run(`KILL ${id}`);
  }
  const { altered } = await read;
  assert(await altered, "the read waited for whoever waited for it");
}
