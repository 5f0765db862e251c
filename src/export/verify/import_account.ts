/**
 * Who imports a dump: an account that may do anything in the dump's own schemas, and nothing else. A dump comes from
 * others; as root of the server it could write files of whoever runs that, wherever these may. Foreign keys may lead to
 * schemas that neither the dump nor the server has.
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
 * @param named What the dump names; schemas of the server itself are left out.
 * @param work Gets the account's name; it has no password.
 */
export async function asImporter<T>(
  socket: string,
  { made, referredTo }: NamedSchemas,
  work: (user: string) => Promise<T>,
): Promise<T> {
  const user = `import_${crypto.randomUUID().slice(0, 8)}`;
  const pool = await openPool({ socketPath: socket, user: "root" });
  try {
    await pool.run(`CREATE USER ${user}@localhost`);
    const there = await pool.texts(
      "SELECT LOWER(schema_name) FROM information_schema.schemata",
    );
    const taken = new Set(there.map(([name]) => name!));
    // Of a table that is there, a foreign key would tell which rows it has.
    const absent = referredTo.filter((name) => !taken.has(name.toLowerCase()));
    const rights = [
      ...made.map((schema) => ({ right: "ALL", schema })),
      ...absent.map((schema) => ({ right: "REFERENCES", schema })),
    ];
    for (const { right, schema } of rights) {
      if (SYSTEM_SCHEMAS.includes(schema.toLowerCase())) continue;
      await pool.run(
        `GRANT ${right} ON ${pattern(schema)}.* TO ${user}@localhost`,
      );
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

/** Schemas that a dump names. */
export interface NamedSchemas {
  /** Those that it makes; it does so before it fills any of them, as ours do. */
  readonly made: readonly string[];
  /** Those that foreign keys lead to, as far as their tables are defined before all rows. */
  readonly referredTo: readonly string[];
}

/** Reads them where they stand, before the first rows. */
export async function schemasOf(file: Deno.FsFile): Promise<NamedSchemas> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(1 << 16);
  let head = "";
  while (head.length < LONGEST_HEAD && !/^INSERT INTO /m.test(head)) {
    const length = await file.read(buffer);
    if (length === null) break;
    head += decoder.decode(buffer.subarray(0, length), { stream: true });
  }
  await file.seek(0, Deno.SeekMode.Start);
  const namesIn = (pattern: RegExp) =>
    new Set(Array.from(
      head.matchAll(pattern),
      ([, name]) => name!.replaceAll("``", "`"),
    ));
  return {
    made: [...namesIn(CREATED)],
    referredTo: [...namesIn(REFERRED)],
  };
}

const LONGEST_HEAD = 1 << 24;
const CREATED =
  /^CREATE DATABASE (?:\/\*!\d* *IF NOT EXISTS *\*\/ *|IF NOT EXISTS )?`((?:[^`]|``)+)`/gm;
const REFERRED =
  /^ +CONSTRAINT `(?:[^`]|``)*` FOREIGN KEY \((?:`(?:[^`]|``)*`(?:, )?)+\) REFERENCES `((?:[^`]|``)+)`\.`/gm;
