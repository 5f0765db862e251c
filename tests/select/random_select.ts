/**
 * Random SELECTs over the tables of `random_tables.ts`.
 *
 * @module
 */
import type { Random } from "./random_tables.ts";

/** A SELECT, and what may be expected of it. */
export interface RandomSelect {
  readonly sql: string;
  /** False where presence of other rows may change it: limits and antijoins. */
  readonly isMonotone: boolean;
}

/** Makes one; `S.` stands before tables. */
export function randomSelect(random: Random): RandomSelect {
  const maker = new Maker(random);
  const sql = maker.statement();
  return { sql, isMonotone: maker.isMonotone };
}

interface Part {
  readonly from: string;
  /** Columns that may be used, with their names before them. */
  readonly columns: readonly string[];
}

class Maker {
  isMonotone = true;
  /** False where no value may look at more rows than its own. */
  #looksFurther = true;
  readonly #random: Random;
  #last = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  statement(): string {
    const random = this.#random;
    switch (random.below(9)) {
      case 0: {
        const operator = random.of(["union", "intersect", "except"]) +
          random.of(["", " all"]);
        if (operator.startsWith("except")) {
          // Where all rows are logged that a side looked at, those that were taken away come out again.
          this.#looksFurther = false;
          this.isMonotone = false;
        }
        return `${this.#values(2)} ${operator} ${this.#values(2)}`;
      }
      case 1:
        return `with w as (${this.#values(2)}) select w.k0, w.k1 from w where ${
          this.#comparison(["w.k0", "w.k1"])
        }`;
      case 2:
        return this.#limited();
      default:
        return random.once(2)
          ? this.#grouped()
          : this.#values(1 + random.below(3));
    }
  }

  #alias(): string {
    return `t${++this.#last}`;
  }

  #table(): Part {
    const random = this.#random;
    const name = this.#alias();
    if (random.once(6) && this.#looksFurther) {
      const inner = random.once(2) ? this.#values(2) : this.#groupedPair();
      return {
        from: `(${inner}) ${name}`,
        columns: [`${name}.k0`, `${name}.k1`],
      };
    }
    const [table, columns] = random.of(
      [
        ["a", ["id", "g", "x"]],
        ["b", ["a_id", "n", "y"]],
        ["c", ["id", "b_a", "z"]],
        ["d", ["a_id", "w"]],
      ] as const,
    );
    return {
      from: `S.${table} ${name}`,
      columns: columns.map((column) => `${name}.${column}`),
    };
  }

  #from(): Part {
    const random = this.#random;
    const first = this.#table();
    if (random.once(2)) return first;
    const second = this.#table();
    const on = `${random.of(first.columns)} = ${random.of(second.columns)}`;
    const columns = [...first.columns, ...second.columns];
    const join = random.of(["join", "join", "left join", "right join"]);
    if (join !== "join") this.#outer(join);
    return { from: `${first.from} ${join} ${second.from} on ${on}`, columns };
  }

  /** What an outer join fills with NULLs depends on rows that are not there. */
  #outer(_join: string): void {
    this.isMonotone = false;
  }

  #comparison(columns: readonly string[]): string {
    const random = this.#random;
    const column = random.of(columns);
    switch (random.below(4)) {
      case 0:
        return `${column} in (${random.below(5)}, ${random.below(5)})`;
      case 1:
        return `${column} = ${random.of(columns)}`;
      case 2:
        return `not (${column} > ${random.below(5)})`;
      default:
        return `${column} ${random.of(["<", ">", "<>", "="])} ${
          random.below(5)
        }`;
    }
  }

  #condition(columns: readonly string[], depth = 0): string {
    const random = this.#random;
    if (depth > 1) return this.#comparison(columns);
    switch (random.below(9)) {
      case 0:
        return `(${this.#condition(columns, depth + 1)} or ${
          this.#condition(columns, depth + 1)
        })`;
      case 1:
        return `${this.#condition(columns, depth + 1)} and ${
          this.#condition(columns, depth + 1)
        }`;
      case 2:
      case 3: {
        const isNot = random.once(3);
        if (isNot) this.isMonotone = false;
        return `${random.of(columns)} ${isNot ? "not " : ""}in (${
          this.#values(1)
        })`;
      }
      case 4: {
        const isNot = random.once(3);
        if (isNot) this.isMonotone = false;
        const inner = this.#from();
        return `${
          isNot ? "not " : ""
        }exists (select 1 from ${inner.from} where ${
          random.of(inner.columns)
        } = ${random.of(columns)})`;
      }
      case 5: {
        const inner = this.#table();
        const form = random.below(4);
        if (form === 0) {
          return `${random.of(columns)} ${
            random.of(["= any", "> all", "<> all", "<= any"])
          } (select ${random.of(inner.columns)} from ${inner.from})`;
        }
        if (form === 1) {
          return `(${random.of(columns)}, ${random.of(columns)}) in (select ${
            random.of(inner.columns)
          }, ${random.of(inner.columns)} from ${inner.from})`;
        }
        return `${random.of(columns)} >= (select ${
          random.of(["max", "min", "count", "sum"])
        }(${random.of(inner.columns)}) from ${inner.from}${
          random.once(2)
            ? ` where ${random.of(inner.columns)} = ${random.of(columns)}`
            : ""
        })`;
      }
      default:
        return this.#comparison(columns);
    }
  }

  #where(columns: readonly string[]): string {
    return this.#random.once(3) ? "" : ` where ${this.#condition(columns)}`;
  }

  #values(count: number): string {
    const random = this.#random;
    const { from, columns } = this.#from();
    const items = Array.from(
      { length: count },
      // MariaDB takes a window function behind IN for NULL.
      (_, i) => `${this.#value(columns, count > 1)} k${i}`,
    );
    const distinct = random.once(4) ? "distinct " : "";
    return `select ${distinct}${items.join(", ")} from ${from}${
      this.#where(columns)
    }`;
  }

  /** What is selected: mostly a column, or computed of one. */
  #value(columns: readonly string[], mayBeWindow: boolean): string {
    const random = this.#random;
    const column = random.of(columns);
    const form = random.below(12);
    if (form === 1 && !mayBeWindow) return column;
    switch (this.#looksFurther ? form : Math.max(2, form)) {
      case 0: {
        const inner = this.#table();
        return `(select ${random.of(["max", "count", "sum"])}(${
          random.of(inner.columns)
        }) from ${inner.from} where ${random.of(inner.columns)} = ${column})`;
      }
      case 1:
        return `${random.of(["count", "max"])}(${
          random.of(columns)
        }) over (partition by ${column})`;
      case 2:
        return `case when ${
          this.#condition(columns, 1)
        } then ${column} else -1 end`;
      case 3:
        return `coalesce(${column}, ${random.below(5)})`;
      default:
        return random.of([column, `${column} + 1`]);
    }
  }

  #groupedPair(): string {
    const random = this.#random;
    const { from, columns } = this.#from();
    const group = random.of(columns);
    return `select ${group} k0, ${
      random.of(["count(*)", `max(${random.of(columns)})`])
    } k1 from ${from}${this.#where(columns)} group by ${group}`;
  }

  #grouped(): string {
    const random = this.#random;
    const { from, columns } = this.#from();
    const group = random.of(columns);
    const value = random.of(columns);
    const more = random.once(3) ? `, ${random.of(columns)}` : "";
    const aggregate = random.of([
      "count(*)",
      `sum(${value})`,
      `max(${value})`,
      `min(${value})`,
    ]);
    const having = random.once(2)
      ? ` having ${random.of([aggregate, "k1", "count(*)"])} ${
        random.of([">", "<", ">=", "="])
      } ${random.below(4)}`
      : "";
    return `select ${group} k0, ${aggregate} k1 from ${from}${
      this.#where(columns)
    } group by ${random.of([group, "k0"])}${more}${having}`;
  }

  #limited(): string {
    const random = this.#random;
    this.isMonotone = false;
    const inner = random.of([
      () => this.#values(2),
      () => this.#groupedPair(),
      () => `${this.#values(2)} union all ${this.#values(2)}`,
      () => `${this.#values(2)} intersect (${this.#limited()})`,
    ])();
    return `${inner} order by k0${random.of(["", " desc"])} limit ${
      1 + random.below(3)
    }`;
  }
}
