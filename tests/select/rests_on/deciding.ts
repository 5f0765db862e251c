/**
 * Which SELECTs of a statement decide over rows by looking at many: of these, all rows that they looked at are needed.
 *
 * @module
 */
import {
  type Column,
  type Condition,
  type Query,
  type Select,
  selectsIn,
  type Source,
  type Value,
} from "./statement.ts";

/** What is known of a statement's SELECTs. */
export interface Deciding {
  /** Those whose rows all decide. */
  readonly needsAll: ReadonlySet<Select>;
  /** Those that look at a row around them. */
  readonly correlated: ReadonlySet<Select>;
  /** Those that something rests on: all but what stands in antijoins that do not count. */
  readonly visited: readonly Select[];
}

/** Finds them. */
export function deciding(query: Query): Deciding {
  const finder = new Finder();
  finder.query(query, [], true);
  // Which antijoins count is known when all that decides is.
  finder.visited.length = 0;
  finder.query(query, [], true);
  return finder;
}

/** True where a SELECT inside of a query needs all its rows: of fewer, the query may give more. */
export function mayGainByLess(
  query: Query,
  needsAll: ReadonlySet<Select>,
): boolean {
  const inside = (condition: Condition | null): boolean => {
    switch (condition?.kind) {
      case "not":
        return inside(condition.inner);
      case "and":
      case "or":
        return inside(condition.left) || inside(condition.right);
      case "scalar":
        return selectsIn(condition.query).some((select) =>
          select.groupBy !== null
        ) || mayGainByLess(condition.query, needsAll);
      case "in":
      case "exists":
        return mayGainByLess(condition.query, needsAll);
      default:
        return false;
    }
  };
  return selectsIn(query).some((select) =>
    needsAll.has(select) || inside(select.where) ||
    select.from.some(({ source }) =>
      source.query !== null && mayGainByLess(source.query, needsAll)
    )
  );
}

type Scope = readonly Source[];

class Finder implements Deciding {
  readonly needsAll = new Set<Select>();
  readonly correlated = new Set<Select>();
  readonly visited: Select[] = [];

  query(query: Query, around: Scope, isVisited: boolean): void {
    const { operator, isAll, sides } = query;
    if (operator !== "union") this.#compared(query);
    for (const [i, side] of sides.entries()) {
      // What EXCEPT takes away is an antijoin's.
      const isAway = operator === "except" && !isAll && i > 0 &&
        !mayGainByLess(sideQuery(query, i), this.needsAll);
      if ("sides" in side) this.query(side, around, isVisited && !isAway);
      else this.#select(side, around, isVisited && !isAway);
    }
  }

  #select(select: Select, around: Scope, isVisited: boolean): void {
    if (isVisited) this.visited.push(select);
    const own = select.from.map(({ source }) => source);
    const scope = [...own, ...around];
    for (const { source, on } of select.from) {
      if (source.query) this.query(source.query, [], isVisited);
      for (const column of on ?? []) this.#mark(column, scope);
    }
    if (select.where) {
      this.#condition(select, select.where, scope, isVisited, true);
    }
    if (select.having === null) return;
    for (const looker of lookersOf(select.having.left, select, scope)) {
      if (looker !== select || !fulfilledOnlyByMore(select)) {
        this.needsAll.add(looker);
      }
    }
  }

  #condition(
    select: Select,
    condition: Condition,
    scope: Scope,
    isVisited: boolean,
    isPositive: boolean,
  ): void {
    switch (condition.kind) {
      case "list":
        this.#mark(condition.left, scope);
        break;
      case "compare":
        this.#mark(condition.left, scope);
        if (typeof condition.right !== "number") {
          this.#mark(condition.right, scope);
        }
        break;
      case "not":
        this.#condition(select, condition.inner, scope, isVisited, !isPositive);
        break;
      case "and":
      case "or":
        this.#condition(select, condition.left, scope, isVisited, isPositive);
        this.#condition(select, condition.right, scope, isVisited, isPositive);
        break;
      case "in":
      case "exists":
      case "scalar": {
        if (condition.kind !== "exists") this.#mark(condition.left, scope);
        const isMatch = condition.kind !== "scalar";
        const isNeeded = isVisited &&
          (!isMatch || condition.negated !== isPositive ||
            mayGainByLess(condition.query, this.needsAll));
        if (
          condition.kind !== "in" &&
          selectsIn(condition.query)[0]!.where !== null
        ) {
          for (const inner of selectsIn(condition.query)) {
            this.correlated.add(inner);
          }
        }
        if (condition.kind === "in") this.#compared(condition.query);
        // The rows of a scalar are counted where it is asked.
        if (condition.kind === "scalar") {
          this.#scalar(condition.query, scope, isNeeded);
        } else {this.query(
            condition.query,
            condition.kind === "exists" ? scope : [],
            isNeeded,
          );}
      }
    }
  }

  /** What `IN (SELECT …)` compares with decides, too, and what the sides of INTERSECT must share. */
  #compared(query: Query): void {
    for (const select of selectsIn(query)) {
      const own = select.from.map(({ source }) => source);
      const lookers = select.items.flatMap((item) =>
        lookersOf(item, select, own)
      );
      for (const looker of lookers) this.needsAll.add(looker);
    }
  }

  #scalar(query: Query, scope: Scope, isVisited: boolean): void {
    for (const select of selectsIn(query)) {
      const own = select.from.map(({ source }) => source);
      for (const source of own) {
        if (source.query) this.query(source.query, [], isVisited);
      }
      const inner = [...own, ...scope];
      if (select.where?.kind === "compare") {
        this.#mark(select.where.left, inner);
        if (typeof select.where.right !== "number") {
          this.#mark(select.where.right, inner);
        }
      }
      for (const item of select.items) {
        for (const looker of lookersOf(item, select, inner)) {
          if (looker !== select) this.needsAll.add(looker);
        }
      }
    }
  }

  #mark(column: Column, scope: Scope): void {
    for (const looker of lookersOf(column, null, scope)) {
      this.needsAll.add(looker);
    }
  }
}

/** One side of a set operation as a query. */
function sideQuery(query: Query, at: number): Query {
  const side = query.sides[at]!;
  return "sides" in side ? side : { ...query, sides: [side], limit: null };
}

/** The SELECTs that looked at many rows for a value. */
function lookersOf(
  value: Value,
  select: Select | null,
  scope: Scope,
): Select[] {
  if (value.kind === "aggregate") {
    return [
      ...(select ? [select] : []),
      ...(value.of ? lookersOf(value.of, select, scope) : []),
    ];
  }
  const source = scope.find(({ alias }) => alias === value.alias)!;
  if (source.query === null) return [];
  const at = Number(value.name.slice(1));
  return selectsIn(source.query).flatMap((inner) =>
    lookersOf(inner.items[at]!, inner, inner.from.map(({ source }) => source))
  );
}

/** `count(*) > 3`, `max(x) >= 3`, `min(x) < 3`: fewer rows fulfil it only if all do. */
function fulfilledOnlyByMore({ having }: Select): boolean {
  const { left, sign } = having!;
  if (left.name === "min") return sign === "<" || sign === "<=";
  return left.name !== "sum" && (sign === ">" || sign === ">=");
}
