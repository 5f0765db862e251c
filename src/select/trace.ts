/**
 * Which rows of its tables a SELECT rests on, as SELECTs of their keys.
 *
 * Each SELECT in a SELECT is laid beside the one around it: their tables are joined, their conditions hold together, and
 * what links a row of the inner one's result to the outer one is a condition, too. Of the joined rows, the keys of each
 * table are what was needed.
 *
 * @module
 */
import { aliasedKeyExpression } from "../keys/key_column.ts";
import type { TableInfo } from "../schema/table.ts";
import { quoteName } from "../sql/identifier.ts";
import { expressionText, fromText, queryText } from "./emit.ts";
import { identityOf, valuesOf } from "./identity.ts";
import { any, type Context, NOTHING, withCandidates } from "./joined.ts";
import {
  extrasOf,
  inTable,
  type Link,
  linkConditions,
  linkedText,
  markOf,
  matching,
  NO_LINK,
} from "./link.ts";
import { windows } from "./looking.ts";
import { type AskedSubquery, subqueriesOf } from "./positions.ts";
import {
  type Item,
  plain,
  type QueryTree,
  type Select,
  selectsOf,
  type Source,
  sourcesOf,
} from "./tree.ts";

/** The rows of one table that are needed. */
export interface NeededRows {
  readonly table: TableInfo;
  /** Gives their keys; `null`: all rows of the table. */
  readonly keysSql: string | null;
}

/**
 * Traces a query whose names are resolved.
 *
 * @returns One or more for each base table; their union is what was needed.
 */
export function trace(query: QueryTree): NeededRows[] {
  const tracer = new Tracer();
  tracer.query(query, NOTHING, NO_LINK);
  return tracer.found;
}

class Tracer {
  readonly found: NeededRows[] = [];
  #last = 0;

  query(query: QueryTree, context: Context, link: Link): void {
    const { inner, to } = this.#linked(query, context, link);
    const isUnion = query.body.kind === "union";
    for (const select of selectsOf(query)) {
      this.#select(select, query, inner, to, isUnion);
    }
  }

  /** Where a limit or a HAVING chooses, the result itself stands in the context. */
  #linked(
    query: QueryTree,
    context: Context,
    link: Link,
  ): { inner: Context; to: Link } {
    if (link.derived !== null || !chooses(query)) {
      return { inner: context, to: link };
    }
    if (query.isCorrelated) {
      return { inner: this.#firstOf(query, context), to: link };
    }
    const name = `~d${++this.#last}`;
    const columns = valuesOf(selectsOf(query)[0]!).map((_, i) => `~o${i + 1}`);
    const text = queryText(query, {
      names: columns,
      extra: extrasOf(query, name),
    });
    const values = columns.map((column) => inTable(name, column));
    return {
      inner: {
        from: [...context.from, `(${text}) AS ${quoteName(name)}`],
        where: [...context.where, ...link.conditions?.(values) ?? []],
      },
      to: { derived: { name, columns }, conditions: null },
    };
  }

  /** `(SELECT … ORDER BY … LIMIT 1)` for each row around it: just that row; other limits there keep all rows. */
  #firstOf(query: QueryTree, context: Context): Context {
    const { body, limit } = query;
    if (limit?.count !== "1" || body.kind !== "select") return context;
    if (body.isGrouped || body.distinct) return context;
    const identity = identityOf(body).map((part) => expressionText(part));
    if (identity.length === 0) return context;
    const items = identity.map(bareItem);
    const one = { ...query, body: { ...body, items } };
    const only = queryText(one, { bareOrder: true });
    return {
      ...context,
      where: [...context.where, `(${identity.join(", ")}) = (${only})`],
    };
  }

  #select(
    select: Select,
    query: QueryTree,
    outer: Context,
    link: Link,
    isUnion: boolean,
  ): void {
    const own = this.#ownContext(select);
    const needsAll = select.needsAll || looksOver(select);
    const isFree = needsAll && !query.isCorrelated;
    const around = isFree ? NOTHING : outer;
    const context: Context = {
      from: [...around.from, ...own.from],
      where: [
        ...around.where,
        ...own.where,
        ...(needsAll ? [] : linkConditions(select, link, isUnion)),
      ],
    };
    for (const source of sourcesOf(select.from)) {
      if (source.query !== null) this.#derived(source, context);
      else if (source.table !== null) this.#base(source, source.table, context);
    }
    for (const asked of subqueriesOf(select)) {
      this.#subquery(asked, select, query, outer, context);
    }
  }

  #ownContext(select: Select): Context {
    const { from, where, having, isGrouped } = select;
    return {
      from: from === null ? [] : [fromText(from, linkedText)],
      where: [
        ...(where ? [`(${expressionText(where, "input")})`] : []),
        // Without groups, HAVING is one more WHERE.
        ...(having && !isGrouped
          ? [`(${expressionText(having, "input")})`]
          : []),
      ],
    };
  }

  #base(source: Source, table: TableInfo, { from, where }: Context): void {
    // What has no key, a view or a table without one, cannot be told by keys: whoever asked refuses it.
    if (isAll(source, { from, where }) || table.primaryKey.length === 0) {
      this.found.push({ table, keysSql: null });
      return;
    }
    const keys = table.primaryKey.map((name) => {
      const column = table.columns.find((each) => each.name === name)!;
      return aliasedKeyExpression(column, quoteName(source.id));
    });
    const first = `${quoteName(source.id)}.${quoteName(table.primaryKey[0]!)}`;
    const conditions = [...where, `${first} IS NOT NULL`];
    this.found.push({
      table,
      keysSql: `SELECT DISTINCT ${
        keys.map((key, i) => `${key} AS \`key ${i}\``).join(", ")
      } FROM ${from.join(", ")} WHERE ${conditions.join(" AND ")}`,
    });
  }

  #derived(source: Source, context: Context): void {
    const query = source.query!;
    // Where nothing chooses among its rows, it need not be computed to know what it rests on.
    if (isAll(source, context)) return this.query(query, NOTHING, NO_LINK);
    const mark = `${inTable(source.id, markOf(source.id))} IS NOT NULL`;
    const columns = source.columns ?? [];
    this.query(
      query,
      { ...context, where: [...context.where, mark] },
      { derived: { name: source.id, columns }, conditions: null },
    );
  }

  #subquery(
    { subquery, decides, position }: AskedSubquery,
    select: Select,
    query: QueryTree,
    outer: Context,
    context: Context,
  ): void {
    const isMatch = position === "positive" && subquery.form !== "scalar" &&
      subquery.form !== "all";
    if (isMatch) {
      this.query(subquery.query, context, matching(subquery));
    } else if (!subquery.query.isCorrelated) {
      this.query(subquery.query, decides ? NOTHING : any(context), NO_LINK);
    } else {
      const candidates = decides
        ? withCandidates(select, query.isCorrelated ? outer : NOTHING)
        : context;
      this.query(subquery.query, candidates, NO_LINK);
    }
  }
}

/** True where not all that a query could give comes out. */
function chooses(query: QueryTree): boolean {
  return query.limit !== null ||
    query.body.kind === "query" && chooses(query.body) ||
    selectsOf(query).some((select) =>
      select.having !== null && select.isGrouped && !select.needsAll
    );
}

/** True where all rows of a table, or of a derived one, come out. */
function isAll(source: Source, { from, where }: Context): boolean {
  return from.length === 1 && where.length === 0 &&
    from[0] === fromText(source, linkedText);
}

/** True for window functions: all rows that they look over make their values. */
function looksOver(select: Select): boolean {
  return select.items.some(({ expression }) =>
    expression !== null && windows(expression)
  );
}

function bareItem(text: string): Item {
  return { expression: plain(text), star: [], alias: null, name: "" };
}
