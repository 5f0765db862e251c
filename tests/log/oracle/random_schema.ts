/**
 * Random schemas with rows, as DataJoint's conventions allow them: composite and renamed keys, nullable foreign keys,
 * self-references, masters and parts. As SQL, and as plain arrays. Nothing here knows the module under test.
 *
 * @module
 */
import {
  below,
  chance,
  pick,
  type Random,
} from "../../closure/random_values.ts";
import type { Attribute, Cell, Relation } from "./relation.ts";

/** One table. */
export interface OracleTable {
  readonly name: string;
  readonly columns: readonly OracleColumn[];
  readonly references: readonly Reference[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** One column. */
export interface OracleColumn extends Attribute {
  readonly isNullable: boolean;
}

/** A foreign key. */
export interface Reference {
  readonly columns: readonly string[];
  readonly parent: string;
  readonly theirs: readonly string[];
}

/** Texts that break quoting, escaping or formatting somewhere. */
const TEXTS = [
  "plain",
  "it's",
  'say "x"',
  "back\\slash",
  "100%",
  "50%% off",
  "a_b",
  "`tick`",
  "a) OR (b",
  "no # comment -- x",
  "é 😀",
];

/** Makes a schema of three to eight tables with rows. */
export function randomSchema(random: Random): OracleTable[] {
  const tables: OracleTable[] = [];
  const count = 3 + below(random, 6);
  while (tables.length < count) tables.push(randomTable(random, tables));
  return tables;
}

/** The table as rows, each resting on itself. */
export function relationOf(table: OracleTable): Relation {
  return {
    attributes: table.columns.map(({ name, isKey, isNumber }) => ({
      name,
      isKey,
      isNumber,
    })),
    rows: table.rows.map((cells) => ({
      cells,
      from: new Set([rowId(table, cells)]),
    })),
  };
}

/** What tells a base row from all others. */
export function rowId(
  table: OracleTable,
  cells: Readonly<Record<string, Cell>>,
): string {
  const key = table.columns.filter(({ isKey }) => isKey);
  return `${table.name} ${
    JSON.stringify(key.map(({ name }) => String(cells[name])))
  }`;
}

/** The statements that make a schema in the present database. */
export function schemaSql(tables: readonly OracleTable[]): string {
  return tables.flatMap((table) => [createSql(table), insertSql(table)])
    .join("");
}

function randomTable(
  random: Random,
  before: readonly OracleTable[],
): OracleTable {
  const at = before.length;
  const masters = before.filter(({ name }) => !name.includes("__p"));
  const master = masters.length > 0 && chance(random, 0.2)
    ? pick(random, masters)
    : null;
  const name = master
    ? `${master.name}__p${at}`
    : `${pick(random, ["", "#", "_", "__"])}t${at}`;
  const columns: OracleColumn[] = [];
  const references: Reference[] = [];
  const add = (parent: OracleTable, isKey: boolean) =>
    addReference(random, columns, references, parent, isKey);
  if (master) add(master, true);
  else if (before.length > 0 && chance(random, 0.6)) {
    add(pick(random, before), true);
  }
  if (before.length > 0 && chance(random, 0.25)) {
    add(pick(random, before), true);
  }
  if (columns.length === 0 || chance(random, 0.7)) {
    const isNumber = chance(random, 0.7);
    columns.push({ name: `k${at}`, isKey: true, isNumber, isNullable: false });
  }
  if (before.length > 0 && chance(random, 0.5)) {
    add(pick(random, before), false);
  }
  for (const [name, isNumber] of [["v", true], ["w", false]] as const) {
    if (!chance(random, 0.7)) continue;
    // Of one type everywhere: whether a text equals a number is the server's own affair.
    const own = isNumber && chance(random, 0.3) ? "note" : `${name}${at}`;
    const isTaken = columns.some((column) => column.name === own);
    if (isTaken) continue;
    columns.push({
      name: own,
      isKey: false,
      isNumber,
      isNullable: chance(random, 0.5),
    });
  }
  const shape = { name, columns, references, rows: [] };
  if (!master && chance(random, 0.25)) addSelf(columns, references, shape);
  return { ...shape, rows: randomRows(random, shape, before) };
}

/** Columns that refer to a parent's key, under its names or others. */
function addReference(
  random: Random,
  columns: OracleColumn[],
  references: Reference[],
  parent: OracleTable,
  isKey: boolean,
): void {
  const key = parent.columns.filter((column) => column.isKey);
  const taken = new Set(columns.map(({ name }) => name));
  const isRenamed = chance(random, 0.3) ||
    key.some(({ name }) => taken.has(name));
  const isNullable = !isKey && chance(random, 0.5);
  const prefix = `r${columns.length}${isKey ? "k" : "s"}_`;
  const own = key.map(({ name, isNumber }) => ({
    name: isRenamed ? prefix + name : name,
    isKey,
    isNumber,
    isNullable,
  }));
  if (own.some(({ name }) => name.length > 50)) return;
  columns.push(...own);
  references.push({
    columns: own.map(({ name }) => name),
    parent: parent.name,
    theirs: key.map(({ name }) => name),
  });
}

function addSelf(
  columns: OracleColumn[],
  references: Reference[],
  { name }: { name: string },
): void {
  const key = columns.filter(({ isKey }) => isKey);
  if (key.some((column) => column.name.length > 50)) return;
  const own = key.map((column) => ({
    ...column,
    name: `up_${column.name}`,
    isKey: false,
    isNullable: true,
  }));
  columns.push(...own);
  references.push({
    columns: own.map((column) => column.name),
    parent: name,
    theirs: key.map((column) => column.name),
  });
}

function randomRows(
  random: Random,
  table: OracleTable,
  before: readonly OracleTable[],
): Readonly<Record<string, Cell>>[] {
  const rows: Record<string, Cell>[] = [];
  const known = new Set<string>();
  for (let tries = 2 + below(random, 11); tries > 0; tries--) {
    const cells: Record<string, Cell> = {};
    for (const { name, isNumber, isNullable } of table.columns) {
      cells[name] = isNullable && chance(random, 0.25)
        ? null
        : isNumber
        ? below(random, 5)
        : pick(random, TEXTS);
    }
    if (!refer(random, table, cells, before, rows)) continue;
    const id = rowId(table, cells);
    if (known.has(id)) continue;
    known.add(id);
    rows.push(cells);
  }
  return rows;
}

/** Fills in foreign keys; false where there is nothing to refer to. */
function refer(
  random: Random,
  table: OracleTable,
  cells: Record<string, Cell>,
  before: readonly OracleTable[],
  own: readonly Record<string, Cell>[],
): boolean {
  for (const { columns, parent, theirs } of table.references) {
    const parents = parent === table.name
      ? own
      : before.find(({ name }) => name === parent)!.rows;
    const isNullable = table.columns.find(({ name }) => name === columns[0])!
      .isNullable;
    if (isNullable && (parents.length === 0 || chance(random, 0.3))) {
      for (const name of columns) cells[name] = null;
      continue;
    }
    if (parents.length === 0) return false;
    const chosen = pick(random, parents);
    for (const [at, name] of columns.entries()) {
      cells[name] = chosen[theirs[at]!]!;
    }
  }
  return true;
}

function createSql({ name, columns, references }: OracleTable): string {
  const lines = [
    ...columns.map((column) =>
      `\`${column.name}\` ${column.isNumber ? "int" : "varchar(20)"} ${
        column.isNullable ? "null" : "not null"
      }`
    ),
    `primary key (${list(columns.filter(({ isKey }) => isKey))})`,
    ...references.map(({ columns, parent, theirs }) =>
      `foreign key (${quoted(columns)}) references \`${parent}\` (${
        quoted(theirs)
      })`
    ),
  ];
  return `create table \`${name}\` (${
    lines.join(", ")
  }) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;\n`;
}

function insertSql({ name, columns, rows }: OracleTable): string {
  if (rows.length === 0) return "";
  const values = rows.map((cells) =>
    `(${columns.map((column) => literal(cells[column.name]!)).join(", ")})`
  );
  return `insert into \`${name}\` values ${values.join(", ")};\n`;
}

/** A cell as SQL, whatever the session's mode. */
function literal(cell: Cell): string {
  if (cell === null) return "null";
  if (typeof cell === "number") return String(cell);
  const hex = [...new TextEncoder().encode(cell)]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `_utf8mb4 0x${hex}`;
}

function list(columns: readonly OracleColumn[]): string {
  return quoted(columns.map(({ name }) => name));
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
