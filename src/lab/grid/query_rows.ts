/**
 * The rows of a query that a cell showed: the server sorts, filters and pages them.
 *
 * @module
 */
import type { Pool } from "../../connection/session.ts";
import { enclosed, selectText } from "../../query/expression/block.ts";
import { compile } from "../../query/expression/compile.ts";
import {
  baseOf,
  type Expression,
  isLimited,
  type OrderTerm,
  restrict,
  type Sorted,
  sorted,
} from "../../query/expression/expression.ts";
import type { Heading } from "../../query/expression/heading.ts";
import { statementOf } from "../../query/expression/statement.ts";
import { columnOf } from "../../query/column_of.ts";
import { compactReads } from "../../query/reading/compact.ts";
import { withComputedBits } from "../../query/reading/computed_bits.ts";
import { countRows } from "../../query/reading/count.ts";
import { firstTables, read } from "../../query/reading/read.ts";
import { tuplesOf } from "../../query/reading/result.ts";
import type { ShownResult } from "../../query/reading/shown_results.ts";
import { fragment } from "../../sql/fragment.ts";
import { checkRowCount, copiedNames, copiedText } from "./copied_text.ts";
import { cellExpression, cellTexts } from "./grid_cells.ts";
import { filterCondition } from "./grid_condition.ts";
import type { GridCopy, GridCopyAsked } from "./grid_copy.ts";
import type { GridView } from "./grid_messages.d.ts";
import { selectCode, stateCode } from "../reads/query_code.ts";
import { checkPlaces } from "./places.ts";
import type { ResultRows } from "./result_rows.ts";

/** Rows of a query. */
export class QueryRows implements ResultRows {
  readonly #result: Extract<ShownResult, { kind: "query" }>;
  readonly #pool: Pool;

  /** @param pool What they are looked at with. */
  constructor(result: Extract<ShownResult, { kind: "query" }>, pool: Pool) {
    this.#result = result;
    this.#pool = pool;
  }

  heading(): Promise<Heading> {
    return Promise.resolve(this.#result.expression.heading);
  }

  count(filter: GridView["filter"]): Promise<number> {
    const { context } = this.#result;
    const looking = { ...context, pool: this.#pool };
    return countRows(looking, this.#filtered(filter));
  }

  async texts(
    view: GridView,
    offset: number,
    limit: number,
  ): Promise<(string | null)[][]> {
    const block = compile({ ...this.#state(view), offset, limit });
    const { context, expression } = this.#result;
    const columns = await withComputedBits(
      { ...context, pool: this.#pool },
      expression,
      expression.heading.columns,
    );
    const sql = selectText(
      enclosed(block, "`shown`", true),
      fragment(columns.map(cellExpression).join(", ")),
    );
    const rows = await this.#pool.texts(sql.toText());
    return await cellTexts(context, this.#pool, columns, rows);
  }

  async copy(asked: GridCopyAsked): Promise<GridCopy> {
    const { context, expression } = this.#result;
    const { view, format, offset, limit } = asked;
    const total = await this.count(view.filter);
    const count = Math.max(0, Math.min(limit, total - offset));
    checkPlaces(asked, total);
    checkRowCount(count, expression.heading.label);
    const whole = this.#state(view);
    const state = count === total ? whole : { ...whole, offset, limit };
    const [first, others] = firstTables(expression);
    const ticket = context.observer.begin(first, others);
    const names = copiedNames(expression.heading, asked.columns);
    return await read(context, state, ticket, { names }, (result) => {
      const text = format === "code"
        ? codeOf(state)
        : copiedText(names, tuplesOf(result), format);
      return { text, rows: result.length, note: result.note };
    });
  }

  #filtered(filter: GridView["filter"]): Expression {
    const { expression } = this.#result;
    if (filter.length === 0) return expression;
    return restrict(expression, [
      filterCondition(expression.heading, filter),
    ]);
  }

  /** In the order that is asked for, then the query's own; the key tells what that leaves open. */
  #state({ filter, sort }: GridView): Sorted {
    const filtered = this.#filtered(filter);
    const { heading } = filtered;
    const own = filtered.kind === "sorted" ? filtered.order : [];
    const isOnlyOrder = filtered.kind === "sorted" && !isLimited(filtered);
    const wanted = sort.map(({ column, isDescending }) => ({
      name: columnOf(heading, column, `Cannot sort ${heading.label}`).name,
      descending: isDescending,
    }));
    const key = heading.primaryKey.map((name) => ({ name, descending: false }));
    return sorted(
      isOnlyOrder ? filtered.input : filtered,
      eachOnce([...wanted, ...own, ...key]),
    );
  }
}

function eachOnce(terms: readonly OrderTerm[]): OrderTerm[] {
  return terms.filter(({ name }, at) =>
    terms.findIndex((term) => term.name === name) === at
  );
}

/** In the notation of queries where they are rows of one table, else as a SELECT. */
function codeOf(state: Sorted): string {
  const table = baseOf(state.input);
  const isPlain = table !== null && !isLimited(state.input) &&
    compactReads(state.input) !== null;
  return isPlain
    ? stateCode(table, state)
    : selectCode(statementOf(state).toText());
}
