/**
 * Who imports a dump: an account that may do anything in the dump's own schemas, and nothing else. A dump comes from
 * others; as root of the server it could write files of whoever runs that, wherever these may.
 *
 * @module
 */
import { openPool } from "../../connection/pool.ts";
import { SYSTEM_SCHEMAS } from "../../schema/table.ts";
import { quoteName } from "../../sql/identifier.ts";

/**
 * Does work while there is such an account.
 *
 * @param socket A private server's.
 * @param schemas Names of the dump's schemas; those of the server itself are left out.
 * @param work Gets the account's name; it has no password.
 */
export async function asImporter<T>(
  socket: string,
  schemas: readonly string[],
  work: (user: string) => Promise<T>,
): Promise<T> {
  const user = `import_${crypto.randomUUID().slice(0, 8)}`;
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    await pool.run(`CREATE USER ${user}@localhost`);
    for (const schema of schemas) {
      if (SYSTEM_SCHEMAS.includes(schema.toLowerCase())) continue;
      await pool.run(`GRANT ALL ON ${pattern(schema)}.* TO ${user}@localhost`);
    }
    try {
      return await work(user);
    } finally {
      // Where the server has gone, what came of the work says so.
      await pool.run(`DROP USER ${user}@localhost`).catch(() => {});
    }
  } finally {
    await pool.close();
  }
}

/** In grants, names of schemas are patterns. */
function pattern(schema: string): string {
  return quoteName(schema.replaceAll(/[\\_%]/g, "\\$&"));
}

/** The schemas that a dump makes. It does so before it fills any of them, as ours do. */
export async function schemasOf(file: Deno.FsFile): Promise<string[]> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(1 << 16);
  let head = "";
  while (head.length < LONGEST_HEAD && !/^USE /m.test(head)) {
    const length = await file.read(buffer);
    if (length === null) break;
    head += decoder.decode(buffer.subarray(0, length), { stream: true });
  }
  await file.seek(0, Deno.SeekMode.Start);
  return Array.from(
    head.matchAll(CREATED),
    ([, name]) => name!.replaceAll("``", "`"),
  );
}

const LONGEST_HEAD = 1 << 24;
const CREATED =
  /^CREATE DATABASE (?:\/\*!\d* *IF NOT EXISTS *\*\/ *|IF NOT EXISTS )?`((?:[^`]|``)+)`/gm;
