/**
 * What stands around the rows in the `.sql` that the script writes: the statement that refuses a server which has one
 * of the tables, the session that the rows are read in, and its end. Pure text; only how long the longest statement
 * is comes from the script.
 *
 * @module
 */
import { fullName } from "../../sql/identifier.ts";
import {
  type ExportPlan,
  heldText,
  type PlannedTable,
  type PlannedView,
} from "./plan.ts";
import { commentText } from "./shell.ts";

/** The texts, in the order in which the script writes them. */
export interface SqlFrame {
  /** Comments, and the first statement as far as a number: bytes of the longest statement. */
  readonly guard: string;
  /** The rest of that statement, and the session for what follows. */
  readonly session: string;
  /** Between the tables and their rows. */
  readonly beforeRows: string;
  readonly end: string;
}

/**
 * Writes the frame of the `.sql`.
 *
 * Its first statement sets a variable and, where one of the tables exists, fails while doing so: EXTRACTVALUE takes
 * the sentence for an XPath and shows 32 characters of it in its error (both servers want that XPath constant: a
 * subquery is, one with a variable in it is not). Should a client go on after an error, the session that the
 * next statements open is read-only, so that nothing changes then either.
 *
 * @param plan The export.
 */
export function sqlFrame(plan: ExportPlan): SqlFrame {
  const isLoose = plan.tables.some(({ refersToNoKey }) => refersToNoKey);
  return {
    guard: `${headerComment(plan)}${
      guardText([...plan.tables, ...plan.views ?? []])
    }`,
    session: `${SESSION}${isLoose ? LOOSE_KEYS : ""}\n`,
    beforeRows: BEFORE_ROWS,
    end: `${isLoose ? STRICT_KEYS : ""}${COMMIT}${
      viewsText(plan.views ?? [])
    }${END}`,
  };
}

/** A table or a view. */
type Named = Pick<PlannedTable, "schema" | "name">;

/** The planned tables as a list of (schema, name) for `IN`, for comparison with {@linkcode NAMES_IN_SERVER}. */
export function tableList(tables: readonly Named[]): string {
  // A server with lower_case_table_names keeps them in lower case.
  const names = tables.flatMap(({ schema, name }) => [
    [schema, name],
    [schema.toLowerCase(), name.toLowerCase()],
  ]).map(([schema, name]) => `(${nameBytes(schema!)}, ${nameBytes(name!)})`);
  return [...new Set(names)].join(",\n  ");
}

/** Names in `information_schema.tables` as bytes, since its own collation takes `é` for `e`. */
export const NAMES_IN_SERVER = `(${serverName("table_schema")}, ${
  serverName("table_name")
})`;

/** One line a table, rows first: `     6  common_ephys._electrode`. */
export function tableLines(tables: readonly PlannedTable[]): string[] {
  return tables.map(({ schema, name, rows, isElsewhere }) =>
    `${String(rows).padStart(10)}  ${commentText(`${schema}.${name}`)}${
      isElsewhere
        ? ", whose rows another table or server keeps: restored with rows of its own"
        : ""
    }`
  );
}

function serverName(column: string): string {
  return `CAST(CONVERT(${column} USING utf8mb4) AS BINARY)`;
}

/** Readable where no session can read it differently, else bytes. */
function nameBytes(name: string): string {
  return /^[\w#~$. +-]*$/.test(name)
    ? `'${name}'`
    : `0x${new TextEncoder().encode(name).toHex()}`;
}

function headerComment(plan: ExportPlan): string {
  const facts = [
    `Rows that paper ${plan.paperId} rests on (export ${plan.exportId}).`,
    "",
    `source    ${plan.source}, server ${plan.serverVersion}`,
    `computed  ${plan.created}, reads logged under version ${plan.spyglassVersion}`,
    `holds     ${heldText(plan)}`,
    "",
    "Restore it on a server that has none of these tables:",
    "  mysql --max-allowed-packet=1G < this file",
    "",
    "      rows  table",
  ];
  return [...facts, ...tableLines(plan.tables)]
    .map((line) => `-- ${commentText(line)}`.trimEnd() + "\n")
    .join("");
}

function guardText(tables: readonly Named[]): string {
  return `
-- Fails, and nothing is changed, where one of the tables exists.
SET @spyglass_import = COALESCE(EXTRACTVALUE('', COALESCE((
  SELECT CONCAT('~exists: ', table_schema, '.', table_name)
  FROM information_schema.tables
  WHERE ${NAMES_IN_SERVER} IN (
  ${tableList(tables)})
  LIMIT 1), IF(@@max_allowed_packet < `;
}

const SESSION = `, '~max_allowed_packet is too small', NULL))), 'new');

-- A client that goes on after an error finds a session that refuses changes.
SET @spyglass_mode = IF(@spyglass_import = 'new',
  'SET SESSION TRANSACTION READ WRITE', 'SET SESSION TRANSACTION READ ONLY'),
  @spyglass_import = NULL;
PREPARE spyglass_mode FROM @spyglass_mode;
EXECUTE spyglass_mode;
DEALLOCATE PREPARE spyglass_mode;

SET @spyglass_client = @@character_set_client,
  @spyglass_results = @@character_set_results,
  @spyglass_collation = @@collation_connection,
  @spyglass_time_zone = @@time_zone,
  @spyglass_sql_mode = @@sql_mode,
  @spyglass_foreign_key_checks = @@foreign_key_checks,
  @spyglass_autocommit = @@autocommit;
SET NAMES utf8mb4;
SET time_zone = '+00:00',
  sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_DIR_IN_CREATE',
  foreign_key_checks = 0;
-- Rows that a CHECK refuses may have come in while nothing was checked. MySQL cannot be told so.
/*M!100201 SET @spyglass_checks = @@check_constraint_checks, check_constraint_checks = 0 */;
`;

const LOOSE_KEYS = `
-- One of the tables refers to columns that are not unique, which MySQL refuses since 8.4 unless it is told otherwise.
/*!80400 SET @spyglass_restrict_fk = @@restrict_fk_on_non_standard_key */;
/*!80400 SET SESSION restrict_fk_on_non_standard_key = 0 */;
`;

const STRICT_KEYS = `
/*!80400 SET SESSION restrict_fk_on_non_standard_key = @spyglass_restrict_fk */;`;

const BEFORE_ROWS = `
SET autocommit = 0;
`;

/**
 * Views run with the rights of whoever reads them. They come last: a server of the other kind may not know what one is
 * made of, and then has all rows.
 */
function viewsText(views: readonly PlannedView[]): string {
  if (views.length === 0) return "";
  const texts = views.map(({ schema, name, definition }) =>
    `CREATE SQL SECURITY INVOKER VIEW ${
      fullName(schema, name)
    } AS ${definition};\n`
  );
  return `-- Views through which rows were read. All rows are in by now.
${texts.join("")}`;
}

const COMMIT = `
COMMIT;
`;

/** The last line of every dump. */
export const END_LINE = "-- This is the end: the file is complete.";

const END = `/*M!100201 SET check_constraint_checks = @spyglass_checks */;
SET autocommit = @spyglass_autocommit,
  foreign_key_checks = @spyglass_foreign_key_checks,
  sql_mode = @spyglass_sql_mode,
  time_zone = @spyglass_time_zone,
  character_set_client = @spyglass_client,
  character_set_results = @spyglass_results,
  collation_connection = @spyglass_collation;
${END_LINE}
`;
