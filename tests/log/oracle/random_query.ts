/**
 * Random queries over a schema: what a naive evaluation on plain arrays says that they give and rest on, and how they
 * are built with the module under test, of which nothing is known here but the names of its functions.
 *
 * @module
 */
import { below, pick, type Random } from "../../closure/random_values.ts";
import { compared } from "./compared.ts";
import { aggregated, distinct, keyed, totalled } from "./groups.ts";
import { limited, projected, united } from "./projections.ts";
import type { Operator, OracleQuery } from "./query_parts.ts";
import { type OracleTable, relationOf } from "./random_schema.ts";
import {
  antijoined,
  eitherJoined,
  excepted,
  joined,
  restricted,
  semijoined,
} from "./restrictions.ts";

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
  const made = pick(random, OPERATORS)({ random, input, other });
  // What does not fit on a screen is not looked at.
  return made === null || made.relation.rows.length > MOST_ROWS ? input : made;
}

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
  compared,
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
