/**
 * Which rows of its tables a SELECT rests on, as SELECTs of their keys.
 *
 * Each SELECT in a SELECT is laid beside the one around it: their tables are joined, their conditions hold together, and
 * what links a row of the inner one's result to the outer one is a condition, too. Of the joined rows, the keys of each
 * table are what was needed.
 *
 * @module
 */
import { aliasedKeyExpression } from "../../keys/key_column.ts";
import type { TableInfo } from "../../schema/table.ts";
import { quoteName } from "../../sql/identifier.ts";
import { expressionText, fromText, queryText } from "./emit.ts";
import { identityOf, valuesOf } from "./identity.ts";
import { mayGainByLess } from "./deciding.ts";
import { any, type Context, NOTHING, withCandidates } from "./joined.ts";
import {
  byValues,
  extrasOf,
  inTable,
  type Link,
  linkConditions,
  linkedText,
  markOf,
  matching,
  NO_LINK,
} from "./link.ts";
import { looksOver } from "../tree/looking.ts";
import {
  type AskedSubquery,
  subqueriesInOrder,
  subqueriesOf,
} from "./positions.ts";
import {
  coreOf,
  type Item,
  plain,
  type QueryTree,
  type Select,
  selectsOf,
  type SetOperation,
  type Source,
  sourcesOf,
} from "../tree/tree.ts";

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
  const tracer = new Tracer(query);
  tracer.query(query, NOTHING, NO_LINK);
  return tracer.found;
}

class Tracer {
  readonly found: NeededRows[] = [];
  /** Whose order is seen. */
  readonly #whole: QueryTree;
  #last = 0;

  constructor(whole: QueryTree) {
    this.#whole = whole;
  }

  query(query: QueryTree, context: Context, link: Link): void {
    const { inner, to } = this.#linked(query, context, link);
    const core = coreOf(query);
    if (core.kind === "select") this.#select(core, query, inner, to, false);
    else for (const side of neededSides(core)) this.#side(side, inner, to);
  }

  /** One side of a set operation: which of its rows came out is known by their values. */
  #side(side: QueryTree, context: Context, link: Link): void {
    if (side.isCorrelated || isPlain(side)) {
      const inner = this.#firstOf(side, context);
      for (const select of selectsOf(side)) {
        this.#select(select, side, inner, link, true);
      }
      return;
    }
    const values = byValues(link);
    const { inner, to } = values.conditions === null
      ? { inner: context, to: link }
      : this.#derive(side, context, values);
    this.query(side, inner, to);
  }

  /** Where something chooses among its rows, the result itself stands in the context. */
  #linked(query: QueryTree, context: Context, link: Link): Linked {
    if (link.derived !== null || !chooses(query)) {
      return { inner: context, to: link };
    }
    if (query.isCorrelated) {
      return { inner: this.#firstOf(query, context), to: link };
    }
    return this.#derive(query, context, link);
  }

  #derive(query: QueryTree, context: Context, link: Link): Linked {
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
      where: [...context.where, `(${identity.join(", ")}) <=> (${only})`],
    };
  }

  #select(
    select: Select,
    query: QueryTree,
    outer: Context,
    link: Link,
    isSide: boolean,
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
        ...(needsAll ? [] : linkConditions(select, link, isSide)),
      ],
    };
    for (const source of sourcesOf(select.from)) {
      if (source.query !== null) this.#derived(source, context);
      else if (source.table !== null) this.#base(source, source.table, context);
    }
    const sorting = query === this.#whole ? subqueriesInOrder(query) : [];
    for (const asked of [...subqueriesOf(select), ...sorting]) {
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
    { subquery, position, ...asked }: AskedSubquery,
    select: Select,
    query: QueryTree,
    outer: Context,
    context: Context,
  ): void {
    // What it gives may decide elsewhere: outside of a derived table, in HAVING.
    const decides = asked.decides ||
      selectsOf(subquery.query).some(({ needsAll }) => needsAll);
    const isMatch = position === "positive" && subquery.form !== "scalar" &&
      subquery.form !== "all";
    if (isMatch) {
      this.query(subquery.query, context, matching(select, subquery));
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

/** A query's tables among those around it, and how a row of its result is known there. */
interface Linked {
  readonly inner: Context;
  readonly to: Link;
}

/** True where not all that a query could give comes out. */
function chooses({ limit, body }: QueryTree): boolean {
  if (limit !== null) return true;
  switch (body.kind) {
    case "query":
      return chooses(body);
    case "set":
      return body.operator !== "union";
    case "select":
      return body.having !== null && body.isGrouped && !body.needsAll;
  }
}

/**
 * The sides of a set operation on which its rows rest, unions of unions taken apart. What EXCEPT takes away is not
 * needed to give again what it left, as with NOT IN, unless it counts; how often EXCEPT ALL does depends on it.
 */
function neededSides(set: SetOperation): readonly QueryTree[] {
  const { operator, all, left, right } = set;
  if (operator === "except") {
    return all || mayGainByLess(right) ? [left, right] : [left];
  }
  if (operator === "intersect") return [left, right];
  return [left, right].flatMap((side) => {
    const core = coreOf(side);
    const isUnion = core.kind === "set" && core.operator === "union";
    return isUnion && !chooses(side) ? neededSides(core) : [side];
  });
}

/** True where each row comes out by itself, so that its values are those of the rows that it is made of. */
function isPlain(side: QueryTree): boolean {
  const core = coreOf(side);
  return core.kind === "select" && !core.isGrouped && !chooses(side);
}

/** True where all rows of a table, or of a derived one, come out. */
function isAll(source: Source, { from, where }: Context): boolean {
  return from.length === 1 && where.length === 0 &&
    from[0] === fromText(source, linkedText);
}

function bareItem(text: string): Item {
  return { expression: plain(text), star: [], alias: null, name: "" };
}
