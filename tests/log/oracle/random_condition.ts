/**
 * Random conditions on the cells of a relation, in every form that a user may write: as they are evaluated, and as
 * they are handed to the module under test, of which nothing is known here but the names of its functions.
 *
 * @module
 */
import {
  below,
  chance,
  pick,
  type Random,
} from "../../closure/random_values.ts";
import {
  allOf,
  and,
  type Attribute,
  type Cell,
  type Condition,
  notOf,
  onCells,
  or,
  type Relation,
  type Truth,
} from "./relation.ts";

/** The functions of the module under test that conditions and queries are built with. */
export interface Api {
  // deno-lint-ignore no-explicit-any
  readonly [name: string]: (...args: any[]) => any;
}

/** A condition, as it is evaluated and as it is written. */
export interface Written {
  readonly condition: Condition;
  /** What `and` or `except` takes. */
  readonly build: (api: Api) => unknown;
  readonly text: string;
}

/** A random condition on the cells of a relation. */
export function randomCondition(random: Random, input: Relation): Written {
  const form = below(random, 10);
  if (form < 5) return textual(simple(random, input));
  if (form === 5) return object(random, input);
  if (form === 6) return anyObject(random, input);
  const one = textual(simple(random, input));
  const other = object(random, input);
  if (form === 7) {
    return {
      condition: allOf([one.condition, other.condition]),
      build: (api) => api.andList!([one.build(api), other.build(api)]),
      text: `andList([${one.text}, ${other.text}])`,
    };
  }
  if (form === 8) {
    return {
      condition: notOf(one.condition),
      build: (api) => api.not!(one.build(api)),
      text: `not(${one.text})`,
    };
  }
  return {
    condition: onCells(
      [...one.condition.uses, ...other.condition.uses],
      (cells) => {
        const row = { cells, from: new Set<string>() };
        return or([one.condition.holds(row), other.condition.holds(row)]);
      },
    ),
    build: (api) => [one.build(api), other.build(api)],
    text: `[${one.text}, ${other.text}]`,
  };
}

/** SQL and what it means. */
interface Simple {
  readonly sql: string;
  readonly uses: readonly string[];
  readonly wantsMoreOf?: string;
  readonly holds: (cells: Readonly<Record<string, Cell>>) => Truth;
}

function simple(random: Random, input: Relation): Simple {
  const one = comparison(random, pick(random, input.attributes), input);
  if (chance(random, 0.6)) return one;
  const other = comparison(random, pick(random, input.attributes), input);
  const word = pick(random, ["AND", "or", "NOT"]);
  if (word === "NOT") {
    return {
      sql: `NOT (${one.sql})`,
      uses: one.uses,
      holds: (cells) => {
        const truth = one.holds(cells);
        return truth === null ? null : !truth;
      },
    };
  }
  const both = word === "AND" ? and : or;
  return {
    sql: `(${one.sql}) ${word} (${other.sql})`,
    uses: [...one.uses, ...other.uses],
    holds: (cells) => both([one.holds(cells), other.holds(cells)]),
  };
}

function comparison(
  random: Random,
  attribute: Attribute,
  { rows, attributes }: Relation,
): Simple {
  const { name, isNumber } = attribute;
  const own = `\`${name}\``;
  const value = () => known(random, attribute, rows.map((row) => row.cells));
  const form = below(random, 6);
  if (form === 0) {
    return {
      sql: `${own} IS NULL`,
      uses: [name],
      holds: (cells) => cells[name] === null,
    };
  }
  if (form === 1) {
    const list = [value(), value(), value()];
    return {
      sql: `${own} in (${list.map(sqlText).join(", ")})`,
      uses: [name],
      holds: (cells) => known3(cells[name]!, (cell) => list.includes(cell)),
    };
  }
  if (form === 2) {
    const alike = attributes.filter((other) => other.isNumber === isNumber);
    const other = pick(random, alike).name;
    return {
      sql: `${own} = \`${other}\``,
      uses: [name, other],
      holds: (cells) =>
        known3(
          cells[name]!,
          (cell) => known3(cells[other]!, (their) => cell === their),
        ),
    };
  }
  const wanted = value();
  if (!isNumber && form === 3) {
    return {
      sql: `${own} LIKE '%a%'`,
      uses: [name],
      holds: (cells) =>
        known3(cells[name]!, (cell) => String(cell).includes("a")),
    };
  }
  if (isNumber && form < 5) {
    const number = Number(wanted);
    return {
      sql: form === 3 ? `${own} > ${number}` : `${own} + 1 <= ${number}`,
      uses: [name],
      ...form === 3 ? { wantsMoreOf: name } : {},
      holds: (cells) =>
        known3(
          cells[name]!,
          (cell) =>
            form === 3 ? Number(cell) > number : Number(cell) + 1 <= number,
        ),
    };
  }
  return {
    sql: `${own} = ${sqlText(wanted)}`,
    uses: [name],
    holds: (cells) => known3(cells[name]!, (cell) => cell === wanted),
  };
}

function known3(
  cell: Cell,
  holds: (cell: number | string) => Truth,
): Truth {
  return cell === null ? null : holds(cell);
}

/** A value that some row has, or none. */
function known(
  random: Random,
  { name, isNumber }: Attribute,
  rows: readonly Readonly<Record<string, Cell>>[],
): number | string {
  const values = rows.map((cells) => cells[name]!).filter((cell) =>
    cell !== null
  );
  if (values.length > 0 && chance(random, 0.85)) return pick(random, values);
  return isNumber ? below(random, 7) : "none such";
}

/** As a user writes it under the usual mode. */
function sqlText(value: number | string): string {
  return typeof value === "number"
    ? String(value)
    : `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

function textual({ sql, holds, uses, wantsMoreOf }: Simple): Written {
  return {
    condition: {
      ...onCells(uses, holds),
      ...wantsMoreOf === undefined ? {} : { wantsMoreOf },
    },
    build: () => sql,
    text: JSON.stringify(sql),
  };
}

function object(random: Random, input: Relation): Written {
  const cells = input.rows.map((row) => row.cells);
  const wanted: Record<string, Cell> = {};
  for (let count = 1 + below(random, 2); count > 0; count--) {
    const attribute = pick(random, input.attributes);
    wanted[attribute.name] = chance(random, 0.15)
      ? null
      : known(random, attribute, cells);
  }
  return {
    condition: onCells(Object.keys(wanted), (row) =>
      and(
        Object.entries(wanted).map(([name, value]): Truth =>
          value === null
            ? row[name] === null
            : known3(row[name]!, (cell) => cell === value)
        ),
      )),
    build: () => wanted,
    text: JSON.stringify(wanted),
  };
}

function anyObject(random: Random, input: Relation): Written {
  const each = [object(random, input), object(random, input)];
  return {
    condition: onCells(
      each.flatMap(({ condition }) => condition.uses),
      (cells) =>
        or(
          each.map(({ condition }) =>
            condition.holds({ cells, from: new Set() })
          ),
        ),
    ),
    build: (api) => each.map(({ build }) => build(api)),
    text: `[${each.map(({ text }) => text).join(", ")}]`,
  };
}
