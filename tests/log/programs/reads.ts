/**
 * Random cells that read from the shop.
 *
 * @module
 */
import { sql } from "../../../src/query/condition/sql.ts";
import { below, chance, pick } from "../../closure/random_values.ts";
import { itemNames, type RowName, saleNames, type ShopModel } from "./model.ts";
import type { Cell, Notebook } from "./notebook.ts";

interface Read {
  readonly said: string;
  readonly frame: unknown;
  readonly condition?: string;
  /** Rows that were read, whatever comes of them; else `now`. */
  readonly rows?: readonly RowName[];
  readonly now?: () => readonly RowName[];
}

function reading(work: (notebook: Notebook) => Promise<Read>): Cell {
  return async (notebook) => {
    const { said, frame, condition = null, rows, now } = await work(notebook);
    const { model } = notebook;
    notebook.reads.push({
      analysis: notebook.active!,
      frame,
      condition,
      rows: now ?? (() => rows!.filter((row) => model.has(row))),
    });
    return said;
  };
}

const OPERATORS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  ">=": (a, b) => a >= b,
  "=": (a, b) => a === b,
  "<>": (a, b) => a !== b,
};

/** A condition on prices, in SQL and here. */
function priceCondition({ random }: Notebook) {
  const operator = pick(random, Object.keys(OPERATORS));
  const value = 10 * below(random, 12);
  return {
    text: `price ${operator} ${value}`,
    holds: (price: number) => OPERATORS[operator]!(price, value),
  };
}

const restricted = reading(async (notebook) => {
  const { shop, model } = notebook;
  const { text, holds } = priceCondition(notebook);
  const frame = await shop.item.and(text).fetch();
  return {
    said: `item where ${text}`,
    frame,
    condition: text,
    now: () => itemNames(model.itemsWhere(holds)),
  };
});

const byKey = reading(async ({ random, shop }) => {
  const id = 1 + below(random, 34);
  const frame = await shop.item.and({ id }).fetch();
  return { said: `item ${id}`, frame, now: () => itemNames([id]) };
});

const semijoined = reading(async (notebook) => {
  const { shop, model } = notebook;
  const { text, holds } = priceCondition(notebook);
  const frame = await shop.sale.and(shop.item.and(text)).fetch();
  const sales = model.salesOf(model.itemsWhere(holds));
  return {
    said: `sale of item where ${text}`,
    frame,
    rows: both(model, sales),
  };
});

const antijoined = reading(async (notebook) => {
  const { shop, model } = notebook;
  const { text, holds } = priceCondition(notebook);
  const frame = await shop.item.except(shop.sale.and(shop.item.and(text)))
    .fetch();
  const sold = new Set(
    model.salesOf(model.itemsWhere(holds)).map((sale) => model.sales.get(sale)),
  );
  const given = [...model.items.keys()].filter((id) => !sold.has(id));
  return {
    said: `item not sold where ${text}`,
    frame,
    rows: itemNames(given),
  };
});

const joined = reading(async (notebook) => {
  const { shop, model, random } = notebook;
  const { text, holds } = priceCondition(notebook);
  const isText = chance(random, 0.5);
  const frame = isText
    ? await shop.db
      .sql`SELECT s.sale_id, i.name FROM shop.sale s JOIN shop.item i ON i.id = s.id WHERE i.${
      sql.raw(text)
    }`.fetch()
    : await shop.sale.join(shop.item.and(text)).fetch();
  const sales = model.salesOf(model.itemsWhere(holds));
  return {
    said: `${isText ? "SELECT of " : ""}sale and item where ${text}`,
    frame,
    rows: both(model, sales),
  };
});

const limited = reading(async (notebook) => {
  const { shop, model, random } = notebook;
  const { text, holds } = priceCondition(notebook);
  const [count, skip] = [1 + below(random, 6), below(random, 4)];
  const frame = await shop.item.and(text).orderBy("id").limit(count)
    .offset(skip).fetch();
  const ids = model.itemsWhere(holds).slice(skip, skip + count);
  return {
    said: `item where ${text}, ${count} from ${skip}`,
    frame,
    rows: itemNames(ids),
  };
});

const streamed = reading(async ({ shop, random }) => {
  const value = 10 * below(random, 12);
  const most = below(random, 12);
  const given: number[] = [];
  const rows = shop.item.and(`price > ${value}`).stream("id");
  if (most > 0) {
    for await (const { id } of rows) {
      if (given.push(id as number) >= most) break;
    }
  }
  return {
    said: `${most} of the stream of item where price > ${value}`,
    frame: null,
    rows: itemNames(given),
  };
});

const united = reading(async (notebook) => {
  const { shop, model } = notebook;
  const [one, other] = [priceCondition(notebook), priceCondition(notebook)];
  const frame = await shop.item.and(one.text).proj()
    .union(shop.item.and(other.text).proj()).fetch();
  return {
    said: `item where ${one.text}, and where ${other.text}`,
    frame,
    now: () =>
      itemNames(
        model.itemsWhere((price) => one.holds(price) || other.holds(price)),
      ),
  };
});

const grouped = reading(async (notebook) => {
  const { shop, model } = notebook;
  const { text, holds } = priceCondition(notebook);
  const frame = await shop.db
    .sql`SELECT i.id, COUNT(*) AS n FROM shop.item i JOIN shop.sale s ON s.id = i.id WHERE i.${
    sql.raw(text)
  } GROUP BY i.id`.fetch();
  const sales = model.salesOf(model.itemsWhere(holds));
  return {
    said: `sales an item where ${text}`,
    frame,
    rows: both(model, sales),
  };
});

const viewed = reading(async (notebook) => {
  const { shop, model } = notebook;
  const { text, holds } = priceCondition(notebook);
  const frame = await shop.view.and(text).fetch();
  const ids = model.itemsWhere((price) => holds(price) && price < 100);
  return { said: `cheap where ${text}`, frame, rows: itemNames(ids) };
});

/** Cells that read while an export is active. */
export const READS: readonly Cell[] = [
  united,
  grouped,
  viewed,
  restricted,
  restricted,
  byKey,
  semijoined,
  antijoined,
  joined,
  limited,
  streamed,
];

/** Sales and their items. */
function both(model: ShopModel, sales: readonly number[]): RowName[] {
  const items = sales.map((sale) => model.sales.get(sale)!);
  return [...saleNames(sales), ...itemNames(items)];
}
