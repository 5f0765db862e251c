/**
 * Reads what the server says about all its tables, in a constant number of queries.
 *
 * @module
 */
import { KeptRows } from "../connection/kept_rows.ts";
import type { Session } from "../connection/session.ts";
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
 * Reads every table and view that the user may see: five queries, however many schemas there are.
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
  if (before?.said.every((rows, at) => rows.equals(said[at]!))) return before;
  const [schemas, tables, columns, keys, indexes] = said.map(textsOf);
  const catalog = assemble(
    schemas!.map(([name]) => name!),
    tables as RawTable[],
    columns as RawColumn[],
    keys as RawKey[],
    indexes as RawIndex[],
  );
  return { catalog, said };
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

function textsOf(kept: KeptRows): (string | null)[][] {
  const rows: (string | null)[][] = [];
  kept.forEach(({ bytes, starts, ends }) => {
    const row: (string | null)[] = [];
    starts.forEach((start, at) =>
      row.push(
        start < 0 ? null : DECODER.decode(bytes.subarray(start, ends[at])),
      )
    );
    rows.push(row);
  });
  return rows;
}

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

const NOT_SYSTEM = `NOT IN (${SYSTEM_SCHEMAS.map(textLiteral).join(", ")})`;

const SCHEMAS = `SELECT schema_name FROM information_schema.schemata
  WHERE schema_name ${NOT_SYSTEM} ORDER BY schema_name`;

const TABLES = `SELECT table_schema, table_name, table_type, table_comment
  FROM information_schema.tables WHERE table_schema ${NOT_SYSTEM}
  ORDER BY table_schema, table_name`;

const COLUMNS = `SELECT table_schema, table_name, column_name, data_type,
  column_type, is_nullable, extra, character_set_name, column_default,
  column_comment, generation_expression
  FROM information_schema.columns WHERE table_schema ${NOT_SYSTEM}
  ORDER BY table_schema, table_name, ordinal_position`;

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
  [11, COLUMNS],
  [7, KEYS],
  [8, INDEXES],
];
