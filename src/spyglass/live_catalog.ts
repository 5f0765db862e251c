/**
 * The tables as they were last read, those of the log made where they are missing.
 *
 * @module
 */
import type { LooseViews } from "../connection/loose_views.ts";
import type { Pool } from "../connection/session.ts";
import { reflectAgain, type Reflection } from "../schema/reflect.ts";
import type { Catalog } from "../schema/table.ts";
import { createDandiTables, DANDI_SCHEMA } from "./dandi_tables.ts";
import {
  createUsageTables,
  SELECTION_TABLE,
  USAGE_SCHEMA,
} from "./usage_tables.ts";

/** A catalog that can be read again. */
export class LiveCatalog {
  readonly #pool: Pool;
  readonly #looseViews: LooseViews | null;
  #last: Reflection;

  /**
   * @param reflection The tables as they are now.
   * @param looseViews Is told of views that the pool's connections must read otherwise.
   */
  constructor(
    pool: Pool,
    reflection: Reflection,
    looseViews: LooseViews | null = null,
  ) {
    this.#pool = pool;
    this.#looseViews = looseViews;
    this.#last = reflection;
    this.#tellLooseViews();
  }

  /** The tables as they were last read. */
  get catalog(): Catalog {
    return this.#last.catalog;
  }

  /** Reads the tables again. Where nothing is different, the catalog is the same object as before. */
  async reload(): Promise<Catalog> {
    const before = this.#last;
    this.#last = await reflectAgain(this.#pool, before);
    if (this.#last !== before) this.#tellLooseViews();
    return this.#last.catalog;
  }

  #tellLooseViews(): void {
    const tables = [...this.catalog.tables.values()];
    this.#looseViews?.set(
      tables.filter(({ groupsLoosely }) => groupsLoosely)
        .map(({ name }) => name),
    );
  }

  /**
   * Makes the tables of the log where they are missing, and those of what is published, which refer to them, where that
   * schema is asked for.
   */
  async prepareLog(schema: string = USAGE_SCHEMA): Promise<void> {
    if (await createUsageTables(this.#pool, this.catalog)) await this.reload();
    if (schema !== DANDI_SCHEMA) return;
    if (await createDandiTables(this.#pool, this.catalog)) await this.reload();
  }

  /** The tables as they are now, with those of the log. */
  async fresh(): Promise<Catalog> {
    await this.prepareLog();
    return await this.reload();
  }

  /** False where the log's column would lose characters of a text. */
  logHoldsAnyCharacter(): boolean {
    const column = this.catalog.tables.get(SELECTION_TABLE)?.columns
      .find(({ name }) => name === "restriction");
    return column?.characterSet === "utf8mb4";
  }
}
