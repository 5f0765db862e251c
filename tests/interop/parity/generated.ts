/**
 * Random queries, each as Python writes it and as it is written here. Each is one that both sides accept: what they
 * refuse, and where Python has bugs (`documented.ts`), is left out.
 *
 * @module
 */
import { not } from "../../../src/query/condition/restriction.ts";
import { keyOf, namesOf } from "../../../src/query/expression/heading.ts";
import type { Attribute } from "../../../src/query/expression/heading.ts";
import type { Query } from "../../../src/query/query.ts";
import { QUERY_STATE } from "../../../src/query/condition/semijoin.ts";
import { U } from "../../../src/query/algebra/universal_set.ts";
import type { Table } from "../../../src/query/table.ts";
import { randomNumbers } from "./rows.ts";

/** A generated query. */
export interface Generated {
  readonly python: string;
  readonly query: Query;
  readonly depth: number;
}

/** Makes queries, the same for the same seed. */
export function generatedQueries(
  tables: BaseTables,
  seed: number,
  count: number,
): Generated[] {
  const generator = new Generator(tables, randomNumbers(seed));
  const found = new Map<string, Generated>();
  for (let tries = 0; found.size < count && tries < count * 20; tries++) {
    const made = generator.query(1 + (tries % 4));
    if (made !== null) found.set(made.python, made);
  }
  return [...found.values()];
}

/** The tables that queries are made of, by class name. */
export const BASES = [
  "Subject",
  "Session",
  "Electrode",
  "Region",
  "Spike",
  "Note",
  "Param",
  "Run",
] as const;

/** The same, as they are held here. */
export type BaseTables = Readonly<Record<(typeof BASES)[number], Table>>;

class Generator {
  readonly #tables: BaseTables;
  readonly #random: () => number;
  #names = 0;

  constructor(tables: BaseTables, random: () => number) {
    this.#tables = tables;
    this.#random = random;
  }

  /** `null` where the operators do not fit together. */
  query(depth: number): Generated | null {
    if (depth === 0) {
      const name = this.#pick(BASES);
      return { python: name, query: this.#tables[name](), depth: 0 };
    }
    const input = this.query(depth - 1);
    if (input === null) return null;
    try {
      const made = this.#operator(input, depth);
      return made && { ...made, depth };
    } catch (error) {
      if (error instanceof TypeError) return null;
      throw error;
    }
  }

  #operator(
    input: Generated,
    depth: number,
  ): Omit<Generated, "depth"> | null {
    const { python, query } = input;
    switch (this.#below(9)) {
      case 0:
      case 1:
        return this.#restricted(input);
      case 2:
        return this.#projected(input);
      case 3:
        return this.#renamed(input);
      case 4: {
        const other = this.query(this.#below(depth));
        if (other === null || isUnion(other.query)) return null;
        return {
          python: `(${python}) * (${other.python})`,
          query: query.join(other.query),
        };
      }
      case 5: {
        const other = this.query(this.#below(depth));
        if (other === null || isUnion(other.query)) return null;
        if (sharesNullable(query, other.query)) return null;
        const isAnti = this.#below(2) === 0;
        return {
          python: `(${python}) ${isAnti ? "-" : "&"} (${other.python})`,
          query: isAnti ? query.except(other.query) : query.and(other.query),
        };
      }
      case 6: {
        const other = this.query(this.#below(depth));
        if (other === null || isUnion(other.query)) return null;
        const n = this.#name("n");
        return {
          python: `(${python}).aggr(${other.python}, ${n}='count(*)')`,
          query: query.aggr(other.query, { [n]: "count(*)" }),
        };
      }
      case 7:
        return this.#grouped(input);
      default:
        return this.#united(input);
    }
  }

  #restricted({ python, query }: Generated): Omit<Generated, "depth"> {
    const { name, kind } = this.#pick(attributesOf(query));
    const isNumber = kind === "integer" || kind === "decimal" ||
      kind === "double" || kind === "expression";
    const text = isNumber && this.#below(3) > 0
      ? `${name} ${this.#pick(["<", ">=", "<>"])} ${this.#below(20)}`
      : `${name} is ${this.#pick(["", "not "])}null`;
    if (this.#below(4) === 0) {
      return {
        python: `(${python}) & dj.Not('${text}')`,
        query: query.and(not(text)),
      };
    }
    return { python: `(${python}) & '${text}'`, query: query.and(text) };
  }

  #projected({ python, query }: Generated): Omit<Generated, "depth"> {
    const rest = attributesOf(query).filter(({ inPrimaryKey }) => !inPrimaryKey)
      .map(({ name }) => name).filter(() => this.#below(2) === 0);
    const numbers = attributesOf(query).filter(({ kind }) =>
      kind === "integer"
    );
    if (numbers.length === 0) {
      const list = rest.map((name) => `'${name}'`).join(", ");
      return {
        python: `(${python}).proj(${list})`,
        query: query.proj(...rest),
      };
    }
    const fresh = this.#name("c");
    const sql = `${this.#pick(numbers).name} * 2 + 1`;
    const list = [...rest.map((name) => `'${name}'`), `${fresh}='${sql}'`];
    return {
      python: `(${python}).proj(${list.join(", ")})`,
      query: query.proj(...rest, { [fresh]: sql }),
    };
  }

  #renamed({ python, query }: Generated): Omit<Generated, "depth"> {
    const { name } = this.#pick(attributesOf(query));
    const fresh = this.#name("r");
    return {
      python: `(${python}).proj(..., ${fresh}='${name}')`,
      query: query.proj("...", { [fresh]: name }),
    };
  }

  #grouped({ python, query }: Generated): Omit<Generated, "depth"> | null {
    if (isUnion(query)) return null;
    const known = attributesOf(query).filter(({ nullable, kind }) =>
      !nullable && kind !== "double"
    );
    if (known.length === 0) return null;
    const { name } = this.#pick(known);
    const n = this.#name("n");
    return {
      python: `dj.U('${name}').aggr(${python}, ${n}='count(*)')`,
      query: U(name).aggr(query, { [n]: "count(*)" }),
    };
  }

  #united({ python, query }: Generated): Omit<Generated, "depth"> | null {
    const key = keyOf(query[QUERY_STATE]().expression.heading);
    const number = key.find(({ kind }) => kind === "integer");
    if (number === undefined) return null;
    const text = `${number.name} > ${this.#below(6)}`;
    return {
      python: `((${python}) & '${text}').proj() + (${python}).proj()`,
      query: query.and(text).proj().union(query.proj()),
    };
  }

  #name(prefix: string): string {
    return `${prefix}_${++this.#names}`;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#below(items.length)]!;
  }
}

function attributesOf(query: Query): readonly Attribute[] {
  return query[QUERY_STATE]().expression.heading.columns;
}

/** A union that is a part of another query is taken for the join of its sides there. */
function isUnion(query: Query): boolean {
  return query[QUERY_STATE]().expression.kind === "united";
}

/** `NOT IN` of NULL gives no row at all in SQL; whether that is meant is another question than parity. */
function sharesNullable(one: Query, other: Query): boolean {
  const names = namesOf({ columns: attributesOf(one) });
  return attributesOf(other).some(({ name, nullable }) =>
    nullable && names.includes(name)
  );
}
