/**
 * Reads what the server says about all its tables, in a constant number of queries.
 *
 * @module
 */
import { KeptRows } from "../connection/wire/kept_rows.ts";
import { groupingLoosely } from "../connection/loose_views.ts";
import type { Session } from "../connection/session.ts";
import { textsOf } from "../connection/wire/utf8_text.ts";
import { fullName } from "../sql/identifier.ts";
import { textLiteral } from "../sql/literal.ts";
import { assemble, mayBeJson } from "./assemble.ts";
import type {
  RawCheck,
  RawColumn,
  RawIndex,
  RawKey,
  RawTable,
} from "./said.ts";
import { type Catalog, SYSTEM_SCHEMAS } from "./table.ts";
import { unreachableTables } from "./unreachable.ts";

/**
 * Reads every table and view that the user may see: five queries, however many schemas there are, and one more where
 * views tell no columns, and where texts may be JSON.
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
  /** The queries that were made because of what it said, and what it said to those. */
  readonly further: readonly Further[];
}

/** A query that is made only where the others say so. */
interface Further {
  /** `null` where it was not made. */
  readonly sql: string | null;
  readonly said: KeptRows | null;
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
  const said = await readAll(session);
  const isSame = before?.said.every((rows, at) => rows.equals(said[at]!));
  if (isSame && before!.further.every(({ sql }) => sql === null)) {
    return before!;
  }
  const [schemas, tables, columns, keys, indexes] = said.map(rowsOf);
  const questions = isSame ? before!.further.map(({ sql }) => sql) : [
    looseColumnsSql(tables as RawTable[], columns as RawColumn[]),
    jsonChecksSql(columns as RawColumn[]),
  ];
  const further = await Promise.all(
    questions.map(async (sql, at) => ({
      sql,
      said: sql === null
        ? null
        : await keptRows(session, FURTHER_WIDTHS[at]!, sql),
    })),
  );
  const isAlike = ({ said }: Further, at: number) =>
    said === null || said.equals(before!.further[at]!.said!);
  if (isSame && further.every(isAlike)) return before!;
  const [loose, checks] = further.map(({ said }) =>
    said === null ? [] : rowsOf(said)
  );
  const catalog = assemble({
    schemas: schemas!.map(([name]) => name!),
    foldsNames: schemas!.some(([, folds]) => folds !== "0"),
    tables: tables as RawTable[],
    columns: columns as RawColumn[],
    keys: keys as RawKey[],
    indexes: indexes as RawIndex[],
    looseColumns: loose as RawColumn[],
    checks: checks as RawCheck[],
  });
  return { catalog, said, further };
}

/** What the server says to each of the queries. */
async function readAll(session: Session): Promise<KeptRows[]> {
  const read = (besides: readonly string[]) =>
    Promise.all(
      QUERIES.map(([width, sql]) => keptRows(session, width, sql(besides))),
    );
  try {
    return await read([]);
  } catch (error) {
    return await read(await unreachableTables(session, error));
  }
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

/**
 * MariaDB's checks of tables with texts that may be its JSON. The first row says whether the server is a MariaDB that
 * does not tell them.
 */
function jsonChecksSql(columns: readonly RawColumn[]): string | null {
  const places = columns
    .filter(([, , , , type, , , , , , , collation]) =>
      mayBeJson(type, collation)
    )
    .map(([schema, table]) =>
      `(${textLiteral(schema)}, ${textLiteral(table)})`
    );
  if (places.length === 0) return null;
  const names = [...new Set(places)].join(", ");
  return `SELECT '', '', VERSION() LIKE '%MariaDB%' /*M!101100 AND FALSE
  UNION ALL SELECT constraint_schema, table_name, check_clause
  FROM information_schema.check_constraints
  WHERE (constraint_schema, table_name) IN (${
    names.replaceAll("*/", "*\\/")
  }) */`;
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

/**
 * An order that is the same each time: the server takes names that differ in case or accents for the same, and gives
 * their rows as they come.
 */
function exactly(name: string): string {
  return `${name}, CAST(CONVERT(${name} USING utf8mb4) AS BINARY)`;
}

const BY_TABLE = `${exactly("table_schema")}, ${exactly("table_name")}`;

const SCHEMAS = `SELECT schema_name, @@lower_case_table_names
  FROM information_schema.schemata
  WHERE schema_name ${NOT_SYSTEM} ORDER BY ${exactly("schema_name")}`;

const TABLES =
  `SELECT table_schema, table_name, table_type, table_comment, engine
  FROM information_schema.tables WHERE table_schema ${NOT_SYSTEM}
  ORDER BY ${BY_TABLE}`;

const COLUMNS_WIDTH = 12;

const FURTHER_WIDTHS = [COLUMNS_WIDTH, 3];

function columnsSql(which: string): string {
  return `SELECT table_schema, table_name, column_name, data_type,
  column_type, is_nullable, extra, character_set_name, column_default,
  column_comment, generation_expression, collation_name
  FROM information_schema.columns WHERE ${which}
  ORDER BY ${BY_TABLE}, ordinal_position`;
}

/** @param besides Conditions that leave tables out, which cannot be opened. */
function keysSql(besides: readonly string[]): string {
  return `SELECT table_schema, table_name, constraint_name, column_name,
  referenced_table_schema, referenced_table_name, referenced_column_name
  FROM information_schema.key_column_usage
  WHERE ${[`table_schema ${NOT_SYSTEM}`, ...besides].join(" AND ")}
    AND (constraint_name = 'PRIMARY' OR referenced_table_name IS NOT NULL)
  ORDER BY ${BY_TABLE}, constraint_name, ordinal_position`;
}

function indexesSql(besides: readonly string[]): string {
  return `SELECT table_schema, table_name, index_name, non_unique,
  column_name, sub_part, collation, index_type
  FROM information_schema.statistics
  WHERE ${[`table_schema ${NOT_SYSTEM}`, ...besides].join(" AND ")}
    AND (index_name <> 'PRIMARY' OR collation = 'D')
  ORDER BY ${BY_TABLE}, index_name, seq_in_index`;
}

/** How many columns each has. */
const QUERIES: readonly (readonly [
  width: number,
  sql: (besides: readonly string[]) => string,
])[] = [
  [2, () => SCHEMAS],
  [5, () => TABLES],
  [COLUMNS_WIDTH, () => columnsSql(`table_schema ${NOT_SYSTEM}`)],
  [7, keysSql],
  [8, indexesSql],
];
