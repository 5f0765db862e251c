/**
 * The closure of some rows, computed in the plainest way: row by row, by the foreign keys that the server names. For
 * comparison only; shares no code with src/.
 *
 * @module
 */
import type { DriverValue, Session } from "../../src/connection/session.ts";

/** Rows to start from: a table as `schema.table` and a condition. */
export type SeedText = readonly [table: string, where: string];

/** Counts the closure's rows by `schema.table`. */
export async function closureByHand(
  session: Session,
  seeds: readonly SeedText[],
): Promise<Map<string, number>> {
  const links = await readLinks(session);
  const found = new Map<string, Set<string>>();
  const todo: [string, Record<string, DriverValue>][] = [];
  const add = async (table: string, where: string) => {
    const [schema, name] = split(table);
    const { names, rows } = await session.query(
      `select * from \`${schema}\`.\`${name}\` where ${where}`,
    );
    for (const row of rows) {
      const id = JSON.stringify(row.map(String));
      const known = found.get(table) ?? new Set();
      found.set(table, known);
      if (known.has(id)) continue;
      known.add(id);
      todo.push([
        table,
        Object.fromEntries(names.map((column, i) => [column, row[i]!])),
      ]);
    }
  };
  for (const seed of seeds) await add(...seed);
  for (let next = todo.pop(); next; next = todo.pop()) {
    const [table, row] = next;
    for (const link of links) {
      const up = link.child === table;
      const part = link.parent === table &&
        link.child.startsWith(`${table}__`);
      if (!up && !part) continue;
      const pairs = link.columns.map(([child, parent]) =>
        up ? [parent, row[child]] as const : [child, row[parent]] as const
      );
      if (pairs.some(([, value]) => value === null)) continue;
      await add(
        up ? link.parent : link.child,
        pairs.map(([column, value]) => `\`${column}\` = ${literal(value!)}`)
          .join(" and "),
      );
    }
  }
  return new Map(
    [...found].filter(([, rows]) => rows.size > 0)
      .map(([table, rows]) => [table, rows.size]),
  );
}

interface LinkText {
  readonly child: string;
  readonly parent: string;
  readonly columns: [string, string][];
}

async function readLinks(session: Session): Promise<LinkText[]> {
  const rows = await session.texts(
    `select concat(table_schema, '.', table_name), constraint_name, column_name,
      concat(referenced_table_schema, '.', referenced_table_name), referenced_column_name
    from information_schema.key_column_usage where referenced_table_name is not null
    order by table_schema, table_name, constraint_name, ordinal_position`,
  );
  const links = new Map<string, LinkText>();
  for (const [child, name, column, parent, parentColumn] of rows) {
    const id = `${child} ${name}`;
    if (!links.has(id)) {
      links.set(id, { child: child!, parent: parent!, columns: [] });
    }
    links.get(id)!.columns.push([column!, parentColumn!]);
  }
  return [...links.values()];
}

function split(table: string): [string, string] {
  const dot = table.indexOf(".");
  return [table.slice(0, dot), table.slice(dot + 1)];
}

function literal(value: DriverValue): string {
  if (value instanceof Uint8Array) return `0x${value.toHex()}`;
  return typeof value === "number" ? String(value) : `'${value}'`;
}
