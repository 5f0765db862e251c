/**
 * The catalogue of all tables, of rows as the server's `information_schema` has them.
 *
 * @module
 */
import { fullName, quoteName } from "../sql/identifier.ts";
import {
  classNameOf,
  commentType,
  kindOf,
  masterNames,
  tierOf,
} from "./definition.ts";
import { isElsewhere } from "./engines.ts";
import { mysqlFunctions } from "./mysql_functions.ts";
import type {
  RawCheck,
  RawColumn,
  RawIndex,
  RawKey,
  RawTable,
  Said,
} from "./said.ts";
import type {
  Catalog,
  Column,
  ForeignKey,
  TableIndex,
  TableInfo,
} from "./table.ts";

/** MariaDB has more kinds of tables than MySQL: `SYSTEM VERSIONED` ones are tables. */
const VIEWS = new Set(["VIEW", "SYSTEM VIEW", "SEQUENCE"]);

/** Makes the catalogue of what the server says. */
export function assemble(said: Said): Catalog {
  const { schemas, looseColumns } = said;
  const loose = Map.groupBy(looseColumns, tableOf);
  const columns = new Map([...Map.groupBy(said.columns, tableOf), ...loose]);
  const { primary, foreign } = readKeys(said.keys, columns);
  const masters = findMasters(said.tables, foreign);
  const indexes = Map.groupBy(said.indexes, tableOf);
  const isJson = jsonTeller(said.checks);
  const tables = new Map<string, TableInfo>();
  for (const [schema, name, type, comment, engine] of said.tables) {
    const full = fullName(schema, name);
    const raw = columns.get(full) ?? [];
    const primaryKey = keyOf(type, primary.get(full) ?? [], raw);
    tables.set(full, {
      schema,
      name,
      fullName: full,
      ...placeOf(schema, name, masters.get(full) ?? null),
      isView: VIEWS.has(type),
      ...(loose.has(full) ? { groupsLoosely: true } : {}),
      ...(isElsewhere(engine) ? { isElsewhere: true } : {}),
      comment,
      columns: raw.map((column) =>
        readColumn(column, primaryKey, isJson(column))
      ),
      primaryKey,
      foreignKeys: foreign.get(full) ?? [],
      ...indexesOf(indexes.get(full) ?? []),
    });
  }
  const all = [...foreign.values()].flat();
  return {
    tables,
    schemas,
    referredBy: Map.groupBy(all, (key) => key.parent),
    ...(said.foldsNames ? { foldsNames: true } : {}),
  };
}

/** The full name of the table that a column or an index is of. */
function tableOf([schema, table]: RawColumn | RawIndex): string {
  return fullName(schema, table);
}

/** What its name says of a table; that of a part begins with its master's. */
function placeOf(
  schema: string,
  name: string,
  master: string | null,
): Pick<TableInfo, "className" | "tier" | "master"> {
  return master === null
    ? { className: classNameOf(name), tier: tierOf(name), master }
    : {
      className: classNameOf(name.slice(master.length + 2)),
      tier: "Part",
      master: fullName(schema, master),
    };
}

function indexesOf(
  rows: readonly RawIndex[],
): Pick<TableInfo, "indexes" | "descendingKey"> {
  const [key, others] = [rows.filter(isPrimary), rows.filter(isNoPrimary)];
  return {
    indexes: readIndexes(others),
    descendingKey: key.map(([, , , , column]) => column!),
  };
}

/** A table that keeps its history has the end of a row's life in its key, as a column that it does not show. */
function keyOf(
  type: string,
  primaryKey: readonly string[],
  columns: readonly RawColumn[],
): readonly string[] {
  if (type !== "SYSTEM VERSIONED") return primaryKey;
  const shown = new Set(columns.map(([, , name]) => name));
  return primaryKey.filter((name) => shown.has(name));
}

function readKeys(
  rawKeys: readonly RawKey[],
  columnsOf: ReadonlyMap<string, readonly RawColumn[]>,
): {
  primary: Map<string, string[]>;
  foreign: Map<string, ForeignKey[]>;
} {
  const primary = new Map<string, string[]>();
  const foreign = new Map<string, ForeignKey[]>();
  const constraints = Map.groupBy(
    rawKeys,
    ([schema, table, constraint, , parent]) =>
      JSON.stringify([schema, table, constraint, parent !== null]),
  );
  for (const rows of constraints.values()) {
    const [schema, table, name, , parentSchema, parentTable] = rows[0]!;
    const child = fullName(schema, table);
    const columns = rows.map(([, , , column]) => column);
    if (parentSchema === null || parentTable === null) {
      primary.set(child, columns);
      continue;
    }
    const parent = fullName(parentSchema, parentTable);
    const parentColumns = rows.map((row) => row[6]!);
    const key: ForeignKey = {
      name,
      child,
      parent,
      columns: asTheyAre(columns, columnsOf.get(child)),
      parentColumns: asTheyAre(parentColumns, columnsOf.get(parent)),
    };
    foreign.set(child, [...(foreign.get(child) ?? []), key]);
  }
  return { primary, foreign };
}

/**
 * Names of columns as their table has them. A foreign key that was made before its parent, as a restored dump does, keeps
 * upper and lower case as they were written there.
 */
function asTheyAre(
  names: readonly string[],
  columns: readonly RawColumn[] = [],
): string[] {
  const known = columns.map(([, , name]) => name);
  return names.map((name) =>
    known.includes(name)
      ? name
      : known.find((each) => each.toLowerCase() === name.toLowerCase()) ?? name
  );
}

function isPrimary([, , name]: RawIndex): boolean {
  return name === "PRIMARY";
}

function isNoPrimary(index: RawIndex): boolean {
  return !isPrimary(index);
}

function readIndexes(rows: readonly RawIndex[]): TableIndex[] {
  const byName = Map.groupBy(rows, ([, , name]) => name);
  return [...byName].map(([name, parts]) => ({
    name,
    isUnique: parts[0]![3] === "0",
    columns: parts.map(([, , , , column]) => column),
    lengths: parts.map((part) => part[5] === null ? null : Number(part[5])),
    descending: parts.map(([, , , , , , collation]) => collation === "D"),
    type: parts[0]![7],
  }));
}

function readColumn(
  raw: RawColumn,
  primaryKey: readonly string[],
  isJson: boolean,
): Column {
  const [, , name, dataType, type, nullable, extra, characterSet] = raw;
  const [, , , , , , , , initial, comment, generated, collation] = raw;
  const told = commentType(comment);
  const isComputed = /default_generated/i.test(extra);
  const functions = mysqlFunctions(generated || (isComputed && initial) || "");
  return {
    name,
    type,
    kind: kindOf(dataType, told),
    comment: told.comment,
    store: told.store,
    nullable: nullable === "YES",
    inPrimaryKey: primaryKey.includes(name),
    autoIncrement: /auto_increment/i.test(extra),
    generated: generated !== null && generated !== "",
    ...(/^ROW (START|END)$/.test(generated ?? "") ? { isRowTime: true } : {}),
    ...(/\binvisible\b/i.test(extra) ? { isInvisible: true } : {}),
    ...(isJson ? { isJson: true } : {}),
    ...(functions.length > 0 ? { mysqlOnly: functions } : {}),
    characterSet,
    ...(collation ? { collation } : {}),
    default: initial,
  };
}

/** Which columns are MariaDB's JSON. A server that does not tell its checks says no more than {@linkcode mayBeJson}. */
function jsonTeller(
  checks: readonly RawCheck[],
): (column: RawColumn) => boolean {
  const untold = checks[0]?.[2] === "1";
  const told = new Set(checks.map((check) => JSON.stringify(check)));
  return ([schema, table, name, , type, , , , , , , collation]) =>
    mayBeJson(type, collation) &&
    (untold ||
      told.has(
        JSON.stringify([schema, table, `json_valid(${quoteName(name)})`]),
      ));
}

/** MariaDB has no type for JSON: it makes a LONGTEXT of this collation, and a check. */
export function mayBeJson(type: string, collation: string | null): boolean {
  return /^longtext$/i.test(type) && collation === "utf8mb4_bin";
}

/**
 * A part is a table whose name is its master's, two underscores, and more, and that refers to that master, itself or
 * through another part of it. The foreign key is asked for because schemas of other origin use such names without the
 * meaning.
 *
 * @returns Full name of the part → bare name of its master.
 */
function findMasters(
  tables: readonly RawTable[],
  foreign: ReadonlyMap<string, readonly ForeignKey[]>,
): Map<string, string> {
  const names = new Set(tables.map(([schema, name]) => fullName(schema, name)));
  const masters = new Map<string, string>();
  let found = -1;
  // Parts of parts are found once the part between is known.
  while (found < masters.size) {
    found = masters.size;
    for (const [schema, name] of tables) {
      const full = fullName(schema, name);
      if (masters.has(full)) continue;
      const master = masterNames(name).find((candidate) => {
        const isMaster = names.has(fullName(schema, candidate));
        return isMaster &&
          foreign.get(full)?.some(({ parent }) =>
            parent === fullName(schema, candidate) ||
            (parent !== full && masters.get(parent) === candidate)
          );
      });
      if (master !== undefined) masters.set(full, master);
    }
  }
  return masters;
}
