/**
 * Tables that hold data on people: names, addresses, accounts. Told by their names, by those of their columns, and by
 * foreign keys that lead to such columns.
 *
 * @module
 */
import type { Closure } from "../../closure/closure.ts";
import type { WhyStep } from "../../closure/why.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import {
  isPersonal,
  isPersonalOfPerson,
  tellsOfPeople,
} from "./personal_words.ts";

/** A table of a slice that holds data on people. See {@linkcode ExportCommands.plan}. */
export interface PersonalTable {
  /** Full name. */
  readonly table: string;
  /** Its rows in the slice. */
  readonly rows: number;
  /** The columns that say it; none, where its name alone does. */
  readonly columns: readonly string[];
  /** Why its first row came along: the foreign keys from a row that was read. */
  readonly why: readonly WhyStep[];
}

/** The tables of a slice that hold data on people. */
export function personalTables(
  catalog: Catalog,
  closure: Closure,
): PersonalTable[] {
  const columns = personalColumns(catalog);
  const found: PersonalTable[] = [];
  for (const [name, slice] of closure.tables) {
    const own = columns.get(name);
    if (own === undefined) continue;
    found.push({
      table: name,
      rows: slice.count,
      columns: slice.table.columns.map((column) => column.name)
        .filter((column) => own.has(column)),
      why: closure.why(name, slice.head(1)[0]!),
    });
  }
  return found;
}

/**
 * Full name → its columns with data on people, none where only the table's name tells of them; through foreign keys,
 * until there are no more.
 */
function personalColumns(
  catalog: Catalog,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const tables = [...catalog.tables.values()];
  for (const table of tables) {
    const own = ownColumns(table);
    if (own !== null) found.set(table.fullName, new Set(own));
  }
  let size = -1;
  for (let now = sizeOf(found); now !== size; now = sizeOf(found)) {
    size = now;
    for (const table of tables) follow(table, found);
  }
  return found;
}

/** `null` where nothing tells of people. */
function ownColumns({ name, isView, columns }: TableInfo): string[] | null {
  if (isView) return null;
  const ofPeople = tellsOfPeople(name);
  const own = columns.map((column) => column.name).filter((column) =>
    isPersonal(column) || (ofPeople && isPersonalOfPerson(column))
  );
  return ofPeople || own.length > 0 ? own : null;
}

/** A foreign key to a column that tells a person tells that person, too. */
function follow(table: TableInfo, found: Map<string, Set<string>>): void {
  for (const key of table.foreignKeys) {
    key.parentColumns.forEach((column, at) => {
      if (!found.get(key.parent)?.has(column)) return;
      const own = found.get(table.fullName) ?? new Set();
      found.set(table.fullName, own.add(key.columns[at]!));
    });
  }
}

function sizeOf(found: ReadonlyMap<string, ReadonlySet<string>>): number {
  return [...found.values()].reduce((sum, { size }) => sum + size, 0);
}
