/**
 * The part of the export script that differs from export to export: what it says of itself, and its data, each value
 * a quoted word.
 *
 * @module
 */
import {
  type ExportPlan,
  filledTables,
  heldText,
  type PlannedTable,
} from "./plan.ts";
import { fullName, quoteName } from "../../sql/identifier.ts";
import { textLiteral } from "../../sql/literal.ts";
import { exactRows } from "./exact_rows.ts";
import { rowSize } from "./row_size.ts";
import { sessionsOf } from "./sessions.ts";
import { referenceText } from "./script_rows.ts";
import { type SharedLists, sharedLists } from "./shared_lists.ts";
import { commentText, shellWord, typedWord } from "./shell.ts";
import { shapeText } from "./table_shape.ts";
import {
  NAMES_IN_SERVER,
  sqlFrame,
  tableLines,
  tableList,
} from "./sql_frame.ts";

/** Writes the comment that an administrator reads before running the script. */
export function headerText(plan: ExportPlan): string {
  const name = `_Populate_${plan.paperId}.sql`;
  const script = typedWord(`_ExportSQL_${plan.paperId}.sh`);
  const lines = [
    `Writes ${name}: the rows that paper ${plan.paperId} rests on, ready to`,
    "be restored on another server. Run it where the database can be reached:",
    "",
    `  bash ${script} --check   tells what it would meet, changes nothing`,
    `  bash ${script}           writes ${name} beside itself`,
    "",
    "  MYSQL_DEFAULTS_FILE  option file with the credentials (else ~/.my.cnf); a user with",
    "                       SELECT and LOCK TABLES is enough",
    "  OUT                  the file to write (no link), or the folder to write it to",
    "  LOCK_WAIT            seconds to wait for the lock, on all tables together (10)",
    "  LOCK_HOLD            seconds that changes may have to wait in all (300)",
    "",
    "Of the database it only reads. The tables named below are locked (LOCK TABLES READ: others",
    "can read, changes wait) until every session that reads rows has begun, so that all show one",
    "state. Changes wait from when the lock is asked for; it says for how long that was. It asks",
    "when no other transaction has changed any of them. Where that does not come within half of",
    "LOCK_WAIT, it waits in line, and one that has changed one of the tables and goes on to",
    "another may be ended by the server, as by any deadlock (error 1213), and must begin again.",
    "",
    `An earlier ${name} stays until the new one is complete, and never stands without`,
    "the right .sha256 beside it.",
    "",
    `  paper     ${plan.paperId} (export ${plan.exportId})`,
    `  source    ${plan.source}, server ${plan.serverVersion}`,
    `  computed  ${plan.created}, reads logged under version ${plan.spyglassVersion}`,
    `  holds     ${heldText(plan)}`,
    "",
    "      rows  table",
    ...tableLines(plan.tables),
    ...(plan.views ?? []).map(({ schema, name }) =>
      `      view  ${commentText(`${schema}.${name}`)}`
    ),
  ];
  return lines.map((line) => `# ${commentText(line)}`.trimEnd() + "\n").join(
    "",
  );
}

/** Writes the data of one export as assignments and calls of `add_table`, `add_columns`, `add_rows`, piece by piece. */
export function* dataParts(plan: ExportPlan): Generator<string> {
  const frame = sqlFrame(plan);
  const schemas = [
    ...new Set(
      [...plan.tables, ...plan.views ?? []].map(({ schema }) => schema),
    ),
  ];
  const programs = plan.serverVersion.includes("MariaDB")
    ? ["(mariadb-dump mysqldump)", "(mariadb mysql)"]
    : ["(mysqldump mariadb-dump)", "(mysql mariadb)"];
  // Of a table that is empty in the slice only the definition is read.
  const filled = filledTables(plan);
  const locked = filled.length > 0 ? filled : plan.tables;
  const tables = locked.map((table) => fullName(table.schema, table.name));
  const sessions = sessionsOf(plan.tables);
  const lists = sharedLists(plan.tables.flatMap(({ where }) => where));
  yield `sql_name=${shellWord(`_Populate_${plan.paperId}.sql`)}
planned_rows=${rowsOf(plan)}
planned_tables=${tables.length}
dump_programs=${programs[0]}
mysql_programs=${programs[1]}
defined_tables=(${numbersWord(definedTables(plan.tables))})
counted_tables=(${numbersWord(sessions.counted)})
dumped_tables=(${sessions.dumped.join(" ")})
selected_tables=(${numbersWord(sessions.selected)})
locked_tables=(${locked.map((table) => plan.tables.indexOf(table)).join(" ")})
lock_statement=${
    shellWord(`LOCK TABLES ${tables.map((name) => `${name} READ`).join(", ")}`)
  }
database_query=${shellWord(databaseQuery(schemas))}
other_engines=${shellWord(otherEngines(plan.tables))}
sql_guard=${shellWord(frame.guard)}
sql_session=${shellWord(frame.session)}
sql_before_rows=${shellWord(frame.beforeRows)}
sql_end=${shellWord(frame.end)}

# Which rows of which tables. Every value stands in single quotes, so that nothing in it is run.
${lists.text && `# Lists that several tables have in common.\n${lists.text}`}`;
  for (const table of plan.tables) {
    yield* tableParts(table, lists, referenceText(table, plan.tables));
  }
}

/** Numbers of the tables that are defined together: those of one schema, and before all tables the sequences. */
function definedTables(tables: readonly PlannedTable[]): number[][] {
  const together = Map.groupBy(tables.keys(), (at) => {
    const { schema, isSequence } = tables[at]!;
    return JSON.stringify([schema, isSequence === true]);
  });
  return [...together.values()];
}

/** A word for each list of numbers. */
function numbersWord(lists: readonly (readonly number[])[]): string {
  return lists.map((numbers) => shellWord(numbers.join(" "))).join(" ");
}

function rowsOf(plan: ExportPlan): number {
  return plan.tables.reduce((sum, table) => sum + table.rows, 0);
}

function* tableParts(
  table: PlannedTable,
  lists: SharedLists,
  references: string,
): Generator<string> {
  const { schema, name, rows } = table;
  yield call(
    "add_table",
    schema,
    name,
    String(rows),
    quoteName(schema),
    quoteName(name),
  );
  const exact = exactRows(table.columns ?? []);
  if (exact !== null) {
    const size = rowSize(table.columns ?? []);
    yield call("add_columns", exact.columns, exact.select, exact.kinds, size);
  }
  yield shapeText(table);
  yield references;
  for (const where of table.where) yield `add_rows ${lists.word(where)}\n`;
}

function call(name: string, ...words: string[]): string {
  return `${[name, ...words.map(shellWord)].join(" ")}\n`;
}

/** A statement a schema that makes it with its own character set and collation. */
function databaseQuery(schemas: readonly string[]): string {
  return schemas.map((schema) =>
    `SELECT CONCAT(${
      textLiteral(`CREATE DATABASE IF NOT EXISTS ${quoteName(schema)}`)
    }, ' DEFAULT CHARACTER SET ', default_character_set_name, ' COLLATE ', default_collation_name, ';') ` +
    `FROM information_schema.schemata WHERE CAST(CONVERT(schema_name USING utf8mb4) AS BINARY) = CAST(${
      textLiteral(schema)
    } AS BINARY);`
  ).join("\n");
}

/** How many of the tables are not InnoDB's. */
function otherEngines(tables: readonly PlannedTable[]): string {
  return `SELECT COUNT(*) FROM information_schema.tables
  WHERE engine <> 'InnoDB' AND ${NAMES_IN_SERVER} IN (
  ${tableList(tables)});`;
}
