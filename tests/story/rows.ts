/**
 * A server's rows as plain text, and the closure of some of them, computed the plainest way. For comparison only:
 * nothing here shares code with the closure and the keys of `src/`.
 *
 * @module
 */
import type { Pool } from "../../src/connection/session.ts";

/** One table with all its rows; each value as hexadecimal digits of its text. */
export interface PlainTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  /** The expressions that give the values of a row. */
  readonly values: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** `schema.table` → the table. */
export type PlainTables = Map<string, PlainTable>;

/** All tables of a server, but for the server's own and the log's. */
export async function allRows(pool: Pool): Promise<PlainTables> {
  const columns = await pool.texts(
    `select c.table_schema, c.table_name, c.column_name, c.data_type
    from information_schema.columns as c join information_schema.tables as t
      on t.table_schema = c.table_schema and t.table_name = c.table_name and t.table_type = 'BASE TABLE'
    where c.table_schema not in ('mysql', 'sys', 'information_schema', 'performance_schema', 'common_usage')
    order by 1, 2, c.ordinal_position`,
  );
  const tables: PlainTables = new Map();
  const groups = Map.groupBy(columns, ([schema, name]) => `${schema}.${name}`);
  for (const [id, list] of groups) {
    const [[schema, name] = []] = list;
    const values = list.map(([, , column, type]) => {
      return `hex(concat(${valueText(quote(column!), type!)}))`;
    });
    tables.set(id, {
      schema: schema!,
      name: name!,
      columns: list.map(([, , column]) => column!),
      values,
      rows: await pool.texts(
        `select ${values.join(", ")} from ${quote(schema!)}.${quote(name!)}`,
      ),
    });
  }
  return tables;
}

function valueText(column: string, type: string): string {
  // A double has the digits that a FLOAT's own text leaves out.
  if (type === "float") return `${column} * 1e0`;
  // A moment, whatever the server's time zone.
  return type === "timestamp" ? `unix_timestamp(${column})` : column;
}

/** `schema.table` → its rows, each as one text, sorted; tables without rows are left out. */
export function rowTexts(tables: PlainTables): Record<string, string[]> {
  return Object.fromEntries(
    [...tables].filter(([, { rows }]) => rows.length > 0)
      .map(([id, { rows }]) => [id, rows.map((row) => row.join(" ")).sort()])
      .sort(([a], [b]) => a! < b! ? -1 : 1),
  );
}

/** One foreign key, by names as the server gives them. */
export interface PlainLink {
  readonly child: string;
  readonly parent: string;
  readonly columns: readonly (readonly [child: string, parent: string])[];
}

/** All foreign keys of a server, but for the log's. */
export async function allLinks(pool: Pool): Promise<PlainLink[]> {
  const rows = await pool.texts(
    `select concat(table_schema, '.', table_name), constraint_name, column_name,
      concat(referenced_table_schema, '.', referenced_table_name), referenced_column_name
    from information_schema.key_column_usage
    where referenced_table_name is not null and table_schema <> 'common_usage'
    order by 1, 2, ordinal_position`,
  );
  const groups = Map.groupBy(rows, ([child, name]) => `${child} ${name}`);
  return [...groups.values()].map((list) => ({
    child: list[0]![0]!,
    parent: list[0]![3]!,
    columns: list.map(([, , column, , parent]) => [column!, parent!] as const),
  }));
}

/** The rows of each table that a condition selects, as numbers of `allRows`' rows. */
export type Seeds =
  readonly (readonly [table: string, rows: Iterable<number>])[];

/** The closure of some rows: those, all that they refer to, and the parts of each master. */
export function plainClosure(
  tables: PlainTables,
  links: readonly PlainLink[],
  seeds: Seeds,
): PlainTables {
  const found = new Map<string, Set<number>>();
  const todo: [string, number][] = [];
  const add = (table: string, row: number) => {
    const rows = found.get(table) ?? new Set();
    found.set(table, rows);
    if (rows.has(row)) return;
    rows.add(row);
    todo.push([table, row]);
  };
  for (const [table, rows] of seeds) for (const row of rows) add(table, row);
  const follow = (
    wanted: readonly (string | null)[],
    other: string,
    columns: readonly string[],
  ) => {
    if (wanted.includes(null)) return;
    const target = tables.get(other)!;
    const places = columns.map((column) => target.columns.indexOf(column));
    for (const [row, values] of target.rows.entries()) {
      if (places.every((place, i) => values[place] === wanted[i])) {
        add(other, row);
      }
    }
  };
  for (let next = todo.pop(); next; next = todo.pop()) {
    const [id, at] = next;
    const { columns, rows } = tables.get(id)!;
    const valueOf = (column: string) => rows[at]![columns.indexOf(column)]!;
    for (const link of links) {
      const own = link.columns.map(([child]) => child);
      const its = link.columns.map(([, parent]) => parent);
      if (link.child === id) follow(own.map(valueOf), link.parent, its);
      const isPart = link.child.startsWith(`${id}__`);
      if (link.parent === id && isPart) {
        follow(its.map(valueOf), link.child, own);
      }
    }
  }
  return new Map(
    [...found].map(([id, rows]) => {
      const table = tables.get(id)!;
      return [id, { ...table, rows: [...rows].map((at) => table.rows[at]!) }];
    }),
  );
}

/** Foreign keys with rows that lead nowhere. */
export async function orphans(pool: Pool): Promise<string[]> {
  const found: string[] = [];
  const tables = await allRows(pool);
  for (const { child, parent, columns } of await allLinks(pool)) {
    // No row refers to a table that is not there: what its columns hold must be nothing.
    const isThere = tables.has(parent);
    const on = columns.map(([a, b]) => `c.${quote(a)} = p.${quote(b)}`);
    const set = columns.map(([a]) => `c.${quote(a)} is not null`);
    const [[count] = []] = await pool.texts(
      isThere
        ? `select count(*) from ${quotedId(child)} as c left join ${
          quotedId(parent)
        } as p on ${on.join(" and ")} where ${set.join(" and ")} and p.${
          quote(columns[0]![1])
        } is null`
        : `select count(*) from ${quotedId(child)} as c where ${
          set.join(" and ")
        }`,
    );
    if (count !== "0") found.push(`${child} -> ${parent}: ${count}`);
  }
  return found;
}

/** Back-quotes a name. */
export function quote(name: string): string {
  return "`" + name.replaceAll("`", "``") + "`";
}

/** Back-quotes `schema.table`; schemas have no dot. */
export function quotedId(id: string): string {
  const dot = id.indexOf(".");
  return `${quote(id.slice(0, dot))}.${quote(id.slice(dot + 1))}`;
}
