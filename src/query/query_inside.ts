/**
 * What one query shows other parts of this module.
 *
 * @module
 */
import type { TableInfo } from "../schema/table.ts";
import type { QueryContext } from "./context.ts";
import type { Expression } from "./expression/expression.ts";
import type { Query } from "./query.ts";

/** What one query shows other parts of this module. */
export interface QueryInside {
  readonly context: QueryContext;
  readonly expression: Expression;
  /** Its first base table. */
  readonly table: TableInfo;
  /** Another query of the same database. */
  readonly with: (expression: Expression) => Query;
}
