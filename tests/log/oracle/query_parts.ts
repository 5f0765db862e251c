/**
 * What random queries are put together of.
 *
 * @module
 */
import type { Random } from "../../closure/random_values.ts";
import type { Api } from "./random_condition.ts";
import { Refused, type Relation } from "./relation.ts";

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

/** What an operator is applied to. */
export interface Operands {
  readonly random: Random;
  readonly input: OracleQuery;
  readonly other: () => OracleQuery;
}

/** Makes a query of others; `null` where that cannot be. */
export type Operator = (operands: Operands) => OracleQuery | null;

/** A query and one more operator. */
export function after(
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

/** A query and one more operator with another query. */
export function withOther(
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
