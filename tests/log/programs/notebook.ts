/**
 * A notebook that reads from the shop under an export, and what of it the model knows.
 *
 * @module
 */
import type { Random } from "../../closure/random_values.ts";
import type { Shop } from "../shop.ts";
import type { ModelRead, ShopModel } from "./model.ts";

/** The notebook while it runs. */
export interface Notebook {
  readonly random: Random;
  readonly shop: Shop;
  readonly model: ShopModel;
  /** What the log must hold. */
  reads: ModelRead[];
  /** `null` where no export is active. */
  active: string | null;
  /** Analyses that were started, and their exports. */
  readonly exports: Map<string, number>;
  /** The next row that a colleague adds. */
  next: number;
}

/** A cell: what it was, in a few words. */
export type Cell = (notebook: Notebook) => Promise<string>;
