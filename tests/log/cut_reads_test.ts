/** Connections that are lost at each packet of a read: what comes is right and logged, or an error that says so. */
import { assert, assertEquals } from "@std/assert";
import { within } from "../../src/connection/within.ts";
import { SpyglassError } from "../../src/errors.ts";
import { type Cut, CutConnections } from "../connection/cut_connections.ts";
import { loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import { KEY, loggedItems, openLarge, type Shop } from "./shop.ts";

/** Reads the items from a number on, three or so, and gives theirs. */
type Read = (from: number) => Promise<number[]>;

function readsOf(
  { db, item, sale }: Pick<Shop, "db" | "item" | "sale">,
): Record<string, Read> {
  const some = (from: number) => `id between ${from} and ${from + 2}`;
  const ids = (rows: readonly Record<string, unknown>[]) =>
    rows.map(({ id }) => Number(id)).sort((a, b) => a - b);
  const streamed = async (
    rows: AsyncIterable<Record<string, unknown>>,
    most = Infinity,
  ) => {
    const given: Record<string, unknown>[] = [];
    for await (const row of rows) if (given.push(row) >= most) break;
    return ids(given);
  };
  return {
    text: async (from) => ids(await item.and(some(from)).rows()),
    keys: async (from) => ids(await item.and(some(from)).limit(3).rows()),
    join: async (from) => ids(await item.join(sale).and(some(from)).rows()),
    semijoin: async (from) => ids(await item.and(sale.and(some(from))).rows()),
    sql: async (from) =>
      ids(
        await db
          .sql`select i.id, count(*) as n from shop.item i join shop.sale s on s.id = i.id
          where i.id between ${from} and ${from + 2} group by i.id`.rows(),
      ),
    stream: (from) => streamed(item.and(some(from)).stream()),
    "left stream": (from) =>
      streamed(item.and(some(from)).orderBy("id").stream(), 1),
    "stream of windows": (from) =>
      streamed(item.and(sale.and(some(from))).stream()),
    transaction: async (from) =>
      await db.transaction(async () => {
        const given = ids(await item.and(some(from)).rows());
        await item.update1({ id: from, price: 2 });
        return given;
      }),
    preview: async (from) => {
      const given = ids(await item.and(some(from)).rows());
      const { ExportSelection } = db;
      const { paper_id } = KEY;
      const { result } = await listening(() =>
        ExportSelection.previewTables({ paper_id })
      );
      assert(Object.values(result.counts)[0]! >= given.length);
      return given;
    },
  };
}

/** What a read came to: its rows, or its error; it must come to something. */
async function outcome(read: Promise<number[]>): Promise<number[] | Error> {
  const done = read.catch((error: Error) => error);
  assert(!await within(done, PATIENCE), "it hangs");
  return await done;
}

const PATIENCE = 30_000;

for (const cut of ["reply", "asked", "killed"] satisfies Cut[]) {
  Deno.test(`reads whose connection is lost (${cut}) at any packet give what is right and logged, or an error`, async () => {
    await using shop = await openLarge();
    await loadSql(
      shop.socket,
      "insert into shop.sale select seq, seq, '' from shop.seq_31_to_2500",
    );
    await using cuts = new CutConnections(shop.socket);
    await using ends = new AsyncDisposableStack();
    const db = await shop.connect({ socketPath: cuts.socketPath });
    // Before the connections that it needs for that.
    ends.defer(() => db.close());
    const item = await db.table("shop.item");
    const sale = await db.table("shop.sale");
    const note = await db.table("shop.note");
    const before = await note.rows();
    let from = 31;
    for (const [name, read] of Object.entries(readsOf({ db, item, sale }))) {
      // Its reply has as many packets as the log has rows.
      if (name === "preview" && cut !== "asked") continue;
      let isOver = false;
      for (let at = 1; !isOver; at++, from += 3) {
        const where = `${name}, ${cut} ${at}`;
        cuts.arm(cut, at);
        const given = await outcome(
          listening(() => read(from)).then(
            ({ result }) => result,
          ),
        );
        isOver = cuts.disarm() < at;
        if (given instanceof Error) {
          assert(given instanceof SpyglassError, `${where}: ${given.stack}`);
          assert(given.message.includes("run it again"), `${where}: ${given}`);
          continue;
        }
        const wanted = [from, from + 1, from + 2];
        assertEquals(given, wanted.slice(0, given.length), where);
        assertEquals(given.length, name === "left stream" ? 1 : 3, where);
        const logged = new Set(await loggedItems(shop));
        assert(given.every((id) => logged.has(id)), where);
      }
    }
    // Each connection is as it was.
    const all = await Promise.all(Array.from({ length: 8 }, () => note.rows()));
    for (const rows of all) assertEquals(rows, before);
  });
}
