/**
 * The sidebar's own connections to a database: those that look, where the server refuses whatever writes, and those of
 * commands. What an entry of the log says may call a function that writes: showing the entry must not.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import type { LabConnection } from "./connection.ts";

/** A few connections of the sidebar's own, opened when they are needed. */
export class LabPools {
  readonly #open: LabConnection["openPool"];
  #looking: Promise<Pool> | null = null;
  #writing: Promise<Pool> | null = null;

  constructor({ openPool }: Pick<LabConnection, "openPool">) {
    this.#open = openPool;
  }

  /** Where one looks. */
  looking(): Promise<Pool> {
    return this.#looking ??= this.#open({ readOnly: true }).catch((error) => {
      this.#looking = null;
      throw error;
    });
  }

  /** Where commands write. */
  writing(): Promise<Pool> {
    return this.#writing ??= this.#open({ readOnly: false }).catch((error) => {
      this.#writing = null;
      throw error;
    });
  }

  /** Closes them. */
  async close(): Promise<void> {
    for (const opened of [this.#looking, this.#writing]) {
      const pool = await opened?.catch(() => null);
      await pool?.close();
    }
  }
}
