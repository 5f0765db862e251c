/**
 * Jobs: which key is being computed by whom, in DataJoint's own table `~jobs` (DataJoint 0.14, `datajoint/jobs.py`), so
 * that any number of workers, Python's among them, compute each key once.
 *
 * @module
 */
import { encodeBlob } from "../blob/encode.ts";
import type { Pool } from "../connection/session.ts";
import { QueryError } from "../errors.ts";
import type { QueryContext } from "../query/context.ts";
import type { Row } from "../query/reading/result.ts";
import type { ColumnKind, TableInfo } from "../schema/table.ts";
import { fullName } from "../sql/identifier.ts";
import { bytesLiteral, textLiteral } from "../sql/literal.ts";
import { createTables } from "./create_tables.ts";
import { jobsTable } from "./hidden_tables.ts";
import { jobHash } from "./job_hash.ts";

/** The jobs of one table. */
export class Jobs {
  readonly #pool: Pool;
  readonly #table: TableInfo;
  readonly #kinds: Readonly<Record<string, ColumnKind>>;
  /** Full name of `~jobs`. */
  readonly #jobs: string;

  private constructor(pool: Pool, table: TableInfo) {
    this.#pool = pool;
    this.#table = table;
    this.#kinds = Object.fromEntries(
      table.columns.map(({ name, kind }) => [name, kind]),
    );
    this.#jobs = fullName(table.schema, JOBS);
  }

  /** Opens the jobs of a table; their own table is created where it is missing. */
  static async of(context: QueryContext, table: TableInfo): Promise<Jobs> {
    const { catalog, pool, reload } = context;
    if (!catalog.tables.has(fullName(table.schema, JOBS))) {
      const made = jobsTable(table.schema);
      await createTables(catalog, pool, table.schema, [made]);
      await reload?.();
    }
    return new Jobs(pool, table);
  }

  /** The hashes of keys that are reserved, failed, or to be ignored. */
  async taken(): Promise<ReadonlySet<string>> {
    const rows = await this.#pool.texts(
      `SELECT key_hash FROM ${this.#jobs} WHERE table_name = ${
        textLiteral(this.#table.name)
      } AND status IN ('error', 'ignore', 'reserved')`,
    );
    return new Set(rows.map(([hash]) => hash!));
  }

  /** The hash of a key. */
  hashOf(key: Row): string {
    return jobHash(key, this.#kinds);
  }

  /** Reserves a key; false where somebody else has it. */
  async reserve(key: Row): Promise<boolean> {
    try {
      await this.#write("INSERT", "reserved", key, {});
      return true;
    } catch (error) {
      if (error instanceof QueryError && error.errno === DUPLICATE) {
        return false;
      }
      throw error;
    }
  }

  /** Notes that a key is computed: its job is gone. */
  async complete(key: Row): Promise<void> {
    await this.#pool.run(
      `DELETE FROM ${this.#jobs} WHERE table_name = ${
        textLiteral(this.#table.name)
      } AND key_hash = ${textLiteral(this.hashOf(key))}`,
    );
  }

  /** Notes that a key failed: nobody tries it again before the note is deleted. */
  async fail(key: Row, message: string, stack: string): Promise<void> {
    const told = message.length > MESSAGE_LENGTH
      ? message.slice(0, MESSAGE_LENGTH - TRUNCATED.length) + TRUNCATED
      : message;
    await this.#write("REPLACE", "error", key, {
      error_message: textLiteral(told.toWellFormed()),
      error_stack: bytesLiteral(encodeBlob(stack.toWellFormed())),
    });
  }

  async #write(
    verb: "INSERT" | "REPLACE",
    status: string,
    key: Row,
    more: Readonly<Record<string, string>>,
  ): Promise<void> {
    const values = {
      table_name: textLiteral(this.#table.name),
      key_hash: textLiteral(this.hashOf(key)),
      status: textLiteral(status),
      "`key`": bytesLiteral(encodeBlob(key)),
      user: "USER()",
      host: textLiteral(Deno.hostname().slice(0, 255)),
      pid: String(Deno.pid),
      connection_id: "CONNECTION_ID()",
      ...more,
    };
    await this.#pool.run(
      `${verb} INTO ${this.#jobs} (${Object.keys(values).join(", ")}) VALUES (${
        Object.values(values).join(", ")
      })`,
    );
  }
}

const JOBS = "~jobs";
const DUPLICATE = 1062;
const MESSAGE_LENGTH = 2047;
const TRUNCATED = "...truncated";
