/**
 * The `dj` tag: DataJoint's operators in their own notation.
 *
 * @module
 */
import {
  algebraError,
  type AlgebraText,
  type AlgebraToken,
  algebraTokens,
} from "./algebra_tokens.ts";
import type { Query } from "../query.ts";
import { not, type Restriction } from "../condition/restriction.ts";
import { isQuery } from "../condition/semijoin.ts";
import type { Table } from "../table.ts";
import { templateTexts } from "../condition/template_part.ts";
import { valueKind } from "../condition/value_kind.ts";
import { UniversalSet } from "./universal_set.ts";

/**
 * A query in DataJoint's own notation: `&` restricts, `-` restricts by the opposite, `*` joins, `+` unites, with
 * Python's precedence (`*` before `+` and `-`, these before `&`) and parentheses. Tables, queries, universal sets and
 * restrictions stand in `${}`; SQL may stand in quotes, too.
 *
 * @param strings The operators.
 * @param values What they stand between.
 * @returns A query; nothing is sent.
 * @throws {SyntaxError} It points at the place.
 *
 * @example
 * ```ts demo ignore
 * dj`(${Electrode} & ${{ electrode_id: 1 }}) * ${ElectrodeGroup.proj()}`; // Electrode.and({ electrode_id: 1 }).join(ElectrodeGroup.proj())
 * // SELECT * FROM (SELECT nwb_file_name, …, contacts FROM `common_ephys`.`_electrode` WHERE (electrode_id=1)) AS `q1`
 * // JOIN (SELECT nwb_file_name, electrode_group_name FROM `common_ephys`.`_electrode_group`) AS `q2` USING
 * // (nwb_file_name, electrode_group_name)
 * dj`${Session} - ${Electrode} & 'session_id IS NOT NULL'`; // Session.except(Electrode).and("session_id IS NOT NULL")
 * // SELECT * FROM `common_session`.`_session` WHERE ((NOT (nwb_file_name IN (SELECT nwb_file_name FROM
 * // `common_ephys`.`_electrode`))))AND((session_id IS NOT NULL))
 * dj`${U("bad_channel")} & ${Electrode}`; // U("bad_channel").and(Electrode)
 * // SELECT DISTINCT bad_channel FROM `common_ephys`.`_electrode`
 * ```
 */
export function dj(
  strings: TemplateStringsArray,
  ...values: readonly unknown[]
): Query {
  if (!Array.isArray(strings) || !("raw" in strings)) {
    throw new TypeError(
      "Cannot read dj: it was called with an argument, wanted a template: dj`${Table} & ${restriction}`",
    );
  }
  return new Parser(algebraTokens(templateTexts(strings), values)).query();
}

/** A part of the algebra, with its place. */
interface Operand {
  readonly value: unknown;
  readonly token: AlgebraToken;
}

type Rows = Query | Table;

/** Reads from left to right; one method a level of precedence. */
class Parser {
  readonly #text: AlgebraText;
  #next = 0;

  constructor(text: AlgebraText) {
    this.#text = text;
  }

  query(): Query {
    const whole = this.#restriction();
    if (this.#token.kind !== "end") {
      throw this.#fault(this.#token, this.#token.text, "an operator");
    }
    const rows = this.#rows(whole, "a table or query");
    // A table is the query of all its rows.
    return typeof rows === "function" ? rows() : rows;
  }

  get #token(): AlgebraToken {
    return this.#text.tokens[this.#next]!;
  }

  #takes(operator: string): boolean {
    const { kind, text } = this.#token;
    if (kind !== "operator" || text !== operator) return false;
    this.#next++;
    return true;
  }

  #restriction(): Operand {
    let left = this.#sum();
    while (this.#takes("&")) {
      const right = this.#sum();
      left = { value: this.#restricted(left, right), token: left.token };
    }
    return left;
  }

  #sum(): Operand {
    let left = this.#product();
    for (;;) {
      if (this.#takes("+")) {
        const right = this.#rows(this.#product(), "a table or query");
        const value = this.#rows(left, "a table or query").union(right);
        left = { value, token: left.token };
      } else if (this.#takes("-")) {
        const right = this.#product();
        const rows = this.#rows(left, "a table or query before -");
        const value = rows.except(this.#condition(right));
        left = { value, token: left.token };
      } else return left;
    }
  }

  #product(): Operand {
    let left = this.#unary();
    while (this.#takes("*")) {
      const right = this.#unary();
      left = { value: this.#joined(left, right), token: left.token };
    }
    return left;
  }

  #unary(): Operand {
    const token = this.#token;
    if (!this.#takes("-")) return this.#primary();
    return { value: not(this.#condition(this.#unary())), token };
  }

  #primary(): Operand {
    const token = this.#token;
    if (this.#takes("(")) {
      const { value } = this.#restriction();
      if (this.#takes(")")) return { value, token };
      throw this.#fault(
        this.#token,
        this.#token.text,
        `the ) of the ( at character ${token.at + 1}`,
      );
    }
    if (token.kind !== "value") {
      throw this.#fault(token, token.text, "${} or (");
    }
    this.#next++;
    return { value: token.value, token };
  }

  #restricted(left: Operand, right: Operand): Query {
    if (left.value instanceof UniversalSet) {
      return left.value.and(this.#rows(right, "a table or query"));
    }
    return this.#rows(left, "a table or query before &")
      .and(this.#condition(right));
  }

  #joined(left: Operand, right: Operand): Query {
    if (left.value instanceof UniversalSet) {
      return left.value.join(this.#rows(right, "a table or query"));
    }
    const rows = this.#rows(left, "a table or query before *");
    return rows.join(
      right.value instanceof UniversalSet
        ? right.value
        : this.#rows(right, "a table, query or U()"),
    );
  }

  #rows({ value, token }: Operand, wanted: string): Rows {
    if (isQuery(value)) return value;
    throw this.#fault(token, `${token.text}, ${kindOf(value)}`, wanted);
  }

  #condition({ value, token }: Operand): Restriction {
    if (value !== undefined && value !== null) return value as Restriction;
    throw this.#fault(token, `${token.text}, ${value}`, "a restriction");
  }

  #fault(token: AlgebraToken, found: string, wanted: string): SyntaxError {
    return algebraError(this.#text.shown, token.at, found, wanted);
  }
}

function kindOf(value: unknown): string {
  return value instanceof UniversalSet ? "a universal set" : valueKind(value);
}
