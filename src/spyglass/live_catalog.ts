/**
 * The tables as they were last read, those of the log made where they are missing.
 *
 * @module
 */
import type { LooseViews } from "../connection/loose_views.ts";
import type { Pool } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
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

  /**
   * The tables as they are now, with those of the log. What differs from the last time is believed when it was read
   * twice: at the moment in which ALTER TABLE puts a new table in the place of the old one, MariaDB lists none, or one
   * without its columns or its keys, and a slice would lack rows without a word.
   *
   * @throws {ExportError} They are others each time.
   */
  async fresh(): Promise<Catalog> {
    await this.prepareLog();
    for (let reading = 0; reading < MOST_READINGS; reading++) {
      const before = this.#last;
      if (await this.reload() === before.catalog) return before.catalog;
    }
    throw new ExportError(
      `Cannot read which tables there are: found other ones in each of ${MOST_READINGS} readings, wanted two alike; wait until nobody makes or alters tables, and run it again`,
    );
  }

  /** False where the log's column would lose characters of a text. */
  logHoldsAnyCharacter(): boolean {
    const column = this.catalog.tables.get(SELECTION_TABLE)?.columns
      .find(({ name }) => name === "restriction");
    return column?.characterSet === "utf8mb4";
  }
}

const MOST_READINGS = 20;
