/**
 * The tables in which Spyglass keeps exports, as Spyglass 0.6 on DataJoint 0.14 declares them
 * (`spyglass/common/common_usage.py`): the log is shared with Python, to the column.
 *
 * @module
 */
import { ExportError, QueryError } from "../errors.ts";
import type { Pool } from "../connection/session.ts";
import type { Catalog } from "../schema/table.ts";
import { fullName } from "../sql/identifier.ts";
import { textLiteral } from "../sql/literal.ts";
import { ANALYSIS_FILE_NAME, ANALYSIS_NWBFILE } from "./nwb_tables.ts";

/** The schema of the log; reads of its tables are never logged. */
export const USAGE_SCHEMA = "common_usage";

/** One row an export: a paper and an analysis. */
export const EXPORT_SELECTION = fullName(USAGE_SCHEMA, "export_selection");
/** One row a log entry: a table and what was read of it. */
export const SELECTION_TABLE = fullName(
  USAGE_SCHEMA,
  "export_selection__table",
);
/** One row an analysis file that was opened. */
export const SELECTION_FILE = fullName(USAGE_SCHEMA, "export_selection__file");
/** One row a paper whose export was computed. */
export const EXPORT = fullName(USAGE_SCHEMA, "__export");
/** One row a table of a computed export. */
export const EXPORT_TABLE = fullName(USAGE_SCHEMA, "__export__table");
/** One row a file of a computed export. */
export const EXPORT_FILE = fullName(USAGE_SCHEMA, "__export__file");

/** The longest restriction that a log entry holds, in characters. */
export const RESTRICTION_LENGTH = 2048;
/** Characters that a table's full name may have. */
export const TABLE_NAME_LENGTH = 128;
/** The longest paper or analysis id, in characters. */
export const ID_LENGTH = 32;
/** The longest version text, in characters. */
export const VERSION_LENGTH = 16;

/**
 * Creates those of the tables that are missing; existing ones are used as they are.
 *
 * @returns True when something was created, so that the catalog is out of date.
 */
export async function createUsageTables(
  pool: Pool,
  catalog: Catalog,
): Promise<boolean> {
  const missing = Object.entries(DEFINITIONS).filter(([name, definition]) =>
    !catalog.tables.has(name) &&
    (definition.needs === null || catalog.tables.has(definition.needs))
  );
  if (missing.length === 0) return false;
  try {
    await createTables(pool, catalog, missing);
  } catch (error) {
    throw error instanceof QueryError && DENIED.has(error.errno)
      ? notSeen(missing.map(([name]) => name), error)
      : error;
  }
  return true;
}

async function createTables(
  pool: Pool,
  catalog: Catalog,
  missing: readonly (readonly [name: string, { readonly columns: string }])[],
): Promise<void> {
  if (!catalog.schemas.includes(USAGE_SCHEMA)) {
    await pool.run(`CREATE DATABASE IF NOT EXISTS \`${USAGE_SCHEMA}\``);
  }
  for (const [name, { columns }] of missing) {
    const text = columns.replace(FILE_TYPE, await fileType(pool));
    await pool.run(
      // Restrictions hold whatever the tables' names and values do.
      `CREATE TABLE IF NOT EXISTS ${name} (${text}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    );
  }
}

/** Access denied to a database, or to a table. */
const DENIED: ReadonlySet<number> = new Set([1044, 1142]);

/** Most often they are there: who may not read them is not told of them. */
function notSeen(names: readonly string[], error: QueryError): ExportError {
  return new ExportError(
    `Cannot open the log of exports: ${
      names.join(", ")
    } do not exist or may not be seen, wanted the right to read and write them; ask for GRANT SELECT, INSERT, UPDATE, DELETE ON \`${USAGE_SCHEMA}\`.*, and for CREATE and REFERENCES where they do not exist (${error.message})`,
    { cause: error },
  );
}

/** A foreign key needs the very type of what it refers to, character set and collation included. */
async function fileType(pool: Pool): Promise<string> {
  const [row] = await pool.texts(
    `SELECT COLUMN_TYPE, CHARACTER_SET_NAME, COLLATION_NAME FROM information_schema.COLUMNS
WHERE CONCAT('\`', TABLE_SCHEMA, '\`.\`', TABLE_NAME, '\`') = ${
      textLiteral(ANALYSIS_NWBFILE)
    } AND COLUMN_NAME = ${textLiteral(ANALYSIS_FILE_NAME)}`,
  );
  if (row === undefined) return "varchar(64)";
  return `${row[0]} CHARACTER SET ${row[1]} COLLATE ${row[2]}`;
}

const FILE_TYPE = "<type of a file's name>";

const MASTER = "FOREIGN KEY (`export_id`) REFERENCES";

const DEFINITIONS: Readonly<
  Record<string, { readonly columns: string; readonly needs: string | null }>
> = {
  [EXPORT_SELECTION]: {
    needs: null,
    columns: `
  \`export_id\` int NOT NULL AUTO_INCREMENT,
  \`paper_id\` varchar(32) NOT NULL,
  \`analysis_id\` varchar(32) NOT NULL,
  \`spyglass_version\` varchar(16) NOT NULL,
  \`time\` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (\`export_id\`),
  UNIQUE KEY \`paper_id\` (\`paper_id\`, \`analysis_id\`)`,
  },
  [SELECTION_TABLE]: {
    needs: null,
    columns: `
  \`export_id\` int NOT NULL,
  \`table_id\` int NOT NULL,
  \`table_name\` varchar(128) NOT NULL,
  \`restriction\` varchar(2048) NOT NULL,
  PRIMARY KEY (\`export_id\`, \`table_id\`),
  ${MASTER} ${EXPORT_SELECTION} (\`export_id\`) ON UPDATE CASCADE`,
  },
  [SELECTION_FILE]: {
    needs: ANALYSIS_NWBFILE,
    columns: `
  \`export_id\` int NOT NULL,
  \`analysis_file_name\` ${FILE_TYPE} NOT NULL COMMENT 'name of the file',
  PRIMARY KEY (\`export_id\`, \`analysis_file_name\`),
  KEY \`analysis_file_name\` (\`analysis_file_name\`),
  ${MASTER} ${EXPORT_SELECTION} (\`export_id\`) ON UPDATE CASCADE,
  FOREIGN KEY (\`analysis_file_name\`) REFERENCES ${ANALYSIS_NWBFILE} (\`analysis_file_name\`) ON UPDATE CASCADE`,
  },
  [EXPORT]: {
    needs: null,
    columns: `
  \`export_id\` int NOT NULL,
  \`paper_id\` varchar(32) NOT NULL,
  \`included_nwb_file_names\` mediumblob DEFAULT NULL COMMENT 'list of nwb files included in export',
  PRIMARY KEY (\`export_id\`),
  ${MASTER} ${EXPORT_SELECTION} (\`export_id\`) ON UPDATE CASCADE`,
  },
  [EXPORT_TABLE]: {
    needs: null,
    columns: `
  \`export_id\` int NOT NULL,
  \`table_id\` int NOT NULL,
  \`table_name\` varchar(128) NOT NULL,
  \`restriction\` mediumblob NOT NULL,
  PRIMARY KEY (\`export_id\`, \`table_id\`),
  UNIQUE KEY \`export_id\` (\`export_id\`, \`table_name\`),
  ${MASTER} ${EXPORT} (\`export_id\`) ON UPDATE CASCADE`,
  },
  [EXPORT_FILE]: {
    needs: null,
    columns: `
  \`export_id\` int NOT NULL,
  \`file_id\` int NOT NULL,
  \`file_path\` varchar(255) NOT NULL,
  PRIMARY KEY (\`export_id\`, \`file_id\`),
  ${MASTER} ${EXPORT} (\`export_id\`) ON UPDATE CASCADE`,
  },
};
