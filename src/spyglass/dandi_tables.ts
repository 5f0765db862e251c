/**
 * The tables in which Spyglass keeps where files were published, and what was wrong with them, as Spyglass 0.6 on
 * DataJoint 0.14 declares them (`spyglass/common/common_dandi.py`).
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import type { Catalog } from "../schema/table.ts";
import { fullName } from "../sql/identifier.ts";
import { EXPORT_FILE } from "./usage_tables.ts";

/** The schema of what is published. */
export const DANDI_SCHEMA = "common_dandi";
/** One row a file of an export that was published: where it is in the archive. */
export const DANDI_PATH = fullName(DANDI_SCHEMA, "dandi_path");
/** One row a file of an export that is to be checked. */
export const VALIDATION_SELECTION = fullName(
  DANDI_SCHEMA,
  "dandi_validation_selection",
);
/** One row a file of an export that was checked. */
export const VALIDATION = fullName(DANDI_SCHEMA, "__dandi_validation");
/** What the archive refuses of a file. */
export const VIOLATIONS = fullName(
  DANDI_SCHEMA,
  "__dandi_validation__violations",
);
/** What the archive accepts of a file, but advises against. */
export const WARNINGS = fullName(DANDI_SCHEMA, "__dandi_validation__warnings");

/** The longest name of an instance, in characters. */
export const INSTANCE_LENGTH = 32;
/** The longest id of a dandiset, in characters. */
export const DANDISET_LENGTH = 16;

/**
 * Creates those of the tables that are missing; existing ones are used as they are. Those of the log must exist.
 *
 * @returns True when something was created, so that the catalog is out of date.
 */
export async function createDandiTables(
  pool: Pool,
  catalog: Catalog,
): Promise<boolean> {
  const missing = DEFINITIONS.filter(([name]) => !catalog.tables.has(name));
  if (missing.length === 0) return false;
  if (!catalog.schemas.includes(DANDI_SCHEMA)) {
    await pool.run(`CREATE DATABASE IF NOT EXISTS \`${DANDI_SCHEMA}\``);
  }
  for (const [name, columns] of missing) {
    await pool.run(
      `CREATE TABLE IF NOT EXISTS ${name} (${columns}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    );
  }
  return true;
}

const KEY = "`export_id` int NOT NULL, `file_id` int NOT NULL";

function refers(table: string): string {
  return `FOREIGN KEY (\`export_id\`, \`file_id\`) REFERENCES ${table} (\`export_id\`, \`file_id\`) ON UPDATE CASCADE ON DELETE RESTRICT`;
}

function problemColumns(id: string): string {
  return `${KEY}, \`${id}\` int NOT NULL,
  \`id\` varchar(128) NOT NULL,
  \`message\` varchar(255) NOT NULL,
  \`full_error\` longblob NOT NULL,
  \`file_path\` varchar(255) NOT NULL,
  PRIMARY KEY (\`export_id\`, \`file_id\`, \`${id}\`), ${refers(VALIDATION)}`;
}

const DEFINITIONS: readonly (readonly [string, string])[] = [
  [
    DANDI_PATH,
    `${KEY},
  \`dandiset_id\` varchar(16) NOT NULL,
  \`filename\` varchar(255) NOT NULL,
  \`dandi_path\` varchar(255) NOT NULL,
  \`dandi_instance\` varchar(32) NOT NULL DEFAULT 'dandi',
  PRIMARY KEY (\`export_id\`, \`file_id\`), ${refers(EXPORT_FILE)}`,
  ],
  [
    VALIDATION_SELECTION,
    `${KEY}, PRIMARY KEY (\`export_id\`, \`file_id\`), ${refers(EXPORT_FILE)}`,
  ],
  [
    VALIDATION,
    `${KEY}, PRIMARY KEY (\`export_id\`, \`file_id\`), ${
      refers(VALIDATION_SELECTION)
    }`,
  ],
  [VIOLATIONS, problemColumns("violation_id")],
  [WARNINGS, problemColumns("warning_id")],
];
