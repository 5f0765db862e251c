/**
 * A table as the user holds it: a template tag that restricts, with every method of a query.
 *
 * @module
 */
import { Changes } from "./change/changes.ts";
import { unknownName } from "../names/unknown_name.ts";
import { tableLabel } from "../schema/table_label.ts";
import type { QueryContext } from "./context.ts";
import { refusingNames } from "./refusing_names.ts";
import { Looking } from "./looking.ts";
import { refuseOperators } from "./not_read.ts";
import { Query, REFUSED } from "./query.ts";
import { Building } from "./algebra/building.ts";
import { restrict, tableRows } from "./expression/expression.ts";
import { headingOf } from "./expression/heading.ts";
import { QUERY_STATE } from "./condition/semijoin.ts";
import { templateCondition } from "./condition/template_condition.ts";
import { ColumnRef, templateTexts } from "./condition/template_part.ts";
import type { TableInfo } from "../schema/table.ts";

/**
 * The columns of a table, usable in `${}`; called, they are read, as {@linkcode Query.columns} does.
 *
 * @example
 * ```ts demo ignore
 * const { electrode_id } = Electrode.columns;
 * Electrode`${electrode_id} > ${125}`;
 * // SELECT * FROM `common_ephys`.`_electrode` WHERE (electrode_id > 125)
 * ```
 */
export type TableColumns =
  & Query["columns"]
  & Readonly<Record<string, ColumnRef>>;

/**
 * A table: `` Electrode`electrode_id > ${125}` `` restricts it, `Electrode()` is all of it, and every method of a
 * query is on it, too. Its parts are properties of it. Every table is one of these, {@linkcode UntypedTable} and
 * {@linkcode TypedTable} alike.
 *
 * @example
 * ```ts demo ignore
 * Electrode(); // all rows
 * // SELECT * FROM `common_ephys`.`_electrode`
 * Electrode`electrode_id > ${125}`;
 * // SELECT * FROM `common_ephys`.`_electrode` WHERE (electrode_id > 125)
 * Electrode.limit(1); // any method of a query
 * ```
 */
export type Table =
  & TableItself
  & { readonly columns: Query["columns"] & NamesUnknown }
  & NamesUnknown;

/** What every table has; the names of its parts and columns apart. */
export interface TableItself extends Query {
  (strings: TemplateStringsArray, ...values: readonly unknown[]): Query;
  (): Query;
}

/**
 * Names that the type checker does not know. Typed tables have names of their own and no others; the checker lets such
 * be used as these only where any name is `any`, and so a {@linkcode TypedTable} is a {@linkcode Table}.
 */
interface NamesUnknown {
  // deno-lint-ignore no-explicit-any
  readonly [name: string]: any;
}

/**
 * A table as a schema without types gives it: each of its properties may be a part, and each of its `columns` be there.
 *
 * @example
 * ```ts demo ignore
 * const { TrodesPosV1 } = PositionOutput;
 * TrodesPosV1`${TrodesPosV1.columns.trodes_pos_params_name} = ${"single_led"}`;
 * // SELECT * FROM `lab_merge`.`position_output__trodes_pos_v1` WHERE (trodes_pos_params_name = 'single_led')
 * ```
 */
export type UntypedTable =
  & TableItself
  & { readonly columns: TableColumns }
  & { readonly [part: string]: UntypedTable };

/**
 * Makes a table.
 *
 * @param parts Class name → part table.
 * @param prototype What its methods are, where they are more than those of every table.
 */
export function makeTable(
  context: QueryContext,
  info: TableInfo,
  parts: Readonly<Record<string, UntypedTable>> = {},
  prototype: object = METHODS,
): UntypedTable {
  const table = function (
    strings?: TemplateStringsArray,
    ...values: readonly unknown[]
  ): Query {
    const all = tableRows(info);
    if (strings === undefined) return new Query(context, all);
    if (!Array.isArray(strings) || !("raw" in strings)) {
      throw new TypeError(
        `Cannot restrict ${
          tableLabel(info)
        }: it was called with an argument, wanted a template; write ${info.className}\`…\`, or ${info.className}.and(…)`,
      );
    }
    const texts = templateTexts(strings);
    const condition = templateCondition(
      context,
      headingOf(info),
      texts,
      values,
    );
    return new Query(context, restrict(all, [condition]));
  };
  Object.setPrototypeOf(table, prototype);
  const own = { ...parts, columns: tableColumns(context, info) };
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(table, name, { value, enumerable: true });
  }
  Object.defineProperty(table, "name", { value: info.className });
  TABLES.set(table, { context, info });
  return table as unknown as UntypedTable;
}

/** True for a table. */
export function isTable(value: unknown): value is Table {
  return typeof value === "function" && TABLES.has(value);
}

/** The description of a table. */
export function infoOf(table: Table): TableInfo {
  return TABLES.get(table)!.info;
}

const TABLES = new WeakMap<
  object,
  { context: QueryContext; info: TableInfo }
>();

/** What every table can do: each method of a query, called on the query of all rows. */
export const METHODS: object = Object.create(
  refusingNames(
    noPart,
    Function.prototype,
  ),
  {
    [QUERY_STATE]: {
      value: function (this: object) {
        return wholeQuery(this)[QUERY_STATE]();
      },
    },
    [Symbol.iterator]: {
      value: function (this: object) {
        return wholeQuery(this)[Symbol.iterator]();
      },
    },
    [Symbol.for("Deno.customInspect")]: {
      value: function (this: object) {
        const { info } = TABLES.get(this)!;
        const names = info.columns.map((column) =>
          column.inPrimaryKey ? `*${column.name}` : column.name
        );
        return `${tableLabel(info)}: ${
          names.join(", ")
        } (${info.className}() shows rows)`;
      },
    },
  },
);
/** The names of all that a query can do. */
const METHOD_NAMES = [Query, Looking, Building, Changes].flatMap((
  { prototype },
) => Object.getOwnPropertyNames(prototype));

refuseOperators(
  METHODS,
  (table) => wholeQuery(table)[QUERY_STATE]().expression,
);

for (const name of METHOD_NAMES) {
  if (name === "constructor" || name === "columns") continue;
  Object.defineProperty(METHODS, name, {
    value: function (this: object, ...args: unknown[]) {
      const query = wholeQuery(this) as unknown as Record<
        string,
        (...args: unknown[]) => unknown
      >;
      return query[name]!(...args);
    },
  });
}

function noPart(name: string, table: object): Error {
  const known = TABLES.get(table);
  if (known === undefined) {
    return new TypeError(
      `Cannot use ${name}: it was asked of a class, wanted its table; db.declare("schema", Class) gives it`,
    );
  }
  const label = tableLabel(known.info);
  return unknownName(
    `Cannot use ${label}.${name}`,
    `${label} has no such part or method`,
    name,
    [
      ...Object.keys(table),
      ...METHOD_NAMES.filter((each) =>
        each !== "constructor" && !REFUSED.has(each)
      ),
    ],
  );
}

function wholeQuery(table: object): Query {
  const { context, info } = TABLES.get(table)!;
  return new Query(context, tableRows(info));
}

function tableColumns(context: QueryContext, info: TableInfo): TableColumns {
  const columns = (...names: readonly string[]) =>
    new Query(context, tableRows(info)).columns(...names);
  Object.setPrototypeOf(
    columns,
    refusingNames((name) =>
      unknownName(
        `Cannot use a column of ${tableLabel(info)}`,
        `it has no ${JSON.stringify(name)}`,
        name,
        info.columns.map((column) => column.name),
      )
    ),
  );
  for (const { name, type, comment } of info.columns) {
    Object.defineProperty(columns, name, {
      value: new ColumnRef(name, type, comment),
      enumerable: true,
      configurable: true,
    });
  }
  return columns as unknown as TableColumns;
}
