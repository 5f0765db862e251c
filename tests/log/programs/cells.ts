/**
 * Random cells of a notebook, and what they do to the model.
 *
 * @module
 */
import { below, chance, pick } from "../../closure/random_values.ts";
import { listening } from "../../story/place.ts";
import type { Cell, Notebook } from "./notebook.ts";
import { READS } from "./reads.ts";

/** One of the cells that may run now. */
export function randomCell({ random, active }: Notebook): Cell {
  if (active === null) return pick(random, [start, start, remove, forget]);
  return chance(random, 0.7) ? pick(random, READS) : pick(random, [
    stop,
    start,
    forget,
    forget,
    forgetQuery,
    remove,
    colleague,
  ]);
}

async function start(notebook: Notebook): Promise<string> {
  const analysis_id = pick(notebook.random, ["one", "two", "three"]);
  const { result } = await listening(() =>
    notebook.shop.db.ExportSelection.startExport({
      paper_id: "paper",
      analysis_id,
    })
  );
  notebook.active = analysis_id;
  notebook.exports.set(analysis_id, result.export_id);
  return `start ${analysis_id}`;
}

async function stop(notebook: Notebook): Promise<string> {
  await listening(() => notebook.shop.db.ExportSelection.stopExport());
  notebook.active = null;
  return "stop";
}

/** Forgets one read, wherever it was logged: others that rest on the same rows stay. */
async function forget(notebook: Notebook): Promise<string> {
  const { random, shop } = notebook;
  const known = notebook.reads.filter(({ frame }) => frame !== null);
  if (known.length === 0) return "nothing to forget";
  const read = pick(random, known);
  await listening(() =>
    shop.db.ExportSelection.forget(read.frame as never, { force: true })
  );
  notebook.reads = notebook.reads.filter((one) => one !== read);
  return `forget a read of ${read.analysis}`;
}

/** Forgets all reads of the active export by this condition. */
async function forgetQuery(notebook: Notebook): Promise<string> {
  const { random, shop, active } = notebook;
  const known = notebook.reads.filter(({ analysis, condition }) =>
    condition !== null && analysis === active
  );
  if (known.length === 0) return "no query to forget";
  const { condition } = pick(random, known);
  await listening(() =>
    shop.db.ExportSelection.forget(shop.item.and(condition!), { force: true })
  );
  notebook.reads = notebook.reads.filter((one) =>
    one.condition !== condition || one.analysis !== active
  );
  return `forget where ${condition}`;
}

async function remove(notebook: Notebook): Promise<string> {
  const { random, shop, active, exports } = notebook;
  const others = [...exports.keys()].filter((one) => one !== active);
  if (others.length === 0) return "nothing to delete";
  const analysis_id = pick(random, others);
  await listening(() =>
    shop.db.ExportSelection.deleteAnalysis(
      { paper_id: "paper", analysis_id },
      { force: true },
    )
  );
  exports.delete(analysis_id);
  notebook.reads = notebook.reads.filter((one) => one.analysis !== analysis_id);
  return `delete ${analysis_id}`;
}

/** Somebody else changes the rows meanwhile. */
async function colleague(notebook: Notebook): Promise<string> {
  const { random, shop: { pool }, model } = notebook;
  const id = pick(random, [...model.items.keys()]);
  switch (below(random, 4)) {
    case 0: {
      const [added, price] = [notebook.next++, 10 * below(random, 12)];
      await pool.run(
        `INSERT INTO shop.item VALUES (${added}, 'new', ${price})`,
      );
      model.items.set(added, price);
      return `a colleague adds item ${added} of ${price}`;
    }
    case 1: {
      const price = 10 * below(random, 12);
      await pool.run(`UPDATE shop.item SET price = ${price} WHERE id = ${id}`);
      model.items.set(id, price);
      return `a colleague makes item ${id} cost ${price}`;
    }
    case 2: {
      const added = notebook.next++;
      await pool.run(`INSERT INTO shop.sale VALUES (${added}, ${id}, 'new')`);
      model.sales.set(added, id);
      return `a colleague sells item ${id}`;
    }
    default: {
      const sale = pick(random, [...model.sales.keys()]);
      await pool.run(`DELETE FROM shop.sale WHERE sale_id = ${sale}`);
      model.sales.delete(sale);
      return `a colleague takes sale ${sale} back`;
    }
  }
}
