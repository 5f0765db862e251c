/**
 * Tables that MySQL makes and MariaDB does not: a dump with them is refused there.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { QueryError } from "../../errors.ts";
import { mysqlFunctions } from "../../schema/mysql_functions.ts";
import type { TableInfo } from "../../schema/table.ts";
import { fullName } from "../../sql/identifier.ts";
import { textLiteral } from "../../sql/literal.ts";

/** A check of a table that calls functions which MariaDB lacks. */
export interface MysqlCheck {
  /** Full name. */
  readonly table: string;
  readonly name: string;
  readonly functions: readonly string[];
}

/**
 * Reads the checks in some tables' schemas that call functions which MariaDB lacks. MariaDB has none, and a server that
 * does not tell them, though it says that it is MySQL, is no reason for more than silence.
 */
export async function mysqlChecks(
  session: Session,
  tables: readonly TableInfo[],
  serverVersion: string,
): Promise<MysqlCheck[]> {
  const schemas = new Set(tables.map(({ schema }) => schema));
  if (!tellsChecks(serverVersion) || schemas.size === 0) return [];
  const rows = await session.texts(
    `SELECT table_schema, table_name, constraint_name, check_clause
    FROM information_schema.check_constraints
    JOIN information_schema.table_constraints
    USING (constraint_schema, constraint_name)
    WHERE constraint_type = 'CHECK' AND constraint_schema IN (${
      Array.from(schemas, textLiteral).join(", ")
    })`,
  ).catch((error) => {
    if (error instanceof QueryError) return [];
    throw error;
  });
  return rows.map(([schema, table, name, clause]) => ({
    table: fullName(schema!, table!),
    name: name!,
    functions: mysqlFunctions(clause!),
  })).filter(({ functions }) => functions.length > 0);
}

/** MySQL has checks from 8.0.16 on. */
function tellsChecks(version: string): boolean {
  if (version.includes("MariaDB")) return false;
  const [major = 0, minor = 0, patch = 0] = version.split(/\D+/).map(Number);
  return major * 1e6 + minor * 1e3 + patch >= 8_000_016;
}

/** Says which of a slice's tables MariaDB cannot make, and why; `null` where there is none. */
export function mysqlOnlyText(
  tables: Iterable<TableInfo>,
  checks: readonly MysqlCheck[],
): string | null {
  const names: string[] = [];
  for (const table of tables) {
    const own = [
      ...ofColumns(table),
      ...checks.filter((check) => check.table === table.fullName)
        .map(({ name, functions }) => `check ${name}: ${functions.join(", ")}`),
    ];
    if (own.length > 0) names.push(`${table.fullName} (${own.join("; ")})`);
  }
  if (names.length === 0) return null;
  return `Only MySQL can make ${
    names.join(", ")
  }: the dump can be restored on MySQL only, and where Export.verify tries it on MariaDB, it will say that it is not importable`;
}

function ofColumns({ columns, indexes = [] }: TableInfo): string[] {
  return [
    ...columns.filter(({ mysqlOnly }) => mysqlOnly !== undefined)
      .map(({ name, mysqlOnly }) => `${name}: ${mysqlOnly!.join(", ")}`),
    ...columns.filter(({ inPrimaryKey, generated, isRowTime }) =>
      // MariaDB puts the end of a row's time into the primary key by itself.
      inPrimaryKey && generated && !isRowTime
    ).map(({ name }) => `${name}: computed, in the primary key`),
    ...indexes.filter((index) => index.columns.includes(null))
      .map(({ name }) => `index ${name}: of an expression`),
  ];
}
