/**
 * A place to make the demo in, and all that is in it.
 *
 * @module
 */
import { join } from "node:path";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool } from "../../src/connection/session.ts";
import { DEMO_TABLES } from "../../src/demo/tables.ts";
import { freshServer } from "../setup.ts";

/** A server and a folder of a test's own. */
export interface Place extends AsyncDisposable {
  readonly pool: Pool;
  readonly socket: string;
  readonly baseDir: string;
}

/** An empty server, and the path of a folder that does not exist yet. */
export async function freshPlace(): Promise<Place> {
  const server = await freshServer();
  const folder = await Deno.makeTempDir();
  const pool = await openPool({ socketPath: server.socket, user: "root" });
  return {
    pool,
    socket: server.socket,
    baseDir: join(folder, "base"),
    [Symbol.asyncDispose]: async () => {
      await pool.close();
      await server[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Every table's definition and checksum, and every file's. */
export async function everything({ pool, baseDir }: Place): Promise<string[]> {
  const lines: string[] = [];
  const tables = await pool.texts(
    `select table_schema, table_name from information_schema.tables
    where table_schema not in ('mysql', 'sys', 'information_schema', 'performance_schema') order by 1, 2`,
  );
  for (const [schema, table] of tables) {
    const name = `\`${schema}\`.\`${table}\``;
    const [[, definition] = []] = await pool.texts(`show create table ${name}`);
    // The time at which a file was noted is that of the run.
    const { names, rows } = await pool.query(`select * from ${name}`);
    const at = names.indexOf("timestamp");
    const texts = rows.map((row) =>
      JSON.stringify(row.map((cell, i) => i === at ? "" : String(cell)))
    );
    lines.push(definition!, ...texts.sort());
  }
  const found = await new Deno.Command("find", {
    args: [baseDir, "-type", "f", "-exec", "md5sum", "{}", "+"],
  }).output();
  const files = new TextDecoder().decode(found.stdout).split("\n").sort();
  return [...lines, ...files];
}

/** Statements that empty all tables of the demo. */
export function deleteDemo(): string {
  const deletes = DEMO_TABLES.toReversed()
    .map(({ schema, name }) => `delete from \`${schema}\`.\`${name}\`;`);
  return deletes.join("\n");
}
