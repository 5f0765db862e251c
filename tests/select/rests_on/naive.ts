/**
 * A SELECT evaluated the slow way, row by row in memory, which says of each row of its result which base rows it rests
 * on. It shares nothing with `src/select/`: the rules are those of ARCHITECTURE.md, written a second time.
 *
 * - A row rests on the rows that were joined to it, on the rows of subqueries that matched it (`IN`, `EXISTS`), and a
 *   row of groups, of DISTINCT and of a set operation on those of all its members. Antijoins need no row, unless
 *   something in them decides by looking at many: then all that they looked at.
 * - Of rows that no key tells apart, where a limit takes one (of a derived table that gives the same row twice), all are
 *   needed.
 * - What looks at many rows and decides over others (a scalar subquery in WHERE, HAVING but for what only grows, an
 *   aggregate of a derived table that WHERE or ON compares) needs all rows that it looked at.
 *
 * @module
 */
import { type Cell, compare, isIn, negatedIf, type Truth } from "./cells.ts";
import {
  antijoinsIn,
  conjuncts,
  hasSubquery,
  matchersIn,
  scalarsIn,
} from "./conditions.ts";
import { type Deciding, deciding, mayGainByLess } from "./deciding.ts";
import {
  addAll,
  aggregated,
  type Bound,
  byValue,
  type Env,
  type Made,
  valueIn,
  valueOf,
} from "./made_rows.ts";
import { limited } from "./limits.ts";
import { combined } from "./sets.ts";
import {
  type Column,
  type Condition,
  type Query,
  type Select,
  selectsIn,
} from "./statement.ts";

/** Rows of the base tables: name → rows, each with its key as one text. */
export type Tables = Readonly<Record<string, readonly BaseRow[]>>;

export interface BaseRow {
  readonly key: string;
  readonly values: Readonly<Record<string, Cell>>;
  /** What ties of a limit are broken by. */
  readonly order: readonly Cell[];
}

/** What a SELECT gives, and the base rows that it rests on, as `table key`. */
export interface Evaluated {
  readonly rows: readonly (readonly Cell[])[];
  readonly needed: ReadonlySet<string>;
}

/** Evaluates a statement. */
export function evaluate(query: Query, tables: Tables): Evaluated {
  const evaluator = new Evaluator(tables, deciding(query));
  const rows = evaluator.query(query, {});
  const needed = new Set(rows.flatMap(({ why }) => [...why]));
  evaluator.addDeciding(needed);
  return { rows: rows.map(({ values }) => values), needed };
}

class Evaluator {
  readonly #tables: Tables;
  readonly #deciding: Deciding;

  constructor(tables: Tables, deciding: Deciding) {
    this.#tables = tables;
    this.#deciding = deciding;
  }

  query(query: Query, outer: Env): Made[] {
    const { sides, limit } = query;
    const [left, right] = sides.map((side) =>
      "sides" in side ? this.query(side, outer) : this.#select(side, outer)
    );
    const rows = right ? combined(query, left!, right) : left!;
    const isByValue = right !== undefined || selectsIn(query)[0]!.isDistinct;
    return limit === null ? rows : limited(rows, limit, isByValue);
  }

  /** Adds the rows that deciding SELECTs looked at. */
  addDeciding(needed: Set<string>): void {
    for (const select of this.#deciding.visited) {
      if (
        this.#deciding.needsAll.has(select) &&
        !this.#deciding.correlated.has(select)
      ) {
        for (const env of this.#joined(select, {})) {
          addAll(needed, this.#whyOf(select, env));
        }
      }
      this.#addAntijoins(needed, select);
      for (const { query, isCorrelated } of scalarsIn(select.where)) {
        // All rows that the conditions without subqueries leave may have been asked about.
        for (const env of this.#asking(select, isCorrelated)) {
          for (const inner of selectsIn(query)) {
            for (const found of this.#joined(inner, env)) {
              addAll(needed, this.#whyOf(inner, found));
            }
          }
        }
      }
    }
  }

  /** What counting antijoins looked at. */
  #addAntijoins(needed: Set<string>, select: Select): void {
    const { needsAll } = this.#deciding;
    for (const { query, isCorrelated } of antijoinsIn(select.where)) {
      if (!mayGainByLess(query, needsAll)) continue;
      for (const env of this.#asking(select, isCorrelated)) {
        for (const row of this.query(query, env)) addAll(needed, row.why);
        for (const inner of selectsIn(query).filter((s) => needsAll.has(s))) {
          for (const found of this.#joined(inner, env)) {
            addAll(needed, this.#whyOf(inner, found));
          }
        }
      }
    }
  }

  #asking(select: Select, isCorrelated: boolean): Env[] {
    if (!isCorrelated) return [{}];
    const simple = conjuncts(select.where).filter((part) => !hasSubquery(part));
    return this.#from(select, {}).filter((env) =>
      simple.every((part) => this.#holds(part, env) === true)
    );
  }

  #select(select: Select, outer: Env): Made[] {
    const envs = this.#joined(select, outer);
    if (select.groupBy !== null) return this.#groups(select, envs);
    const rows = envs.map((env): Made => ({
      values: select.items.map((item) => valueOf(item as Column, env)),
      why: this.#whyOf(select, env),
      order: select.from.flatMap(({ source }) => {
        const bound = env[source.alias];
        return bound?.order ??
          this.#noOrder(source.table, source.columns.length);
      }),
    }));
    return select.isDistinct ? byValue(rows) : rows;
  }

  #noOrder(table: string | null, width: number): Cell[] {
    return new Array(table === null ? width : KEY_WIDTHS[table]!).fill(null);
  }

  #groups(select: Select, envs: readonly Env[]): Made[] {
    const groups = new Map<string, Env[]>();
    const { having } = select, by = select.groupBy!;
    // Of no rows there is still one group of all.
    if (by.length === 0) groups.set("[]", []);
    for (const env of envs) {
      const text = JSON.stringify(by.map((column) => valueOf(column, env)));
      const group = groups.get(text);
      if (group) group.push(env);
      else groups.set(text, [env]);
    }
    const rows: Made[] = [];
    for (const group of groups.values()) {
      if (
        having &&
        compare(aggregated(having.left, group), having.sign, having.right) !==
          true
      ) continue;
      const values = select.items.map((item) => valueIn(item, group));
      const why = new Set<string>();
      for (const env of group) addAll(why, this.#whyOf(select, env));
      const order = group.length === 0
        ? []
        : by.map((column) => valueOf(column, group[0]!));
      rows.push({ values, why, order });
    }
    return rows;
  }

  /** The joined rows that pass. */
  #joined(select: Select, outer: Env): Env[] {
    return this.#from(select, outer).filter((env) =>
      select.where === null || this.#holds(select.where, env) === true
    );
  }

  #from(select: Select, outer: Env): Env[] {
    let envs: Env[] = [outer];
    for (const { source, join, on } of select.from) {
      const rows = source.query === null
        ? this.#tables[source.table!]!.map((row): Bound => ({
          ...row,
          why: new Set([`${source.table} ${row.key}`]),
        }))
        : this.query(source.query, {}).map(({ values, why }): Bound => ({
          values: Object.fromEntries(
            values.map((value, i) => [`k${i}`, value]),
          ),
          why,
          order: values,
        }));
      const matches = (env: Env, row: Bound) => {
        const both = { ...env, [source.alias]: row };
        return on === null ||
          compare(valueOf(on[0], both), "=", valueOf(on[1], both)) === true;
      };
      const next: Env[] = [];
      for (const env of envs) {
        const found = rows.filter((row) => matches(env, row));
        for (const row of found) next.push({ ...env, [source.alias]: row });
        if (found.length === 0 && join === "left join") {
          next.push({ ...env, [source.alias]: null });
        }
      }
      if (join === "right join") {
        const none = Object.fromEntries(
          select.from.map(({ source }) => [source.alias, null]),
        );
        for (const row of rows) {
          if (!envs.some((env) => matches(env, row))) {
            next.push({ ...outer, ...none, [source.alias]: row });
          }
        }
      }
      envs = next;
    }
    return envs;
  }

  /** What a joined row rests on: its own rows, and those that matched it. */
  #whyOf(select: Select, env: Env): Set<string> {
    const why = new Set<string>();
    for (const { source } of select.from) {
      addAll(why, env[source.alias]?.why ?? []);
    }
    for (const { condition } of matchersIn(select.where)) {
      for (const row of this.query(condition.query, env)) {
        const isMatch = condition.kind === "exists" ||
          compare(valueOf(condition.left, env), "=", row.values[0]!) === true;
        if (isMatch) addAll(why, row.why);
      }
    }
    return why;
  }

  #holds(condition: Condition, env: Env): Truth {
    switch (condition.kind) {
      case "compare": {
        const { left, sign, right } = condition;
        return compare(
          valueOf(left, env),
          sign,
          typeof right === "number" ? right : valueOf(right, env),
        );
      }
      case "list":
        return negatedIf(
          condition.negated,
          isIn(valueOf(condition.left, env), condition.items),
        );
      case "not":
        return negatedIf(true, this.#holds(condition.inner, env));
      case "and":
      case "or": {
        const one = this.#holds(condition.left, env);
        const other = this.#holds(condition.right, env);
        const strong = condition.kind === "or";
        if (one === strong || other === strong) return strong;
        return one === null || other === null ? null : !strong;
      }
      case "in": {
        const values = this.query(condition.query, env).map((row) =>
          row.values[0]!
        );
        return negatedIf(
          condition.negated,
          isIn(valueOf(condition.left, env), values),
        );
      }
      case "exists":
        return negatedIf(
          condition.negated,
          this.query(condition.query, env).length > 0,
        );
      case "scalar":
        return compare(
          valueOf(condition.left, env),
          condition.sign,
          this.query(condition.query, env)[0]!.values[0]!,
        );
    }
  }
}

const KEY_WIDTHS: Readonly<Record<string, number>> = { a: 1, b: 2, c: 1, d: 1 };
