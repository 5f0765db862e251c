/**
 * Which keys a table is computed for: the join of the tables that its primary key refers to (DataJoint 0.14,
 * `datajoint/autopopulate.py`, `key_source`), or what its class says.
 *
 * @module
 */
import { SpyglassError } from "../errors.ts";
import { tableLabel } from "../schema/table_label.ts";
import type { QueryContext } from "../query/context.ts";
import { decoderOf } from "../query/reading/decode.ts";
import { type Attribute, headingWith } from "../query/expression/heading.ts";
import {
  andList,
  conditionOf,
  type Restriction,
} from "../query/condition/restriction.ts";
import type { Row } from "../query/reading/result.ts";
import type { Column, ForeignKey, TableInfo } from "../schema/table.ts";
import { columnName, quoteName } from "../sql/identifier.ts";

/** Keys that a table may be computed for. */
export interface KeySource {
  /** The attributes of each key, all of them attributes of the table. */
  readonly names: readonly string[];
  /** How many there are, and how many of them are not computed yet. */
  count(): Promise<{ total: number; remaining: number }>;
  /** Those that are not computed yet, at most so many. */
  remaining(limit: number | null): Promise<Row[]>;
  /** The tables that a key was taken from, each with the part of the key that is one of its rows. */
  sources(
    key: Row,
  ): readonly { readonly table: TableInfo; readonly key: Row }[];
}

/**
 * The join of the parents.
 *
 * @param restrictions Which of its keys.
 * @throws {SpyglassError} The primary key refers to no table.
 */
export function parentsJoined(
  context: QueryContext,
  table: TableInfo,
  restrictions: readonly Restriction[],
): KeySource {
  const parents = parentsOf(context, table);
  const source = joined(parents);
  const names = source.columns.map(({ name }) => name);
  const where = whereOf(context, table, source, restrictions);
  const todo =
    `(SELECT * FROM (${source.sql}) AS \`keys\`${where}) AS \`todo\``;
  const isDone = isThere(table, names);
  return {
    names,
    count: async () => {
      const [[total, done]] = await context.pool.texts(
        `SELECT count(*), COALESCE(SUM(${isDone}), 0) FROM ${todo}`,
      ) as [[string, string]];
      return { total: Number(total), remaining: Number(total) - Number(done) };
    },
    remaining: async (limit) => {
      const list = source.columns.map(expressionOf).join(", ");
      const end = limit === null ? "" : ` LIMIT ${limit}`;
      const { rows } = await context.pool.query(
        `SELECT ${list} FROM ${todo} WHERE NOT ${isDone}${end}`,
      );
      return rows.map((values) => decoded(context, source.columns, values));
    },
    sources: (key) =>
      parents.map(({ parent, pairs }) => ({
        table: parent,
        key: Object.fromEntries(pairs.map(([own, other]) => [other, key[own]])),
      })),
  };
}

/** Which of the joined keys are wanted. */
function whereOf(
  context: QueryContext,
  table: TableInfo,
  { columns }: ReturnType<typeof joined>,
  restrictions: readonly Restriction[],
): string {
  const label = `the keys of ${tableLabel(table)}`;
  const names = columns.map(({ name }) => name);
  const heading = headingWith({ label, name: table.className }, columns, names);
  const condition = conditionOf(context, heading, andList(restrictions));
  return condition.constant === true ? "" : ` WHERE ${condition.text.toText()}`;
}

/** True for a key that the table has. */
function isThere({ fullName }: TableInfo, names: readonly string[]): string {
  const isSame = names.map(quoteName)
    .map((name) => `\`done\`.${name} = \`todo\`.${name}`);
  return `EXISTS (SELECT 1 FROM ${fullName} AS \`done\` WHERE ${
    isSame.join(" AND ")
  })`;
}

/** A parent, and how the child calls its key: own name, parent's name. */
interface Parent {
  readonly parent: TableInfo;
  readonly pairs: readonly (readonly [own: string, other: string])[];
}

function parentsOf(context: QueryContext, table: TableInfo): Parent[] {
  const isPrimary = ({ columns, parent }: ForeignKey) =>
    columns.every((name) => table.primaryKey.includes(name)) &&
    parent !== table.fullName;
  const parents = table.foreignKeys.filter(isPrimary).map((foreign) => {
    const parent = context.catalog.tables.get(foreign.parent)!;
    // Whatever else is in the parent's key keeps its name.
    const own = (other: string) => {
      const at = foreign.parentColumns.indexOf(other);
      return at < 0 ? other : foreign.columns[at]!;
    };
    const pairs = parent.primaryKey.map((name) => [own(name), name] as const);
    return { parent, pairs };
  });
  if (parents.length > 0) return parents;
  throw new SpyglassError(
    `Cannot populate ${
      tableLabel(table)
    }: its primary key refers to no table, wanted one at least, or a keySource in its class; put -> Table above the --- of its definition`,
  );
}

function joined(
  parents: readonly Parent[],
): { sql: string; columns: readonly Attribute[] } {
  const columns = new Map<string, { place: string; column: Attribute }>();
  const tables = parents.map(({ parent, pairs }, i) => {
    const alias = `\`p${i}\``;
    const equal: string[] = [];
    for (const [own, other] of pairs) {
      const place = `${alias}.${columnName(other)}`;
      const earlier = columns.get(own);
      if (earlier) equal.push(`${earlier.place} = ${place}`);
      else {
        const column = parent.columns.find(({ name }) => name === other)!;
        const origin = { table: parent, column: other };
        columns.set(own, { place, column: { ...column, name: own, origin } });
      }
    }
    const on = equal.length === 0 ? "" : ` ON ${equal.join(" AND ")}`;
    return i === 0
      ? `${parent.fullName} AS ${alias}`
      : `${
        equal.length === 0 ? "CROSS JOIN" : "JOIN"
      } ${parent.fullName} AS ${alias}${on}`;
  });
  const list = [...columns].map(([name, { place }]) =>
    `${place} AS ${quoteName(name)}`
  );
  return {
    sql: `SELECT ${list.join(", ")} FROM ${tables.join(" ")}`,
    columns: [...columns.values()].map(({ column }) => column),
  };
}

/** All digits of a FLOAT: a key must find its row. */
function expressionOf({ name, kind }: Column): string {
  return kind === "float" ? `${columnName(name)}+0e0` : columnName(name);
}

function decoded(
  context: QueryContext,
  columns: readonly Column[],
  values: readonly unknown[],
): Row {
  return Object.fromEntries(columns.map((column, i) => {
    const decode = decoderOf(column, context);
    const value = values[i];
    return [
      column.name,
      decode === null || value === null ? value : decode(value),
    ];
  }));
}
