/**
 * Orders, and the rows that come first in them.
 *
 * @module
 */
import { unknownName } from "../../names/unknown_name.ts";
import {
  type Expression,
  isLimited,
  limited,
  type OrderTerm,
  sort,
  sorted,
} from "./expression.ts";
import { type Heading, keyOf, namesOf } from "./heading.ts";
import { refuseUnknownOptions } from "../../names/known_options.ts";

/** Which rows come first, and how many of them. See {@linkcode top}. */
export interface TopOptions<Term extends string = string> {
  /** How many rows; `null`: all. @default {1} */
  readonly limit?: number | null;
  /** What to sort by, each as `"name"` or `"name desc"`. @default {"KEY"} */
  readonly orderBy?: Term | readonly Term[];
  /** How many rows to leave out first. @default {0} */
  readonly offset?: number;
}

/** The first rows in an order, as a restriction; made by {@linkcode top}. */
export class Top<Term extends string = string> {
  readonly options: TopOptions<Term>;

  /** Made by `top`. */
  constructor(options: TopOptions<Term>) {
    this.options = options;
  }
}

/**
 * The first rows in an order, as a restriction: DataJoint's `dj.Top`.
 *
 * @param options See {@linkcode TopOptions}.
 * @returns A restriction, for {@linkcode Query.and}.
 * @throws {RangeError} An option that there is none of, or a number that is not a whole one.
 *
 * @example
 * ```ts demo ignore
 * Electrode.and(top({ limit: 3, orderBy: "x desc" }));
 * // SELECT nwb_file_name, …, contacts FROM `common_ephys`.`_electrode` ORDER BY x DESC, nwb_file_name,
 * // electrode_group_name, electrode_id LIMIT 3
 * ```
 */
export function top<const Term extends string = never>(
  options: TopOptions<Term> = {},
): Top<Term> {
  refuseUnknownOptions("Cannot take the top rows", options, OPTIONS);
  return new Top(options);
}

const OPTIONS = ["limit", "orderBy", "offset"];

/** The rows of an expression that come first. */
export function topRows(input: Expression, { options }: Top): Expression {
  const { limit = 1, orderBy = "KEY", offset = 0 } = options;
  const terms = typeof orderBy === "string" ? [orderBy] : orderBy;
  const order = orderTerms(input.heading, terms.length === 0 ? ["KEY"] : terms);
  const inner = input.kind === "sorted" && !isLimited(input)
    ? input.input
    : input;
  let rows: Expression = sorted(inner, order);
  if (limit !== null) rows = limited(rows, "limit", limit);
  return offset === 0 ? rows : limited(rows, "offset", offset);
}

/** The rows in an order that is told by texts. */
export function orderedRows(
  input: Expression,
  texts: readonly string[],
): Expression {
  return sort(input, orderTerms(input.heading, texts));
}

/**
 * `a, b desc` as terms; `KEY` stands for the primary key.
 *
 * @throws {UnknownNameError} There is no such attribute.
 */
function orderTerms(
  heading: Heading,
  texts: readonly string[],
): readonly OrderTerm[] {
  const names = namesOf(heading);
  return texts.flatMap((text) => {
    if (names.includes(text)) return [{ name: text, descending: false }];
    const [, written = text, direction] = TERM.exec(text) ?? [];
    const name = written.replace(
      /^`([^]*)`$/,
      (_, quoted: string) => quoted.replaceAll("``", "`"),
    );
    const descending = direction?.toLowerCase() === "desc";
    if (written === "KEY" && !names.includes("KEY")) {
      return keyOf(heading).map((key) => ({ name: key.name, descending }));
    }
    if (names.includes(name)) return [{ name, descending }];
    throw unknownName(
      `Cannot sort ${heading.label}`,
      `${heading.label} has no column ${JSON.stringify(name)}`,
      name,
      names,
    );
  });
}

const TERM = /^\s*([^]+?)(?:\s+(asc|desc))?\s*$/i;
