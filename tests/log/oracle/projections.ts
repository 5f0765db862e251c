/**
 * Operators of random queries that change attributes, put rows together, or take the first ones.
 *
 * @module
 */
import { below, chance, pick } from "../../closure/random_values.ts";
import { first, type Order } from "./first_rows.ts";
import { antijoined, restricted, semijoined } from "./restrictions.ts";
import {
  after,
  type Operands,
  type OracleQuery,
  withOther,
} from "./query_parts.ts";
import {
  type Cell,
  names,
  type NewAttribute,
  project,
  unite,
} from "./relation.ts";

export function projected({ random, input }: Operands): OracleQuery | null {
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
        of: name,
        isNumber,
        value: (cells) =>
          cells[name] === null ? null : Number(cells[name]) * 2 + 1,
      });
    }
  }
  const renamed = fresh.map(({ source }) => source);
  const kept = keep.filter((name) => !renamed.includes(name));
  const made = project(relation, kept, fresh);
  if (made.attributes.length === 0) return null;
  return after(input, "projection", {
    relation: made,
    build: (_, own) => own.proj(...kept, items),
    text: `.proj(${
      [...kept, items].map((item) => JSON.stringify(item)).join(", ")
    })`,
  });
}

/** With some of its own rows, however chosen, whose attributes beside the key are left out or renamed. */
export function united(operands: Operands): OracleQuery | null {
  const { random, input } = operands;
  const partner = pick(random, CHOICES)(operands);
  const isPlain = chance(random, 0.5);
  const key = input.relation.attributes.filter(({ isKey }) => isKey);
  const rest = input.relation.attributes.filter(({ isKey }) => !isKey);
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
  if (fresh.some(({ name }) => names(input.relation).includes(name))) {
    return null;
  }
  // Keys without a value are none of DataJoint's: what SQL makes of them is nobody's promise.
  const isWhole = input.relation.rows.every(({ cells }) =>
    key.every(({ name }) => cells[name] !== null)
  );
  if (key.length === 0 || !isWhole) return null;
  return withOther(input, partner, "union", {
    relation: () => unite(input.relation, project(partner.relation, [], fresh)),
    build: (_, own, their) => own.union(their.proj(items)),
    text: `.union(${partner.text}.proj(${JSON.stringify(items)}))`,
  });
}

export function limited({ random, input }: Operands): OracleQuery {
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
      const sorted = terms.length > 0
        ? own.orderBy(...terms)
        : own.orderBy("KEY");
      const some = sorted.limit(limit);
      return offset === 0 ? some : some.offset(offset);
    },
    text: `.${isTop ? "top" : "limit"}(${limit}, ${offset}, ${
      JSON.stringify(terms)
    })`,
  });
}

const CHOICES = [restricted, restricted, semijoined, antijoined, limited];
