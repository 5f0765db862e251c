/**
 * Which views an export read. Their rows are logged by the tables behind them; that cells can read them again where the
 * slice is restored, their definitions go with it.
 *
 * @module
 */
import { patiently } from "../connection/patience.ts";
import { isDenied, isMissingTable } from "../connection/server_error.ts";
import type { Pool, Session } from "../connection/session.ts";
import { LogError, SpyglassError } from "../errors.ts";
import { textLiteral } from "../sql/literal.ts";
import { OWN_SCHEMA } from "./entries/noted.ts";
import { noteDefinitions, removeDefinitions } from "./view_definitions_read.ts";

/** Writes down the views that reads go through, before their rows are handed out. */
export class ViewsRead {
  readonly #pool: Pool;
  readonly #noted: Set<string>;

  /**
   * @param pool Where the log is.
   * @param noted What was noted already, over whichever connection.
   */
  constructor(pool: Pool, noted: Set<string>) {
    this.#pool = pool;
    this.#noted = noted;
  }

  /**
   * Notes views of an export, each once.
   *
   * @param views Their full names.
   * @throws {LogError} They cannot be noted: the read must not hand anything out.
   */
  async note(exportId: number, views: readonly string[]): Promise<void> {
    const missing = views.filter((view) =>
      !this.#noted.has(idOf(exportId, view))
    );
    if (missing.length === 0) return;
    const rows = missing.map((view) => `(${exportId}, ${textLiteral(view)})`);
    const sql =
      `INSERT INTO ${TABLE} (export_id, view_name) VALUES ${rows} ON DUPLICATE KEY UPDATE export_id = VALUES(export_id)`;
    try {
      await patiently(() => this.#run(sql));
      await patiently(() => noteDefinitions(this.#pool, exportId, missing));
    } catch (error) {
      if (error instanceof SpyglassError) throw notNoted(missing, error);
      throw error;
    }
    for (const view of missing) this.#noted.add(idOf(exportId, view));
  }

  async #run(sql: string): Promise<void> {
    try {
      await this.#pool.run(sql);
    } catch (error) {
      if (!isMissingTable(error)) throw error;
      await this.#pool.run(`CREATE DATABASE IF NOT EXISTS \`${OWN_SCHEMA}\``);
      await this.#pool.run(CREATE);
      await this.#pool.run(sql);
    }
  }
}

/** A view, and the export under which it was read. */
export interface NotedView {
  readonly exportId: number;
  /** Its full name. */
  readonly name: string;
}

/** Views that were read. */
export interface NotedViews {
  /** In the order of their names. */
  readonly views: readonly NotedView[];
  /** Why they cannot be known; else `null`. */
  readonly problem: string | null;
}

/**
 * The views that exports read.
 *
 * @param exportIds One or more.
 */
export async function viewsReadBy(
  session: Session,
  exportIds: readonly number[],
): Promise<NotedViews> {
  try {
    const rows = await session.texts(
      `SELECT export_id, view_name FROM ${TABLE} WHERE export_id IN (${exportIds}) ORDER BY view_name, export_id`,
    );
    const views = rows.map(([id, name]) => (
      { exportId: Number(id), name: name! }
    ));
    return { views, problem: null };
  } catch (error) {
    if (isMissingTable(error)) return { views: [], problem: null };
    // Others may look, and may have read some.
    if (isDenied(error)) return { views: [], problem: error.message };
    throw error;
  }
}

/**
 * Forgets which views an export read, in the caller's transaction.
 *
 * @returns Why they stay; `null` where they are gone.
 */
export async function removeViewsRead(
  session: Session,
  exportId: number,
): Promise<string | null> {
  await removeDefinitions(session, exportId);
  try {
    await session.run(`DELETE FROM ${TABLE} WHERE export_id = ${exportId}`);
    return null;
  } catch (error) {
    if (isMissingTable(error)) return null;
    if (!isDenied(error)) throw error;
    const { views } = await viewsReadBy(session, [exportId]);
    return views.length > 0 ? error.message : null;
  }
}

const TABLE = `\`${OWN_SCHEMA}\`.\`read_view\``;

/** Names as bytes: whatever two schemas are called, they are two. 64 characters and as many, and their quotes. */
const CREATE = `CREATE TABLE IF NOT EXISTS ${TABLE} (
  \`export_id\` int NOT NULL,
  \`view_name\` varchar(261) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  PRIMARY KEY (\`export_id\`, \`view_name\`)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`;

function idOf(exportId: number, view: string): string {
  return `${exportId} ${view}`;
}

function notNoted(views: readonly string[], error: SpyglassError): LogError {
  return new LogError(
    `Cannot log a read of ${
      views.join(", ")
    }: that a view was read is written into the schema ${OWN_SCHEMA}, so that the export has it, and that failed (${error.message}), wanted the right to write there; read the tables behind the view, or ask for that right`,
    { cause: error },
  );
}
