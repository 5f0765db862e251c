/**
 * Creating tables, all of them or none: what a call has created goes again when the server refuses the rest.
 *
 * @module
 */
import type { Pool, Session } from "../connection/session.ts";
import { DefinitionError, QueryError } from "../errors.ts";
import { EVENT_LOG, writeEvent } from "../query/change/event_log.ts";
import { heldToWriting } from "../query/change/writing_mode.ts";
import type { Catalog } from "../schema/table.ts";
import { fullName, quoteName } from "../sql/identifier.ts";
import type { CompiledTable } from "./compiled_table.ts";
import { createTableText } from "./create_table.ts";
import type { DefinitionLine } from "./definition_lines.ts";
import { externalTable, logTable } from "./hidden_tables.ts";

/**
 * Creates tables in this order, their schema and the tables of their stores before them, where those are missing.
 *
 * @throws {DefinitionError} The server refused one; nothing is left of the others.
 */
export async function createTables(
  catalog: Catalog,
  pool: Pool,
  schema: string,
  tables: readonly CompiledTable[],
): Promise<void> {
  const undo: string[] = [];
  try {
    if (!catalog.schemas.includes(schema)) {
      await createSchema(pool, schema);
      undo.push(`DROP DATABASE ${quoteName(schema)}`);
    }
    for (
      const table of [...missingHidden(catalog, schema, tables), ...tables]
    ) {
      await create(pool, table);
      undo.push(`DROP TABLE ${table.fullName}`);
    }
  } catch (error) {
    // A schema is dropped with its tables.
    const isNew = undo[0]?.startsWith("DROP DATABASE") ?? false;
    const statements = isNew ? undo.slice(0, 1) : undo.toReversed();
    for (const sql of statements) await pool.run(sql).catch(() => {});
    throw error;
  }
  const log = fullName(schema, EVENT_LOG);
  for (const table of tables) {
    await writeEvent(pool, log, `Declared ${table.fullName}`);
  }
}

/** True where somebody else created the table meanwhile. */
export function existsAlready(error: unknown): boolean {
  const cause = error instanceof DefinitionError ? error.cause : error;
  return cause instanceof QueryError && cause.errno === TABLE_EXISTS;
}

const TABLE_EXISTS = 1050;
const SCHEMA_EXISTS = 1007;

/** A hidden table is made with the first table that needs it. */
function missingHidden(
  catalog: Catalog,
  schema: string,
  tables: readonly CompiledTable[],
): CompiledTable[] {
  const stores = new Set(tables.flatMap((table) => table.stores));
  return [
    logTable(schema),
    ...[...stores].map((store) => externalTable(schema, store)),
  ].filter((table) => !catalog.tables.has(table.fullName));
}

async function createSchema(session: Session, schema: string): Promise<void> {
  try {
    await session.run(`CREATE DATABASE ${quoteName(schema)}`);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    if (error.errno === SCHEMA_EXISTS) return;
    throw new DefinitionError(
      `Cannot declare tables in ${schema}: there is no such schema, and it could not be created: ${error.message}`,
      null,
      { cause: error },
    );
  }
}

async function create(pool: Pool, table: CompiledTable): Promise<void> {
  try {
    await pool.reserve((session) =>
      heldToWriting(session, createTableText(table))
    );
  } catch (error) {
    // Two make the same hidden table at once.
    if (existsAlready(error) && table.name.startsWith("~")) return;
    throw error instanceof QueryError ? refused(table, error) : error;
  }
}

/** The server's words, with the line that they are about. */
function refused(table: CompiledTable, error: QueryError): DefinitionError {
  const line = lineMeant(table, error);
  const place = line === undefined
    ? ""
    : `line ${line.number} of its definition, ${JSON.stringify(line.text)}: `;
  return new DefinitionError(
    `Cannot declare the table ${table.fullName}: ${place}${error.message}; nothing was created`,
    line?.number ?? null,
    { cause: error },
  );
}

/** The line of the attribute that the server names, or of the one thing that its error can be about. */
function lineMeant(
  { attributes, indexes }: CompiledTable,
  { message, errno }: QueryError,
): DefinitionLine | undefined {
  const said =
    /(?:column|field|default value for|specifier for column|Key column),? [`'"]([^`'"]+)[`'"]/i
      .exec(message)?.[1];
  const quoted = Array.from(
    message.matchAll(/[`'"]([^`'"]+)[`'"]/g),
    (m) => m[1],
  );
  for (const name of [said, ...quoted]) {
    const named = attributes.find((attribute) => attribute.name === name);
    if (named) return named.line;
  }
  const lines = errno === BAD_PREFIX ? indexes : attributes;
  const clue = CLUES.get(errno);
  return clue && lines.findLast(({ line }) => clue.test(line.text))?.line;
}

const BAD_PREFIX = 1089;
/** Errors that name nothing → what the line has that they are about. */
const CLUES: ReadonlyMap<number, RegExp> = new Map([
  [BAD_PREFIX, /\(.*\(/],
  [1075, /auto_increment/i],
  [1818, /year\s*\(/i],
]);
