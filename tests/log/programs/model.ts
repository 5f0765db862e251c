/**
 * The shop and its log as plain arrays: what the entries must select after any cells. It imports nothing of `src/`.
 *
 * @module
 */

/** A row as `item 3` or `sale 5`. */
export type RowName = string;

/** The rows of the shop. */
export class ShopModel {
  /** id → price. */
  readonly items = new Map<number, number>();
  /** sale_id → id of the item. */
  readonly sales = new Map<number, number>();

  constructor() {
    for (let id = 1; id <= 30; id++) this.items.set(id, id * 10);
    for (let sale = 1; sale <= 20; sale++) this.sales.set(sale, 1 + sale % 5);
  }

  /** Ids of the items whose price is wanted, in the order of their ids. */
  itemsWhere(isWanted: (price: number) => boolean): number[] {
    return [...this.items].filter(([, price]) => isWanted(price))
      .map(([id]) => id).sort((a, b) => a - b);
  }

  /** Of all sales, those of these items. */
  salesOf(items: readonly number[]): number[] {
    const wanted = new Set(items);
    return [...this.sales].filter(([, id]) => wanted.has(id))
      .map(([sale]) => sale).sort((a, b) => a - b);
  }

  has(row: RowName): boolean {
    const [table, id] = row.split(" ");
    return (table === "item" ? this.items : this.sales).has(Number(id));
  }
}

/** A read that the log holds. */
export interface ModelRead {
  readonly analysis: string;
  /** What `forget` takes for it; `null` of a stream. */
  readonly frame: unknown;
  /** The condition, where it says alone which rows were read. */
  readonly condition: string | null;
  /** The rows that the log must select for it now. */
  readonly rows: () => readonly RowName[];
}

/** Items by their ids. */
export function itemNames(ids: readonly number[]): RowName[] {
  return ids.map((id) => `item ${id}`);
}

/** Sales by their ids. */
export function saleNames(ids: readonly number[]): RowName[] {
  return ids.map((id) => `sale ${id}`);
}
