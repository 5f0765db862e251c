/**
 * Random queries over a schema: what a naive evaluation on plain arrays says that they give and rest on, and how they
 * are built with the module under test, of which nothing is known here but the names of its functions.
 *
 * @module
 */
import { below, chance, pick, type Random } from "../../closure/random_values.ts";
import { type Api, randomCondition } from "./random_condition.ts";
import { type OracleTable, relationOf } from "./random_schema.ts";
import {
  agreesWith,
  type Attribute,
  type Cell,
  type Condition,
  first,
  group,
  join,
  keyNames,
  names,
  type NewAttribute,
  notOf,
  or,
  type Order,
  project,
  Refused,
  type Relation,
  restrict,
  together,
  type Total,
  unite,
} from "./relation.ts";

/** One query. */
export interface OracleQuery {
  /** What it gives, each row with what it rests on. */
  readonly relation: Relation;
  /** Builds it: `table` gives a table of the module by its name. */
  // deno-lint-ignore no-explicit-any
  readonly build: (api: Api, table: (name: string) => any) => any;
  /** It as code, for people. */
  readonly text: string;
  /** Operators in it. */
  readonly shapes: ReadonlySet<string>;
  /** DataJoint refuses it, whatever the rows. */
  readonly isRefused: boolean;
}

/** A random query of some operators. */
export function randomQuery(
  random: Random,
  tables: readonly OracleTable[],
  depth: number,
): OracleQuery {
  if (depth === 0) return tableQuery(pick(random, tables));
  const input = randomQuery(random, tables, depth - 1);
  if (input.isRefused) return input;
  const other = () => randomQuery(random, tables, below(random, depth));
  const made = pick(random, OPERATORS)({ random, input, other, tables });
  // What does not fit on a screen is not looked at.
  return made === null || made.relation.rows.length > MOST_ROWS ? input : made;
}

interface Operands {
  readonly random: Random;
  readonly input: OracleQuery;
  readonly other: () => OracleQuery;
  readonly tables: readonly OracleTable[];
}

type Operator = (operands: Operands) => OracleQuery | null;

const MOST_ROWS = 150;

function tableQuery(table: OracleTable): OracleQuery {
  return {
    relation: relationOf(table),
    build: (_, tables) => tables(table.name),
    text: table.name,
    shapes: new Set(["table"]),
    isRefused: false,
  };
}

const OPERATORS: readonly Operator[] = [
  restricted,
  restricted,
  restricted,
  excepted,
  semijoined,
  semijoined,
  antijoined,
  eitherJoined,
  joined,
  joined,
  joined,
  projected,
  projected,
  aggregated,
  aggregated,
  united,
  limited,
  distinct,
  totalled,
  keyed,
];

function restricted({ random, input }: Operands): OracleQuery {
  const { condition, build, text } = randomCondition(random, input.relation);
  return after(input, "restriction", {
    relation: restrict(input.relation, condition),
    build: (api, own) => own.and(build(api)),
    text: `.and(${text})`,
  });
}

function excepted({ random, input }: Operands): OracleQuery {
  const { condition, build, text } = randomCondition(random, input.relation);
  return after(input, "except", {
    relation: restrict(input.relation, notOf(condition)),
    build: (api, own) => own.except(build(api)),
    text: `.except(${text})`,
  });
}

function semijoined({ random, input, other }: Operands): OracleQuery {
  const partner = other();
  const isTwice = chance(random, 0.2);
  return withOther(input, partner, "semijoin", {
    relation: () =>
      restrict(input.relation, agreesWith(input.relation, partner.relation)),
    build: (api, own, their) =>
      own.and(isTwice ? api.not!(api.not!(their)) : their),
    text: isTwice ? `.and(not(not(${partner.text})))` : `.and(${partner.text})`,
  });
}

function antijoined({ random, input, other }: Operands): OracleQuery {
  const partner = other();
  const isExcept = chance(random, 0.7);
  return withOther(input, partner, "antijoin", {
    relation: () =>
      restrict(
        input.relation,
        notOf(agreesWith(input.relation, partner.relation)),
      ),
    build: (api, own, their) =>
      isExcept ? own.except(their) : own.and(api.not!(their)),
    text: isExcept ? `.except(${partner.text})` : `.and(not(${partner.text}))`,
  });
}

/** A list of a condition and a query: any of them. */
function eitherJoined({ random, input, other }: Operands): OracleQuery {
  const partner = other();
  const { condition, build, text } = randomCondition(random, input.relation);
  return withOther(input, partner, "semijoin", {
    relation: () =>
      restrict(
        input.relation,
        either(condition, agreesWith(input.relation, partner.relation)),
      ),
    build: (api, own, their) => own.and([build(api), their]),
    text: `.and([${text}, ${partner.text}])`,
  });
}

function either(...conditions: readonly Condition[]): Condition {
  return {
    holds: (row) => or(conditions.map((each) => each.holds(row))),
    rests: (row) => together(conditions.map((each) => each.rests(row))),
  };
}

function joined({ input, other }: Operands): OracleQuery {
  const partner = other();
  return withOther(input, partner, "join", {
    relation: () => join(input.relation, partner.relation),
    build: (_, own, their) => own.join(their),
    text: `.join(${partner.text})`,
  });
}

function projected({ random, input }: Operands): OracleQuery | null {
  const { relation } = input;
  const keep = relation.attributes.filter(({ isKey }) => !isKey)
    .map(({ name }) => name).filter(() => chance(random, 0.5));
  const fresh: NewAttribute[] = [];
  const items: Record<string, string> = {};
  const suffix = String(below(random, 100));
  for (const attribute of relation.attributes) {
    if (!chance(random, 0.2)) continue;
    const { name, isNumber } = attribute;
    const renamed = `n${suffix}_${name}`.slice(0, 60);
    if (names(relation).includes(renamed)) return null;
    if (chance(random, 0.7)) {
      items[renamed] = name;
      fresh.push({
        name: renamed,
        source: name,
        isNumber,
        value: (cells) => cells[name]!,
      });
    } else if (isNumber) {
      items[renamed] = `\`${name}\` * 2 + 1`;
      fresh.push({
        name: renamed,
        source: null,
        isNumber,
        value: (cells) =>
          cells[name] === null ? null : Number(cells[name]) * 2 + 1,
      });
    }
  }
  const renamed = fresh.map(({ source }) => source);
  const kept = keep.filter((name) => !renamed.includes(name));
  return after(input, "projection", {
    relation: project(relation, kept, fresh),
    build: (_, own) => own.proj(...kept, items),
    text: `.proj(${[...kept, items].map((item) => JSON.stringify(item)).join(", ")})`,
  });
}

function aggregated({ random, input, other }: Operands): OracleQuery {
  const partner = other();
  const keepAllRows = chance(random, 0.3);
  const left = input.relation;
  const also = left.attributes.filter(({ isKey }) => !isKey)
    .map(({ name }) => name).filter(() => chance(random, 0.4));
  const { totals, items } = randomTotals(random, partner.relation);
  return withOther(input, partner, "aggregation", {
    relation: () =>
      group(
        join(left, partner.relation, keepAllRows),
        keyNames(left),
        also,
        totals,
      ),
    build: (_, own, their) =>
      own.aggr(their, ...also, items, { keepAllRows }),
    text: `.aggr(${partner.text}, ${
      [...also, items].map((item) => JSON.stringify(item)).join(", ")
    }, { keepAllRows: ${keepAllRows} })`,
  });
}

function randomTotals(
  random: Random,
  relation: Relation,
): { totals: Total[]; items: Record<string, string> } {
  const at = below(random, 100);
  const totals: Total[] = [{ name: `n${at}`, of: (rows) => rows.length }];
  const items: Record<string, string> = { [`n${at}`]: "count(*)" };
  const numbers = relation.attributes.filter(({ isNumber }) => isNumber);
  if (numbers.length > 0 && chance(random, 0.5)) {
    const { name } = pick(random, numbers);
    items[`m${at}`] = `max(\`${name}\`)`;
    totals.push({ name: `m${at}`, of: (rows) => largest(rows, name) });
  }
  return { totals, items };
}

function largest(
  rows: readonly Readonly<Record<string, Cell>>[],
  name: string,
): Cell {
  const values = rows.map((cells) => cells[name]!).filter((cell) =>
    cell !== null
  ).map(Number);
  return values.length === 0 ? null : Math.max(...values);
}

/** With part of its own rows, whose attributes beside the key are left out or renamed. */
function united({ random, input }: Operands): OracleQuery | null {
  const { condition, build, text } = randomCondition(random, input.relation);
  const isPlain = chance(random, 0.5);
  const key = input.relation.attributes.filter(({ isKey }) => isKey);
  const rest = input.relation.attributes.filter(({ isKey }) => !isKey);
  const some = restrict(input.relation, condition);
  const items: Record<string, string> = {};
  const fresh = (isPlain ? [] : rest).map(({ name, isNumber }) => {
    items[`u_${name}`] = name;
    return {
      name: `u_${name}`,
      source: name,
      isNumber,
      value: (cells: Readonly<Record<string, Cell>>) => cells[name]!,
    };
  });
  if (fresh.some(({ name }) => name.length > 60)) return null;
  if (fresh.some(({ name }) => names(input.relation).includes(name))) return null;
  if (key.length === 0) return null;
  const right = project(some, [], fresh);
  return after(input, "union", {
    relation: unite(input.relation, right),
    build: (api, own) => own.union(own.and(build(api)).proj(items)),
    text: `.union(same.and(${text}).proj(${JSON.stringify(items)}))`,
  });
}

function limited({ random, input }: Operands): OracleQuery {
  const order: Order[] = input.relation.attributes
    .filter(() => chance(random, 0.3))
    .map(({ name }) => ({ name, descending: chance(random, 0.5) }));
  const terms = order.map(({ name, descending }) =>
    descending ? `${name} desc` : name
  );
  const limit = 1 + below(random, 6);
  const offset = chance(random, 0.4) ? below(random, 3) : 0;
  const isTop = chance(random, 0.4);
  return after(input, "limit", {
    relation: first(input.relation, order, limit, offset),
    build: (api, own) => {
      if (isTop) {
        const orderBy = terms.length > 0 ? terms : "KEY";
        return own.and(api.top!({ limit, offset, orderBy }));
      }
      const sorted = terms.length > 0 ? own.orderBy(...terms) : own.orderBy("KEY");
      const some = sorted.limit(limit);
      return offset === 0 ? some : some.offset(offset);
    },
    text: `.${isTop ? "top" : "limit"}(${limit}, ${offset}, ${JSON.stringify(terms)})`,
  });
}

function distinct({ random, input }: Operands): OracleQuery {
  const by = someNames(random, input.relation);
  return after(input, "distinct", {
    relation: group(input.relation, by, [], []),
    build: (api, own) => api.U!(...by).and(own),
    text: ` → U(${by}).and(…)`,
  });
}

function totalled({ random, input }: Operands): OracleQuery {
  const by = chance(random, 0.2) ? [] : someNames(random, input.relation);
  const { totals, items } = randomTotals(random, input.relation);
  return after(input, "aggregation", {
    relation: group(input.relation, by, [], totals),
    build: (api, own) => api.U!(...by).aggr(own, items),
    text: ` → U(${by}).aggr(…, ${JSON.stringify(items)})`,
  });
}

function keyed({ random, input }: Operands): OracleQuery {
  const by = someNames(random, input.relation);
  const attributes = input.relation.attributes.map((attribute): Attribute => ({
    ...attribute,
    isKey: attribute.isKey || by.includes(attribute.name),
  }));
  return after(input, "other key", {
    relation: { ...input.relation, attributes },
    build: (api, own) => api.U!(...by).join(own),
    text: ` → U(${by}).join(…)`,
  });
}

function someNames(random: Random, relation: Relation): string[] {
  const some = names(relation).filter(() => chance(random, 0.3));
  return some.length > 0 ? some.slice(0, 3) : [pick(random, names(relation))];
}

function after(
  input: OracleQuery,
  shape: string,
  made: {
    relation: Relation;
    // deno-lint-ignore no-explicit-any
    build: (api: Api, own: any) => any;
    text: string;
  },
): OracleQuery {
  return {
    relation: made.relation,
    build: (api, table) => made.build(api, input.build(api, table)),
    text: input.text + made.text,
    shapes: new Set([...input.shapes, shape]),
    isRefused: false,
  };
}

function withOther(
  input: OracleQuery,
  other: OracleQuery,
  shape: string,
  made: {
    relation: () => Relation;
    // deno-lint-ignore no-explicit-any
    build: (api: Api, own: any, their: any) => any;
    text: string;
  },
): OracleQuery {
  let relation: Relation = { attributes: input.relation.attributes, rows: [] };
  let isRefused = other.isRefused;
  try {
    if (!isRefused) relation = made.relation();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    isRefused = true;
  }
  return {
    relation,
    build: (api, table) =>
      made.build(api, input.build(api, table), other.build(api, table)),
    text: input.text + made.text,
    shapes: new Set([...input.shapes, ...other.shapes, shape]),
    isRefused,
  };
}
