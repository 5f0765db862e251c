/**
 * Reads what the server says about all its tables, in a constant number of queries.
 *
 * @module
 */
import { KeptRows } from "../connection/kept_rows.ts";
import { groupingLoosely } from "../connection/loose_views.ts";
import type { Session } from "../connection/session.ts";
import { textsOf } from "../connection/utf8_text.ts";
import { fullName } from "../sql/identifier.ts";
import { textLiteral } from "../sql/literal.ts";
import {
  assemble,
  type RawColumn,
  type RawIndex,
  type RawKey,
  type RawTable,
} from "./assemble.ts";
import { type Catalog, SYSTEM_SCHEMAS } from "./table.ts";

/**
 * Reads every table and view that the user may see: five queries, however many schemas there are, and a sixth where
 * views tell no columns.
 *
 * @param session Where to read; a pool runs the five at the same time.
 */
export async function reflect(session: Session): Promise<Catalog> {
  return (await reflectAgain(session)).catalog;
}

/** A catalog, and what it was made of. */
export interface Reflection {
  readonly catalog: Catalog;
  /** What the server said to each of the queries. */
  readonly said: readonly KeptRows[];
  /** The query that was made because of what it said; `null` where there was none. */
  readonly looseSql: string | null;
  readonly looseSaid: KeptRows | null;
}

/**
 * {@linkcode reflect}, for the next time.
 *
 * @param before Where the server says what it said then, byte for byte, the catalog is the same object.
 */
export async function reflectAgain(
  session: Session,
  before: Reflection | null = null,
): Promise<Reflection> {
  const said = await Promise.all(
    QUERIES.map(([width, sql]) => keptRows(session, width, sql)),
  );
  const isSame = before?.said.every((rows, at) => rows.equals(said[at]!));
  if (isSame && before!.looseSql === null) return before!;
  const [schemas, tables, columns, keys, indexes] = said.map(rowsOf);
  const looseSql = isSame
    ? before!.looseSql
    : looseColumnsSql(tables as RawTable[], columns as RawColumn[]);
  const looseSaid = looseSql === null
    ? null
    : await keptRows(session, COLUMNS_WIDTH, looseSql);
  if (isSame && before!.looseSaid!.equals(looseSaid!)) return before!;
  const catalog = assemble(
    schemas!.map(([name]) => name!),
    tables as RawTable[],
    columns as RawColumn[],
    keys as RawKey[],
    indexes as RawIndex[],
    looseSaid === null ? [] : rowsOf(looseSaid) as RawColumn[],
  );
  return { catalog, said, looseSql, looseSaid };
}

/** Views that tell no columns to our sessions may do so to others, or be broken. */
function looseColumnsSql(
  tables: readonly RawTable[],
  columns: readonly RawColumn[],
): string | null {
  const told = new Set(columns.map(([schema, name]) => fullName(schema, name)));
  const silent = tables.filter(([schema, name, type]) =>
    type === "VIEW" && !told.has(fullName(schema, name))
  );
  if (silent.length === 0) return null;
  const names = silent.map(([schema, name]) =>
    `(${textLiteral(schema)}, ${textLiteral(name)})`
  );
  return groupingLoosely(columnsSql(
    `(table_schema, table_name) IN (${names.join(", ")})`,
  ));
}

async function keptRows(
  session: Session,
  width: number,
  sql: string,
): Promise<KeptRows> {
  const kept = new KeptRows(width, { rows: Infinity, bytes: Infinity });
  await session.cells(sql, (row) => kept.take(row), () => kept.clear());
  return kept;
}

function rowsOf(kept: KeptRows): (string | null)[][] {
  const rows: (string | null)[][] = [];
  kept.forEach((row) => rows.push(textsOf(row)));
  return rows;
}

const NOT_SYSTEM = `NOT IN (${SYSTEM_SCHEMAS.map(textLiteral).join(", ")})`;

const SCHEMAS = `SELECT schema_name FROM information_schema.schemata
  WHERE schema_name ${NOT_SYSTEM} ORDER BY schema_name`;

const TABLES = `SELECT table_schema, table_name, table_type, table_comment
  FROM information_schema.tables WHERE table_schema ${NOT_SYSTEM}
  ORDER BY table_schema, table_name`;

const COLUMNS_WIDTH = 12;

function columnsSql(which: string): string {
  return `SELECT table_schema, table_name, column_name, data_type,
  column_type, is_nullable, extra, character_set_name, column_default,
  column_comment, generation_expression, collation_name
  FROM information_schema.columns WHERE ${which}
  ORDER BY table_schema, table_name, ordinal_position`;
}

const KEYS = `SELECT table_schema, table_name, constraint_name, column_name,
  referenced_table_schema, referenced_table_name, referenced_column_name
  FROM information_schema.key_column_usage
  WHERE table_schema ${NOT_SYSTEM}
    AND (constraint_name = 'PRIMARY' OR referenced_table_name IS NOT NULL)
  ORDER BY table_schema, table_name, constraint_name, ordinal_position`;

const INDEXES = `SELECT table_schema, table_name, index_name, non_unique,
  column_name, sub_part, collation, index_type
  FROM information_schema.statistics
  WHERE table_schema ${NOT_SYSTEM} AND (index_name <> 'PRIMARY' OR collation = 'D')
  ORDER BY table_schema, table_name, index_name, seq_in_index`;

/** How many columns each has. */
const QUERIES: readonly (readonly [width: number, sql: string])[] = [
  [1, SCHEMAS],
  [4, TABLES],
  [COLUMNS_WIDTH, columnsSql(`table_schema ${NOT_SYSTEM}`)],
  [7, KEYS],
  [8, INDEXES],
];
