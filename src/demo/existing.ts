/**
 * What of the demo a database has already, and whether anything in it stands in the demo's way. Changes nothing.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
import { fullName, quoteName } from "../sql/identifier.ts";
import { bytesLiteral, numberLiteral, textLiteral } from "../sql/literal.ts";
import type { Cell, Row } from "./row.ts";
import type { DemoTable } from "./tables/table.ts";

/** The schemas that exist, and the names of the columns of each demo table that exists. */
export interface ExistingTables {
  readonly schemas: ReadonlySet<string>;
  /** Full names. */
  readonly tables: ReadonlySet<string>;
}

/**
 * Looks which of the demo's tables exist.
 *
 * @throws {ExportError} One of them has other columns than the demo's rows need.
 */
export async function existingTables(
  session: Session,
  wanted: readonly DemoTable[],
): Promise<ExistingTables> {
  const schemas = [...new Set(wanted.map(({ schema }) => schema))];
  const list = schemas.map(textLiteral).join(", ");
  const names = await session.texts(
    `select schema_name from information_schema.schemata where schema_name in (${list})`,
  );
  const columns = await session.texts(
    `select table_schema, table_name, column_name, is_nullable = 'NO'
      and column_default is null and extra not like '%auto_increment%'
      and extra not like '%GENERATED%'
    from information_schema.columns where table_schema in (${list})`,
  );
  const found = new Map<string, Map<string, boolean>>();
  for (const [schema, table, column, required] of columns) {
    const name = fullName(schema!, table!);
    if (!found.has(name)) found.set(name, new Map());
    found.get(name)!.set(column!, required === "1");
  }
  const tables = new Set<string>();
  for (const table of wanted) {
    const name = fullName(table.schema, table.name);
    const existing = found.get(name);
    if (!existing) continue;
    checkColumns(name, table, existing);
    tables.add(name);
  }
  return { schemas: new Set(names.map(([name]) => name!)), tables };
}

/**
 * Tells for each of the demo's rows whether its table has it already.
 *
 * @throws {ExportError} A row with the same key has other values.
 */
export async function presentRows(
  session: Session,
  table: DemoTable,
  rows: readonly Row[],
): Promise<boolean[]> {
  const present = rows.map(() => false);
  for (let from = 0; from < rows.length; from += CHUNK) {
    const selects = rows.slice(from, from + CHUNK)
      .map((row, index) => selectRow(table, row, from + index));
    for (
      const [index, differs] of await session.texts(
        selects.join("\nunion all "),
      )
    ) {
      if (differs !== null) {
        throw conflict(table, rows[Number(index)]!, differs!);
      }
      present[Number(index)] = true;
    }
  }
  return present;
}

/** A value as SQL. */
export function cellLiteral(value: Cell): string {
  if (value === null) return "null";
  if (typeof value === "string") return textLiteral(value);
  if (typeof value === "number") return numberLiteral(value);
  return bytesLiteral(value);
}

const CHUNK = 64;

function checkColumns(
  name: string,
  { columns }: DemoTable,
  existing: ReadonlyMap<string, boolean>,
): void {
  const wanted = new Set(columns.map(([column]) => column));
  const missing = [...wanted].find((column) => !existing.has(column));
  const extra = [...existing].find(([column, required]) =>
    required && !wanted.has(column)
  );
  if (missing === undefined && extra === undefined) return;
  throw new ExportError(
    `Cannot make the demo: found the table ${name} ${
      missing === undefined
        ? `with the column "${extra?.[0]}" that needs a value`
        : `without the column "${missing}"`
    }, wanted the columns of Spyglass 0.6; nothing was changed; use another server for the demo`,
  );
}

/** Gives the row's number and the first column that differs, or no row where the key is free. */
function selectRow(table: DemoTable, row: Row, index: number): string {
  const others = Object.keys(row)
    .filter((column) => !table.primaryKey.includes(column));
  const cases = others.map((column) =>
    `when not ${equals(column, row[column]!)} then ${textLiteral(column)}`
  );
  const differs = cases.length === 0
    ? "null"
    : `case ${cases.join(" ")} else null end`;
  const key = table.primaryKey
    .map((column) => `${quoteName(column)} = ${cellLiteral(row[column]!)}`);
  return `select ${index}, ${differs} from ${
    fullName(table.schema, table.name)
  } where ${key.join(" and ")}`;
}

/** Texts are compared byte by byte, whatever the column's collation. */
function equals(column: string, value: Cell): string {
  const name = quoteName(column);
  return typeof value === "string"
    ? `(cast(${name} as binary) <=> cast(${cellLiteral(value)} as binary))`
    : `(${name} <=> ${cellLiteral(value)})`;
}

function conflict(
  table: DemoTable,
  row: Row,
  column: string,
): ExportError {
  const key = table.primaryKey
    .map((name) => `${name} = ${shown(row[name] ?? null)}`).join(", ");
  return new ExportError(
    `Cannot make the demo: found the row (${key}) of ${
      fullName(table.schema, table.name)
    } with another ${column}, wanted ${
      shown(row[column] ?? null)
    }; nothing was changed; rename or delete that row, or use another server for the demo (SPYGLASS_DATA_DIR names the folder of a new one)`,
  );
}

function shown(value: Cell): string {
  if (value instanceof Uint8Array) {
    return value.length <= 16
      ? `0x${value.toHex()}`
      : `${value.length} other bytes`;
  }
  return typeof value === "string" ? `'${value}'` : String(value);
}
