/**
 * Random databases with foreign keys of every kind. Nothing here knows the code under test: tables are arrays of
 * rows, rows are maps from column to number.
 *
 * @module
 */
import {
  below,
  chance,
  pick,
  type Random,
  type RandomType,
  TYPES,
} from "./random_values.ts";

/** One column; a value's number says which values are equal. */
export interface RandomColumn {
  readonly name: string;
  readonly type: RandomType;
  inKey: boolean;
  nullable: boolean;
}

/** One foreign key. */
export interface RandomReference {
  readonly name: string;
  readonly columns: readonly string[];
  readonly parent: RandomTable;
  readonly parentColumns: readonly string[];
  /** True when this is how a part's rows belong to its master's. */
  readonly membership: boolean;
}

/** One row; `rid` tells it apart in the test. */
export interface RandomRow {
  readonly rid: number;
  readonly cells: Map<string, number | null>;
}

/** One table. */
export interface RandomTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: RandomColumn[];
  readonly references: RandomReference[];
  /** Groups of columns that foreign keys may refer to, besides the primary key. */
  readonly targets: { columns: string[]; unique: boolean }[];
  readonly rows: RandomRow[];
}

/**
 * Makes a database of 3 to 8 tables: composite and renamed foreign keys, several between the same tables, nullable
 * ones, self-references, cycles, masters and parts, unique and other indexes as targets, dangling values.
 */
export function randomDatabase(
  random: Random,
  schemas: readonly string[],
  prefix: string,
): RandomTable[] {
  const tables: RandomTable[] = [];
  const count = 3 + below(random, 6);
  for (let at = 0; at < count; at++) {
    tables.push(randomTable(random, tables, pick(random, schemas), prefix, at));
  }
  for (const table of tables) fill(random, table);
  for (let left = below(random, 4); left > 0; left--) {
    referAnywhere(random, pick(random, tables), pick(random, tables));
  }
  return tables;
}

function randomTable(
  random: Random,
  earlier: readonly RandomTable[],
  schema: string,
  prefix: string,
  at: number,
): RandomTable {
  const masters = earlier.filter((table) => !table.name.includes("__"));
  const master = masters.length > 0 && chance(random, 0.35)
    ? pick(random, masters)
    : null;
  const table: RandomTable = {
    schema: master?.schema ?? schema,
    name: master ? `${master.name}__p${at}` : `${prefix}t${at}`,
    columns: [],
    references: [],
    targets: [],
    rows: [],
  };
  if (master) belong(random, table, master);
  for (let left = below(random, 3); left > 0 && earlier.length > 0; left--) {
    refer(random, table, pick(random, earlier), false);
  }
  addOwnColumns(random, table, at);
  return table;
}

/** A part's reference to its master: its primary key under the same names, seldom another or renamed. */
function belong(random: Random, part: RandomTable, master: RandomTable): void {
  if (chance(random, 0.15)) refer(random, part, master, true);
  else addReference(part, master, keyOf(master), (name) => name, true, true);
}

function refer(
  random: Random,
  child: RandomTable,
  parent: RandomTable,
  membership: boolean,
): void {
  const targets = [
    keyOf(parent),
    keyOf(parent),
    ...parent.targets.map((target) => target.columns),
  ];
  const target = pick(random, targets);
  const number = child.references.length;
  const sameNames = chance(random, 0.5) && !membership;
  const isPart = child.name.startsWith(`${parent.name}__`) && !membership;
  const rename = (name: string) =>
    sameNames && !isPart ? name : `f${number}_${name}`.slice(0, 60);
  const inKey = membership || (!isPart && chance(random, 0.5));
  addReference(child, parent, target, rename, inKey, membership);
  if (inKey) return;
  const nullable = chance(random, 0.6);
  for (const name of child.references.at(-1)!.columns) {
    const column = columnOf(child, name);
    if (!column.inKey && nullable) column.nullable = true;
  }
}

function addReference(
  child: RandomTable,
  parent: RandomTable,
  parentColumns: readonly string[],
  rename: (name: string) => string,
  inKey: boolean,
  membership: boolean,
): void {
  const number = child.references.length;
  const columns = parentColumns.map((parentName) => {
    const { type } = columnOf(parent, parentName);
    const name = rename(parentName);
    const there = child.columns.find((column) => column.name === name);
    if (there?.type === type) {
      if (inKey && !there.nullable) there.inKey = true;
      return name;
    }
    const fresh = there ? `g${number}_${name}` : name;
    child.columns.push({ name: fresh, type, inKey, nullable: false });
    return fresh;
  });
  // MariaDB refuses a column twice in one foreign key; two of the parent's may share a name only by chance.
  if (new Set(columns).size < columns.length) throw new Error("columns clash");
  child.references.push({
    name: `${child.name}_fk${number}`,
    columns,
    parent,
    parentColumns,
    membership,
  });
}

function addOwnColumns(random: Random, table: RandomTable, at: number): void {
  const own = (name: string, inKey: boolean, nullable: boolean) =>
    table.columns.push({ name, type: pick(random, TYPES), inKey, nullable });
  const least = table.columns.some((column) => column.inKey) ? 0 : 1;
  for (let i = least + below(random, 2); i > 0; i--) {
    own(`k${at}_${i}`, true, false);
  }
  if (chance(random, 0.4)) {
    const columns = [`u${at}`];
    own(`u${at}`, false, chance(random, 0.3));
    if (chance(random, 0.4)) {
      own(`v${at}`, false, false);
      columns.push(`v${at}`);
    }
    table.targets.push({ columns, unique: true });
  }
  if (chance(random, 0.25)) {
    own(`x${at}`, false, chance(random, 0.3));
    table.targets.push({ columns: [`x${at}`], unique: false });
  }
  // Key columns are not always the first ones, nor in the order of a foreign key.
  table.columns.sort(() => random() - 0.5);
}

function fill(random: Random, table: RandomTable): void {
  const taken = new Set<string>();
  const count = pick(random, [0, 3, 8, 14, 14, 14]);
  for (let rid = 1; rid <= count; rid++) {
    const row = randomRow(random, table, rid);
    if (row === null) continue;
    const marks = [
      keyOf(table),
      ...table.targets.filter((t) => t.unique).map((t) => t.columns),
    ].map((columns, at) => [at, columns.map((name) => row.cells.get(name))])
      .filter(([, values]) => !(values as unknown[]).includes(null))
      .map((mark) => JSON.stringify(mark));
    if (marks.some((mark) => taken.has(mark))) continue;
    for (const mark of marks) taken.add(mark);
    table.rows.push(row);
  }
}

function randomRow(
  random: Random,
  table: RandomTable,
  rid: number,
): RandomRow | null {
  const cells = new Map<string, number | null>();
  for (const reference of table.references) {
    if (!choose(random, table, reference, cells)) return null;
  }
  for (const { name, nullable } of table.columns) {
    if (cells.has(name)) continue;
    cells.set(
      name,
      nullable && chance(random, 0.3) ? null : below(random, 14),
    );
  }
  return { rid, cells };
}

/** Sets a reference's cells to those of a row of the parent, or makes it refer to nothing. */
function choose(
  random: Random,
  table: RandomTable,
  { columns, parent, parentColumns }: RandomReference,
  cells: Map<string, number | null>,
): boolean {
  const free = columns.filter((name) =>
    columnOf(table, name).nullable && !cells.has(name)
  );
  const fitting = parent.rows.filter((row) =>
    columns.every((name, at) => {
      const value = row.cells.get(parentColumns[at]!) ?? null;
      return value !== null && (!cells.has(name) || cells.get(name) === value);
    })
  );
  if (free.length > 0 && (fitting.length === 0 || chance(random, 0.25))) {
    // One NULL is enough, whatever the other columns hold.
    cells.set(pick(random, free), null);
    return true;
  }
  if (columns.some((name) => cells.get(name) === null)) return true;
  if (fitting.length === 0) return false;
  const chosen = pick(random, fitting);
  columns.forEach((name, at) =>
    cells.set(name, chosen.cells.get(parentColumns[at]!)!)
  );
  return true;
}

/** Adds a nullable reference to any table, itself and later ones included, and fills it. */
function referAnywhere(
  random: Random,
  child: RandomTable,
  parent: RandomTable,
): void {
  const target = pick(random, [
    keyOf(parent),
    keyOf(parent),
    ...parent.targets.map(({ columns }) => columns),
  ]);
  const number = child.references.length;
  // Two columns of a self-reference are taken before the new ones come.
  addReference(
    child,
    parent,
    target,
    (name) => `b${number}_${name}`.slice(0, 60),
    false,
    false,
  );
  const reference = child.references.at(-1)!;
  for (const name of reference.columns) columnOf(child, name).nullable = true;
  for (const row of child.rows) {
    for (const name of reference.columns) row.cells.set(name, null);
    if (parent.rows.length === 0 || chance(random, 0.3)) continue;
    const to = pick(random, parent.rows);
    const isDangling = chance(random, 0.05);
    reference.columns.forEach((name, at) => {
      const value = to.cells.get(reference.parentColumns[at]!) ?? null;
      row.cells.set(name, isDangling && value !== null ? 13 : value);
    });
    if (chance(random, 0.1)) row.cells.set(pick(random, reference.columns), 7);
  }
}

function keyOf(table: RandomTable): string[] {
  return table.columns.filter((c) => c.inKey).map((c) => c.name);
}

function columnOf(table: RandomTable, name: string): RandomColumn {
  return table.columns.find((column) => column.name === name)!;
}
