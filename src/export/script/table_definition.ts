/**
 * How tables are defined, as texts that can be compared between servers: MariaDB and MySQL spell some things in ways
 * of their own.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import type { TableInfo } from "../../schema/table.ts";
import { fullName } from "../../sql/identifier.ts";
import { textLiteral } from "../../sql/literal.ts";

/** Part of a table (`column name`, `index name`, …) → its definition in words. */
export type Definition = ReadonlyMap<string, string>;

/**
 * Reads how tables are defined.
 *
 * @param session A server.
 * @param tables Which tables.
 * @returns Full name → definition.
 */
export async function readDefinitions(
  session: Session,
  tables: readonly TableInfo[],
): Promise<Map<string, Definition>> {
  const names = new Set(tables.map((table) => table.fullName));
  const read = new Map<string, Map<string, string>>();
  if (tables.length === 0) return read;
  // Of other tables nothing is asked: one whose rows another server keeps cannot be opened while that one is away.
  const within = withinTables(tables);
  for (const { sql, part } of PARTS) {
    const rows = await session.texts(sql.replace("WITHIN", () => within));
    for (const [schema, table, ...rest] of rows) {
      const name = fullName(schema!, table!);
      if (!names.has(name)) continue;
      const [title, definition] = part(rest);
      const definitions = read.get(name) ?? new Map<string, string>();
      read.set(name, definitions);
      const known = definitions.get(title);
      definitions.set(
        title,
        known === undefined ? definition : `${known}, ${definition}`,
      );
    }
  }
  return read;
}

/**
 * A condition on rows of `information_schema` that may be some tables', to stand behind the name of the schema's column:
 * names that are alike but for case are the same there.
 */
export function withinTables(tables: readonly TableInfo[]): string {
  const listed = (names: readonly string[]) =>
    [...new Set(names)].map(textLiteral).join(", ");
  return `IN (${
    listed(tables.map(({ schema }) => schema))
  }) AND table_name IN (${listed(tables.map(({ name }) => name))})`;
}

/** What the rules of a foreign key are called. MariaDB tells them only to who may see the table that it leads to. */
export const RULE = "rule of foreign key ";

/**
 * What `information_schema.columns` tells of a column. MySQL shows a default that is a text as it is, which may look like
 * NULL or like an expression: it is put in quotes, as MariaDB has it.
 */
export const COLUMN_FIELDS =
  `column_name, ordinal_position, column_type, collation_name, is_nullable,
  IF(VERSION() LIKE '%MariaDB%' OR extra LIKE '%DEFAULT_GENERATED%' OR data_type = 'bit', column_default,
    CONCAT('''', REPLACE(column_default, '''', ''''''), '''')) AS column_default,
  extra, generation_expression, column_comment`;

interface Part {
  readonly sql: string;
  /** What the row is a part of, and its text. */
  readonly part: (row: readonly (string | null)[]) => [string, string];
}

const PARTS: readonly Part[] = [
  // The comment of a SPIDER table is the address of its rows, which is not dumped.
  {
    sql: `SELECT table_schema, table_name, table_type, table_collation,
        IF(engine = 'SPIDER', '', table_comment) FROM information_schema.tables
      WHERE table_schema WITHIN`,
    part: ([type, collation, comment]) => [
      "table",
      words([
        type,
        collation && collationText(collation),
        comment && `comment ${JSON.stringify(comment)}`,
      ]),
    ],
  },
  {
    sql: `SELECT table_schema, table_name, ${COLUMN_FIELDS}
      FROM information_schema.columns WHERE table_schema WITHIN
      ORDER BY table_schema, table_name, ordinal_position`,
    part: (row) => [`column ${row[0]}`, columnText(row)],
  },
  {
    sql: `SELECT table_schema, table_name, index_name, non_unique,
        column_name, sub_part, collation, index_type
      FROM information_schema.statistics
      WHERE table_schema WITHIN
      ORDER BY table_schema, table_name, index_name, seq_in_index`,
    part: ([name, notUnique, column, length, order, type]) => [
      `index ${name}`,
      words([
        notUnique === "0" ? "unique" : null,
        column,
        // Of a spatial one, each server has another length.
        type !== "SPATIAL" && length ? `(${length})` : null,
        order === "D" ? "desc" : null,
        /^(?:FULLTEXT|SPATIAL)$/.test(type ?? "") ? type!.toLowerCase() : null,
      ]),
    ],
  },
  {
    sql: `SELECT table_schema, table_name, constraint_name, column_name,
        referenced_table_schema, referenced_table_name, referenced_column_name
      FROM information_schema.key_column_usage
      WHERE table_schema WITHIN AND referenced_table_name IS NOT NULL
      ORDER BY table_schema, table_name, constraint_name, ordinal_position`,
    part: ([name, column, schema, table, parent]) => [
      `foreign key ${name}`,
      // A foreign key that was made before its parent keeps how its columns were written then.
      `${column!.toLowerCase()} → ${fullName(schema!, table!)}.${
        parent!.toLowerCase()
      }`,
    ],
  },
  {
    sql: `SELECT constraint_schema, table_name, constraint_name,
        referenced_table_name, update_rule, delete_rule
      FROM information_schema.referential_constraints
      WHERE constraint_schema WITHIN`,
    part: ([name, , update, deletion]) => [
      `${RULE}${name}`,
      `on update ${rule(update)}, on delete ${rule(deletion)}`,
    ],
  },
];

/** A column's definition in words, from its {@linkcode COLUMN_FIELDS}. */
export function columnText(row: readonly (string | null)[]): string {
  const [, at, type, collation, nullable, initial] = row;
  const [extra, generation, comment] = row.slice(6);
  // MariaDB hides no such column: the script has it seen there.
  const mustBeGiven = nullable === "NO" && initial == null && !generation;
  return words([
    `${at}.`,
    typeText(type!),
    type === "json" ? JSON_COLLATION : collation && collationText(collation),
    generation ? null : nullable === "YES" ? "null" : "not null",
    defaultText(initial ?? null, nullable === "YES"),
    mustBeGiven
      ? extraText(extra ?? "").replace(/^invisible$/, "")
      : extraText(extra ?? ""),
    generation ? `as ${generationText(generation)}` : null,
    comment ? `comment ${JSON.stringify(comment)}` : null,
  ]);
}

/** MySQL 8 leaves out the widths of whole numbers and shortens a name, and MariaDB keeps JSON as text. */
function typeText(type: string): string {
  return type.replace(
    /^((?:tiny|small|medium|big)?int|year)\(\d+\)(?!.*zerofill)/,
    "$1",
  ).replace(/^json$/, "longtext")
    .replace(/^geomcollection$/, "geometrycollection");
}

/** MariaDB's for JSON. */
const JSON_COLLATION = "utf8mb4_bin";

/**
 * `utf8` is `utf8mb3` in newer servers. Collations of Unicode 9 are MySQL's, those of Unicode 14 MariaDB's: the script
 * has the one become the other.
 */
function collationText(collation: string): string {
  return collation.replace(/^utf8_/, "utf8mb3_")
    .replace(/^utf8mb4_(0900|nopad)_bin$/, "utf8mb4_nopad_bin")
    .replace(/^utf8mb4_.*(?:0900|uca1400).*?_(a[is])_(c[is]).*$/, unicode);
}

function unicode(_: string, accents: string, cases: string): string {
  const both = `${accents}_${cases}`;
  return `utf8mb4_unicode_${both === "ai_cs" ? "as_cs" : both}`;
}

/** What looks like an expression and is a text stays in quotes; numbers are written with and without. */
function defaultText(text: string | null, nullable: boolean): string | null {
  if (text === null || (text === "NULL" && nullable)) return null;
  const written = asWritten(text);
  const [, inside] = /^'(.*)'$/s.exec(written) ?? [];
  if (inside === undefined) return `default ${momentText(written)}`;
  const value = inside.replaceAll(/''|\\'/g, "'");
  return NUMBER.test(value) ? `default ${value}` : `default '${value}'`;
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i;

/**
 * An expression as SQL has it. MySQL shows the texts in it with their character set, escaped once more, and each byte as
 * a letter.
 */
export function asWritten(expression: string): string {
  if (!/_[a-z0-9]+\\'/.test(expression)) return expression;
  const text = expression.replaceAll(/\\(.)/gs, "$1")
    .replaceAll(/_utf8mb[34]'/g, "'")
    .replaceAll(PLAIN_TEXT, "$1");
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const isBytes = bytes.every((byte, at) => byte === text.charCodeAt(at));
  return isBytes ? new TextDecoder().decode(bytes) : text;
}

/** MySQL itself drops this character set when it writes the table down: the letters are the same in both. */
const PLAIN_TEXT = /_(?:latin1|ascii)('(?:[ -&(-[\]-~]|\\.|'')*')/g;

/** `default_generated` is MySQL's word for a default that is an expression; MariaDB puts commas between several. */
function extraText(extra: string): string {
  return momentText(
    extra.toLowerCase().replace(/\bdefault_generated\b/, "")
      .replaceAll(",", "").trim(),
  );
}

function momentText(text: string): string {
  return text.replaceAll(
    /\bcurrent_timestamp(?:\((\d*)\))?/gi,
    (_, digits: string | undefined) =>
      digits ? `current_timestamp(${digits})` : "current_timestamp",
  );
}

function generationText(text: string): string {
  return asWritten(text).toLowerCase()
    .replaceAll(/[\s`()]|_utf8mb[34]/g, "")
    .replaceAll("\\'", "'");
}

/** The servers do the same for these two, and each has its own default word. */
function rule(word: string | null | undefined): string {
  return (word ?? "").replace("NO ACTION", "RESTRICT").toLowerCase();
}

function words(parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part).join(" ");
}
