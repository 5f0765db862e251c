/**
 * Operators of random queries that choose rows: restrictions, semijoins, antijoins, joins.
 *
 * @module
 */
import { chance } from "../../closure/random_values.ts";
import { randomCondition } from "./random_condition.ts";
import {
  after,
  type Operands,
  type OracleQuery,
  withOther,
} from "./query_parts.ts";
import {
  agreesWith,
  type Condition,
  join,
  notOf,
  or,
  restrict,
} from "./relation.ts";
import { NOTHING, together } from "./needed_rows.ts";

export function restricted({ random, input }: Operands): OracleQuery {
  const { condition, build, text } = randomCondition(random, input.relation);
  return after(input, "restriction", {
    relation: restrict(input.relation, condition),
    build: (api, own) => own.and(build(api)),
    text: `.and(${text})`,
  });
}

export function excepted({ random, input }: Operands): OracleQuery {
  const { condition, build, text } = randomCondition(random, input.relation);
  return after(input, "except", {
    relation: restrict(input.relation, notOf(condition)),
    build: (api, own) => own.except(build(api)),
    text: `.except(${text})`,
  });
}

export function semijoined({ random, input, other }: Operands): OracleQuery {
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

export function antijoined({ random, input, other }: Operands): OracleQuery {
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
export function eitherJoined({ random, input, other }: Operands): OracleQuery {
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
    uses: conditions.flatMap(({ uses }) => uses),
    decided: together(
      conditions.map(({ decided }) => decided ?? NOTHING),
    ),
  };
}

export function joined({ input, other }: Operands): OracleQuery {
  const partner = other();
  return withOther(input, partner, "join", {
    relation: () => join(input.relation, partner.relation),
    build: (_, own, their) => own.join(their),
    text: `.join(${partner.text})`,
  });
}
