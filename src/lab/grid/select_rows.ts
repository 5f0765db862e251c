/**
 * The rows of a SELECT that a cell showed: it becomes a table of another one, by which the server sorts, filters and
 * pages.
 *
 * @module
 */
import type { Pool } from "../../connection/session.ts";
import { inSnapshot } from "../../connection/snapshot.ts";
import { columnOf } from "../../query/column_of.ts";
import { type Heading, headingWith } from "../../query/expression/heading.ts";
import { tuplesOf } from "../../query/reading/result.ts";
import type { ShownResult } from "../../query/reading/shown_results.ts";
import { firstRows } from "../../select/first_rows.ts";
import { originsIn } from "../../select/trace/origins.ts";
import { resultColumns } from "../../select/result_columns.ts";
import { readSelect } from "../../select/select_read.ts";
import { ANY_TABLE } from "../../select/sql_query.ts";
import type { Piece } from "../../sql/tokens.ts";
import { textOf } from "../../select/statement.ts";
import { traced } from "../../select/trace/traced.ts";
import { columnName } from "../../sql/identifier.ts";
import { tokenize } from "../../sql/tokens.ts";
import { checkRowCount, copiedNames, copiedText } from "./copied_text.ts";
import { cellExpression, cellTexts } from "./grid_cells.ts";
import { filterCondition } from "./grid_condition.ts";
import type { GridCopy, GridCopyAsked } from "./grid_copy.ts";
import type { GridView } from "./grid_messages.d.ts";
import { selectCode } from "../reads/query_code.ts";
import { checkPlaces } from "./places.ts";
import type { ResultRows } from "./result_rows.ts";
import { ownOrder, pageOfStatement } from "./statement_page.ts";

/** Rows of a SELECT. */
export class SelectRows implements ResultRows {
  readonly #result: Extract<ShownResult, { kind: "select" }>;
  readonly #pool: Pool;
  #heading: Promise<Heading> | null = null;

  /** @param pool What they are looked at with. */
  constructor(result: Extract<ShownResult, { kind: "select" }>, pool: Pool) {
    this.#result = result;
    this.#pool = pool;
  }

  /** Looked up once: a SELECT's columns stay what they are. */
  heading(): Promise<Heading> {
    return this.#heading ??= this.#lookUp().catch((error) => {
      this.#heading = null;
      throw error;
    });
  }

  async #lookUp(): Promise<Heading> {
    const { statement, context: { catalog } } = this.#result;
    const first = await inSnapshot(
      this.#pool,
      (session) => firstRows(session, textOf(statement), 1),
    );
    const origins = () => originsIn(statement, catalog);
    const columns = await resultColumns(first.fields(), catalog, origins);
    return headingWith({ label: "SELECT", name: "SELECT" }, columns, []);
  }

  async count(filter: GridView["filter"]): Promise<number> {
    const rows = this.#from(await this.heading(), filter);
    const sql = `SELECT COUNT(*) ${textOf(rows)}`;
    return Number((await this.#pool.texts(sql))[0]![0]);
  }

  async texts(
    view: GridView,
    offset: number,
    limit: number,
  ): Promise<(string | null)[][]> {
    const heading = await this.heading();
    const cells = heading.columns.map(cellExpression).join(", ");
    const page = textOf(
      await this.#inOrder(this.#page(heading, view, offset, limit)),
    );
    const rows = await this.#pool.texts(
      `SELECT ${cells} FROM (${page}) AS \`shown\``,
    );
    const { context } = this.#result;
    return await cellTexts(context, this.#pool, heading.columns, rows);
  }

  async copy(asked: GridCopyAsked): Promise<GridCopy> {
    const { view, format, offset, limit } = asked;
    const { context } = this.#result;
    const heading = await this.heading();
    const total = await this.count(view.filter);
    const count = Math.max(0, Math.min(limit, total - offset));
    checkPlaces(asked, total);
    checkRowCount(count, heading.label);
    const isAsShown = view.filter.length === 0 && view.sort.length === 0;
    const statement = isAsShown && count === total
      ? this.#result.statement
      : this.#page(heading, view, offset, count);
    const names = copiedNames(heading, asked.columns);
    const ticket = context.observer.begin(ANY_TABLE);
    const runs = ticket.logs ? statement : await this.#inOrder(statement);
    const result = await readSelect(context, runs, ticket, { names });
    const text = format === "code"
      ? selectCode(textOf(statement))
      : copiedText(names, tuplesOf(result), format);
    return { text, rows: result.length, note: result.note };
  }

  /** Some rows of a view: of the SELECT itself where it is shown as it is, else of it as a table. */
  #page(
    heading: Heading,
    view: GridView,
    offset: number,
    count: number,
  ): readonly Piece[] {
    const isAsItIs = view.filter.length === 0 && view.sort.length === 0;
    const { statement } = this.#result;
    const own = isAsItIs ? pageOfStatement(statement, offset, count) : null;
    return own ?? [
      ...pieces("SELECT * "),
      ...this.#from(heading, view.filter),
      ...pieces(
        `${this.#order(heading, view.sort)} LIMIT ${count} OFFSET ${offset}`,
      ),
    ];
  }

  /**
   * The statement as it runs when it is logged: rows of equal rank then have an order, too, so that the rows that are
   * copied are those that were seen. What cannot be logged runs as it is.
   */
  async #inOrder(statement: readonly Piece[]): Promise<readonly Piece[]> {
    const { catalog, pool } = this.#result.context;
    try {
      return pieces((await traced(statement, { catalog, session: pool })).sql);
    } catch {
      return statement;
    }
  }

  /** `FROM (SELECT …) AS result WHERE …`. */
  #from(heading: Heading, filter: GridView["filter"]): readonly Piece[] {
    const where = filter.length === 0
      ? ""
      : ` WHERE ${filterCondition(heading, filter).text.toText()}`;
    return [
      ...pieces("FROM "),
      { kind: "symbol", text: "(" },
      ...this.#result.statement,
      { kind: "symbol", text: ")" },
      ...pieces(` AS \`result\`${where}`),
    ];
  }

  /** ` ORDER BY …`, in the SELECT's own order where the view leaves it open. */
  #order(heading: Heading, sort: GridView["sort"]): string {
    const wanted = sort.map(({ column, isDescending }) => {
      const { name } = columnOf(heading, column, "Cannot sort the result");
      return { name, isDescending };
    });
    const terms = [...wanted, ...ownTerms(heading, this.#result.statement)]
      .map(({ name, isDescending }) =>
        `${columnName(name)}${isDescending ? " DESC" : ""}`
      );
    return terms.length === 0 ? "" : ` ORDER BY ${terms.join(", ")}`;
  }
}

/** The SELECT's own order, as far as it is by columns that it gives. */
function ownTerms(
  { columns }: Heading,
  statement: readonly Piece[],
): { readonly name: string; readonly isDescending: boolean }[] {
  const terms = [];
  for (const { column, isDescending } of ownOrder(statement)) {
    const found = typeof column === "number"
      ? columns[column - 1]
      : columns.find(({ name }) => isSameName(name, column));
    if (found === undefined) break;
    terms.push({ name: found.name, isDescending });
  }
  return terms;
}

/** Names of columns have no case for the server. */
function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function pieces(text: string): readonly Piece[] {
  return tokenize(text) as Piece[];
}
