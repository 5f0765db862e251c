/**
 * SELECTs as data, for the naive evaluation beside them: plain trees, and their SQL. Nothing of this comes from `src/`.
 *
 * @module
 */

/** A query: one SELECT, or two queries put together, sorted and limited or not. */
export interface Query {
  /** One SELECT, or two sides. */
  readonly sides: readonly (Select | Query)[];
  readonly operator: "union" | "intersect" | "except";
  readonly isAll: boolean;
  readonly limit: Limit | null;
}

/** The first rows by one thing that is selected; ties go by key. */
export interface Limit {
  readonly by: number;
  readonly descending: boolean;
  readonly count: number;
  readonly offset: number;
}

/** One SELECT. */
export interface Select {
  readonly isDistinct: boolean;
  readonly items: readonly Value[];
  readonly from: readonly Joined[];
  readonly where: Condition | null;
  /** What groups are made by; none: all rows are one; `null` where there are no groups. */
  readonly groupBy: readonly Column[] | null;
  readonly having: {
    readonly left: Aggregate;
    readonly sign: Sign;
    readonly right: number;
  } | null;
}

/** A source, and how it is joined to those before it. */
export interface Joined {
  readonly source: Source;
  readonly join: "" | "join" | "left join" | "right join" | "cross join";
  readonly on: readonly [Column, Column] | null;
}

/** A base table, or a query as one. */
export interface Source {
  readonly alias: string;
  readonly table: string | null;
  readonly query: Query | null;
  /** What WITH calls the query; others may read it, too. */
  readonly name: string | null;
  readonly columns: readonly string[];
}

export interface Column {
  readonly kind: "column";
  readonly alias: string;
  readonly name: string;
  /** One is added. */
  readonly plusOne?: boolean;
}

export interface Aggregate {
  readonly kind: "aggregate";
  readonly name: "count" | "sum" | "max" | "min";
  /** `null`: `count(*)`. */
  readonly of: Column | null;
  readonly isDistinct: boolean;
}

export type Value = Column | Aggregate;
export type Sign = "<" | ">" | "<=" | ">=" | "=" | "<>";

export type Condition =
  | {
    readonly kind: "compare";
    readonly left: Column;
    readonly sign: Sign;
    readonly right: Column | number;
  }
  | {
    readonly kind: "list";
    readonly left: Column;
    readonly items: readonly (number | null)[];
    readonly negated: boolean;
  }
  | { readonly kind: "not"; readonly inner: Condition }
  | {
    readonly kind: "and" | "or";
    readonly left: Condition;
    readonly right: Condition;
  }
  | {
    readonly kind: "in";
    readonly left: Column;
    readonly query: Query;
    readonly negated: boolean;
  }
  | {
    readonly kind: "exists";
    readonly query: Query;
    readonly negated: boolean;
  }
  | {
    readonly kind: "scalar";
    readonly left: Column;
    readonly sign: Sign;
    readonly query: Query;
  };

/** The SELECTs of a query, from left to right. */
export function selectsIn({ sides }: Query): Select[] {
  return sides.flatMap((side) => "sides" in side ? selectsIn(side) : [side]);
}

/** Writes a statement; `S.` stands before its tables. */
export function sqlOf(query: Query): string {
  const named: string[] = [];
  const text = querySql(query, named);
  return named.length === 0 ? text : `with ${named.join(", ")} ${text}`;
}

/** @param named Gets what stands in WITH. */
function querySql(query: Query, named: string[]): string {
  const body = query.sides.map((side) =>
    "sides" in side ? `(${querySql(side, named)})` : selectSql(side, named)
  ).join(` ${query.operator}${query.isAll ? " all" : ""} `);
  if (query.limit === null) return body;
  const { by, descending, count, offset } = query.limit;
  return `${body} order by k${by}${
    descending ? " desc" : ""
  } limit ${count} offset ${offset}`;
}

function selectSql(select: Select, named: string[]): string {
  const { isDistinct, items, from, where, groupBy, having } = select;
  return [
    `select ${isDistinct ? "distinct " : ""}${
      items.map((item, i) => `${valueSql(item)} k${i}`).join(", ")
    }`,
    `from ${from.map((each) => joinedSql(each, named)).join(" ")}`,
    where ? `where ${conditionSql(where, named)}` : "",
    groupBy?.length ? `group by ${groupBy.map(valueSql).join(", ")}` : "",
    having
      ? `having ${valueSql(having.left)} ${having.sign} ${having.right}`
      : "",
  ].filter((part) => part !== "").join(" ");
}

function joinedSql({ source, join, on }: Joined, named: string[]): string {
  const what = sourceSql(source, named);
  const rule = on === null ? "" : ` on ${valueSql(on[0])} = ${valueSql(on[1])}`;
  return `${join} ${what} ${source.alias}${rule}`.trim();
}

function sourceSql(source: Source, named: string[]): string {
  if (source.query === null) return `S.${source.table}`;
  const text = querySql(source.query, named);
  if (source.name === null) return `(${text})`;
  const definition = `${source.name} as (${text})`;
  if (!named.includes(definition)) named.push(definition);
  return source.name;
}

function valueSql(value: Value): string {
  if (value.kind === "aggregate") {
    const distinct = value.isDistinct ? "distinct " : "";
    return `${value.name}(${value.of ? distinct + valueSql(value.of) : "*"})`;
  }
  return `${value.alias}.${value.name}${value.plusOne ? " + 1" : ""}`;
}

function conditionSql(condition: Condition, named: string[]): string {
  switch (condition.kind) {
    case "compare": {
      const { left, sign, right } = condition;
      return `${valueSql(left)} ${sign} ${
        typeof right === "number" ? right : valueSql(right)
      }`;
    }
    case "list": {
      const items = condition.items.map((item) => item ?? "null").join(", ");
      return `${valueSql(condition.left)} ${
        condition.negated ? "not " : ""
      }in (${items})`;
    }
    case "not":
      return `not (${conditionSql(condition.inner, named)})`;
    case "and":
    case "or":
      return `(${conditionSql(condition.left, named)} ${condition.kind} ${
        conditionSql(condition.right, named)
      })`;
    case "in":
      return `${valueSql(condition.left)} ${
        condition.negated ? "not " : ""
      }in (${querySql(condition.query, named)})`;
    case "exists":
      return `${condition.negated ? "not " : ""}exists (${
        querySql(condition.query, named)
      })`;
    case "scalar":
      return `${valueSql(condition.left)} ${condition.sign} (${
        querySql(condition.query, named)
      })`;
  }
}
