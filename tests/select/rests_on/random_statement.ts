/**
 * Random SELECTs as data: joins, subqueries, derived tables, groups, HAVING, UNION, DISTINCT and LIMIT, nested.
 *
 * @module
 */
import type { Random } from "../random_tables.ts";
import type {
  Aggregate,
  Column,
  Condition,
  Joined,
  Query,
  Select,
  Sign,
  Source,
  Value,
} from "./statement.ts";

/** Makes one. */
export function randomStatement(random: Random): Query {
  return new Maker(random).statement();
}

const COLUMNS = {
  a: ["id", "g", "x"],
  b: ["a_id", "n", "y"],
  c: ["id", "b_a", "z"],
  d: ["a_id", "w"],
} as const;
const TABLES = ["a", "b", "c", "d"] as const;
const JOINS = ["join", "join", "left join", "right join"] as const;
const SIGNS: readonly Sign[] = ["<", ">", "<=", ">=", "=", "<>"];

class Maker {
  readonly #random: Random;
  #last = 0;
  /** Queries that WITH gave a name. */
  readonly #named: Source[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  statement(): Query {
    const random = this.#random;
    switch (random.below(8)) {
      case 0:
        return this.#set(2);
      case 1:
        return this.#limited();
      case 2:
      case 3:
      case 4:
        return one(this.#grouped(true));
      default:
        return one(this.#values(1 + random.below(3)));
    }
  }

  /** Two sides, which may be set operations or limited themselves. */
  #set(width: number, depth = 0): Query {
    const random = this.#random;
    const side = (): Select | Query =>
      width < 2 || depth > 1 || !random.once(3)
        ? this.#values(width, depth)
        : random.of([
          () => this.#grouped(random.once(2), depth),
          () => this.#set(width, depth + 1),
          () => this.#limited(depth + 1),
        ])();
    return {
      sides: [side(), side()],
      operator: random.of(["union", "union", "intersect", "except"] as const),
      isAll: random.once(2),
      limit: null,
    };
  }

  #limited(depth = 0): Query {
    const random = this.#random;
    const query = random.of([
      () => one(this.#values(2, depth)),
      () => one(this.#grouped(random.once(3), depth)),
      () => this.#set(2, depth),
    ])();
    const limit = {
      by: random.below(2),
      descending: random.once(2),
      count: 1 + random.below(3),
      offset: random.once(3) ? random.below(3) : 0,
    };
    return { ...query, limit };
  }

  #source(depth: number): Source {
    const random = this.#random;
    const alias = `t${++this.#last}`;
    if (this.#named.length > 0 && random.once(5)) {
      const { query, ...named } = random.of(this.#named);
      return { ...named, query: structuredClone(query), alias };
    }
    if (depth < 2 && random.once(6)) {
      const query = random.of([
        () => one(this.#values(2, depth + 1)),
        () => one(this.#grouped(random.once(3), depth + 1)),
        () => this.#set(2, depth + 1),
        () => this.#limited(depth + 1),
      ])();
      const name = random.once(2) ? `w_${alias}` : null;
      const columns = ["k0", "k1"];
      const source: Source = { alias, table: null, query, name, columns };
      if (name !== null) this.#named.push(source);
      return source;
    }
    const table = random.of(TABLES);
    return {
      alias,
      table,
      query: null,
      name: null,
      columns: COLUMNS[table],
    };
  }

  #from(depth: number): Joined[] {
    const random = this.#random;
    const from: Joined[] = [
      { source: this.#source(depth), join: "", on: null },
    ];
    // What is laid beside each other is multiplied: three, and all pairs, only at the top.
    const count = random.of(depth === 0 ? [1, 1, 2, 2, 3] : [1, 1, 2]);
    while (from.length < count) {
      const before = from.map(({ source }) => source);
      const source = this.#source(depth);
      const mayCross = depth === 0 && from.length === 1;
      const join = random.of(
        mayCross ? [...JOINS, "cross join" as const] : JOINS,
      );
      const on = join === "cross join"
        ? null
        : [this.#column(before), this.#column([source])] as const;
      from.push({ source, join, on });
    }
    return from;
  }

  #column(sources: readonly Source[]): Column {
    const { alias, columns } = this.#random.of(sources);
    return { kind: "column", alias, name: this.#random.of(columns) };
  }

  #aggregate(sources: readonly Source[]): Aggregate {
    const name = this.#random.of(["count", "sum", "max", "min"] as const);
    const of = name === "count" && this.#random.once(2)
      ? null
      : this.#column(sources);
    const isDistinct = of !== null && this.#random.once(4);
    return { kind: "aggregate", name, of, isDistinct };
  }

  #condition(sources: readonly Source[], depth: number, nested = 0): Condition {
    const random = this.#random;
    const left = this.#column(sources);
    const deep = depth < 2;
    switch (nested > 1 ? 9 : random.below(12)) {
      case 0:
      case 1:
        return {
          kind: random.of(["and", "or"] as const),
          left: this.#condition(sources, depth, nested + 1),
          right: this.#condition(sources, depth, nested + 1),
        };
      case 2:
        return {
          kind: "not",
          inner: this.#condition(sources, depth, nested + 1),
        };
      case 3:
      case 4:
        if (!deep) break;
        // Both servers answer wrongly where INTERSECT or EXCEPT stands behind IN itself; it is refused.
        return {
          kind: "in",
          left,
          query: random.once(4)
            ? { ...this.#set(1, depth + 1), operator: "union" }
            : one(this.#values(1, depth + 1)),
          negated: random.once(3),
        };
      case 5:
      case 6: {
        if (!deep) break;
        const from = this.#from(2);
        const where: Condition = {
          kind: "compare",
          left: this.#column(from.map(({ source }) => source)),
          sign: "=",
          right: left,
        };
        const item = this.#column(from.map(({ source }) => source));
        return {
          kind: "exists",
          query: one(plain([item], from, where)),
          negated: random.once(3),
        };
      }
      case 7:
        if (!deep) break;
        return {
          kind: "scalar",
          left,
          sign: random.of(SIGNS),
          query: one(this.#scalar(left)),
        };
      case 8:
        return {
          kind: "list",
          left,
          items: [random.below(5), random.once(4) ? null : random.below(5)],
          negated: random.once(3),
        };
    }
    const right = random.once(3) ? this.#column(sources) : random.below(5);
    return { kind: "compare", left, sign: random.of(SIGNS), right };
  }

  /** `(select max(x) from t [where t.y = outer.z])` */
  #scalar(outer: Column): Select {
    const from: Joined[] = [{ source: this.#source(2), join: "", on: null }];
    const sources = from.map(({ source }) => source);
    const where: Condition | null = this.#random.once(2)
      ? {
        kind: "compare",
        left: this.#column(sources),
        sign: "=",
        right: outer,
      }
      : null;
    return { ...plain([this.#aggregate(sources)], from, where), groupBy: [] };
  }

  #where(sources: readonly Source[], depth: number): Condition | null {
    return this.#random.once(4) ? null : this.#condition(sources, depth);
  }

  #values(count: number, depth = 0): Select {
    const random = this.#random;
    const from = this.#from(depth);
    const sources = from.map(({ source }) => source);
    const items = Array.from({ length: count }, (): Column => ({
      ...this.#column(sources),
      plusOne: random.once(3),
    }));
    return {
      ...plain(items, from, this.#where(sources, depth)),
      isDistinct: random.once(4),
    };
  }

  #grouped(mayHave: boolean, depth = 0): Select {
    const random = this.#random;
    const from = this.#from(depth);
    const sources = from.map(({ source }) => source);
    const groupBy = Array.from(
      { length: random.of([0, 1, 1, 1, 2]) },
      () => this.#column(sources),
    );
    const items: Value[] = [
      groupBy[0] ?? this.#aggregate(sources),
      groupBy.length > 1 && random.once(2)
        ? groupBy[1]!
        : this.#aggregate(sources),
    ];
    const having = mayHave && random.once(2)
      ? {
        left: this.#aggregate(sources),
        sign: random.of(SIGNS),
        right: random.below(4),
      }
      : null;
    return {
      ...plain(items, from, this.#where(sources, depth)),
      groupBy,
      having,
    };
  }
}

function one(select: Select): Query {
  return { sides: [select], operator: "union", isAll: false, limit: null };
}

function plain(
  items: readonly Value[],
  from: readonly Joined[],
  where: Condition | null,
): Select {
  return { isDistinct: false, items, from, where, groupBy: null, having: null };
}
