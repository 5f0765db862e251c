/** The log after any cells in any order, against plain arrays. */
import { assertEquals } from "@std/assert";
import { randomFrom } from "../../closure/random_values.ts";
import { listening, type Place, testInMysqlPlace } from "../../story/place.ts";
import { openShop, type Shop, shopIn } from "../shop.ts";
import { randomCell } from "./cells.ts";
import { ShopModel } from "./model.ts";
import type { Notebook } from "./notebook.ts";

/** The same each time, so that a change is to blame for a failure; other seeds are for looking for more. */
const SEED = Number(Deno.env.get("PROGRAMS_SEED") ?? 20261202);
const PROGRAMS = Number(Deno.env.get("PROGRAMS") ?? 12);
const CELLS = 40;
const SEEDS = Array.from({ length: PROGRAMS }, (_, program) => SEED + program);

for (const [at, seed] of SEEDS.entries()) {
  const name =
    `after each of ${CELLS} random cells the log selects just the rows of the reads that it holds (seed ${seed}`;
  Deno.test(`${name})`, async () => {
    await using shop = await openShop();
    await assertLogged(shop, seed);
  });
  if (at % 6 > 0) continue;
  testInMysqlPlace(`${name}, on MySQL)`, async (place) => {
    await assertLogged(await shopIn(place), seed);
  });
}

async function assertLogged(shop: Shop, seed: number): Promise<void> {
  const notebook: Notebook = {
    random: randomFrom(seed),
    shop,
    model: new ShopModel(),
    reads: [],
    active: null,
    exports: new Map(),
    next: 31,
  };
  const done: string[] = [];
  for (let cell = 0; cell < CELLS; cell++) {
    const { result } = await listening(() => randomCell(notebook)(notebook));
    done.push(result);
    for (const [analysis, id] of notebook.exports) {
      assertEquals(
        await selected(shop, id),
        expected(notebook, analysis),
        `${analysis} after: ${done.join("; ")}`,
      );
    }
  }
}

/** What all entries of an export select together. */
async function selected({ pool }: Place, exportId: number): Promise<string[]> {
  const entries = await pool.texts(
    `SELECT table_name, restriction FROM common_usage.export_selection__table WHERE export_id = ${exportId}`,
  );
  const rows = new Set<string>();
  for (const [table, restriction] of entries) {
    const name = table!.replaceAll("`", "").split(".")[1]!;
    const key = name === "item" ? "id" : "sale_id";
    const found = await pool.texts(
      `SELECT ${key} FROM ${table} WHERE ${restriction!.replaceAll("%%", "%")}`,
    );
    for (const [id] of found) rows.add(`${name} ${id}`);
  }
  return [...rows].sort();
}

function expected({ reads, model }: Notebook, analysis: string): string[] {
  const rows = reads.filter((read) => read.analysis === analysis)
    .flatMap((read) => read.rows())
    .filter((row) => model.has(row));
  return [...new Set(rows)].sort();
}
