/**
 * Four small tables, their random rows, and the numbers that decide.
 *
 * @module
 */

/** The tables; `S` stands for the schema. */
export const TABLES = `
create table a (id int primary key, g int, x int);
create table b (a_id int, n int, y int, primary key (a_id, n), foreign key (a_id) references a (id));
create table c (id int primary key, b_a int, b_n int, z int, foreign key (b_a, b_n) references b (a_id, n));
create table d (name varchar(20) primary key, a_id int, w int, foreign key (a_id) references a (id));
`;

/** A stream of numbers that a seed decides. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % count;
  }

  /** One of them. */
  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** True in one of `count` cases. */
  once(count: number): boolean {
    return this.below(count) === 0;
  }
}

/** Rows for the tables. */
export function randomRows(random: Random): string {
  const value = () => random.once(5) ? "null" : String(random.below(5));
  const lines: string[] = [];
  for (let id = 0; id < 6; id++) {
    lines.push(`insert into a values (${id}, ${value()}, ${value()})`);
    for (let n = 0; n < random.below(4); n++) {
      lines.push(`insert into b values (${id}, ${n}, ${value()})`);
    }
  }
  for (let id = 0; id < 8; id++) {
    lines.push(
      `insert into c select ${id}, a_id, n, ${value()} from b order by (a_id * 7 + n * 5 + ${id}) % 11, a_id, n limit 1`,
    );
  }
  lines.push(`insert into c values (90, null, null, ${value()})`);
  for (const name of ["p", "q", "R", "s's", "tü"]) {
    lines.push(
      `insert into d values ('${name.replace("'", "''")}', ${
        random.once(4) ? "null" : random.below(6)
      }, ${value()})`,
    );
  }
  return lines.join(";\n") + ";";
}
