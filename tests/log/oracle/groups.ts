/**
 * Operators of random queries that group rows: aggregations and universal sets.
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
  after,
  type Operands,
  type OracleQuery,
  withOther,
} from "./query_parts.ts";
import {
  type Attribute,
  type Cell,
  join,
  keyNames,
  names,
  type Relation,
} from "./relation.ts";
import { group, type Total } from "./group_rows.ts";

export function aggregated({ random, input, other }: Operands): OracleQuery {
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
    build: (_, own, their) => own.aggr(their, ...also, items, { keepAllRows }),
    text: `.aggr(${partner.text}, ${
      [...also, items].map((item) => JSON.stringify(item)).join(", ")
    }, { keepAllRows: ${keepAllRows} })`,
  });
}

function randomTotals(
  random: Random,
  relation: Relation,
): { totals: Total[]; items: Record<string, string> } {
  // A name that no other attribute has.
  const at = below(random, 1e9);
  const totals: Total[] = [{ name: `n${at}`, of: (rows) => rows.length }];
  const items: Record<string, string> = { [`n${at}`]: "count(*)" };
  const numbers = relation.attributes.filter(({ isNumber }) => isNumber);
  if (numbers.length > 0 && chance(random, 0.5)) {
    const { name } = pick(random, numbers);
    items[`m${at}`] = `max(\`${name}\`)`;
    totals.push({
      name: `m${at}`,
      uses: name,
      of: (rows) => largest(rows, name),
    });
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

export function distinct({ random, input }: Operands): OracleQuery {
  const by = someNames(random, input.relation);
  return after(input, "distinct", {
    relation: group(input.relation, by, [], []),
    build: (api, own) => api.U!(...by).and(own),
    text: ` → U(${by}).and(…)`,
  });
}

export function totalled({ random, input }: Operands): OracleQuery {
  const by = chance(random, 0.2) ? [] : someNames(random, input.relation);
  const { totals, items } = randomTotals(random, input.relation);
  return after(input, "aggregation", {
    relation: group(input.relation, by, [], totals),
    build: (api, own) => api.U!(...by).aggr(own, items),
    text: ` → U(${by}).aggr(…, ${JSON.stringify(items)})`,
  });
}

export function keyed({ random, input }: Operands): OracleQuery {
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
