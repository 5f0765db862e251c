/**
 * What will be dumped, as plain data: the only thing the script writer knows.
 *
 * @module
 */

import { counted } from "../../present/slice_view.ts";
import type { References } from "../../closure/references.ts";
import type { Column, ForeignKey } from "../../schema/table.ts";

/** One table of the slice. */
export interface PlannedTable {
  readonly schema: string;
  readonly name: string;
  /** Rows that its `where` texts select together. */
  readonly rows: number;
  /** Disjoint conditions that together select exactly the rows; each below the argument limit. Empty: no rows. */
  readonly where: readonly string[];
  /** A generated column's names: left out of what is inserted. */
  readonly generated: readonly string[];
  /**
   * All columns, in the table's order: with them, values that mysqldump would round (FLOAT has 6 digits there) or
   * that must not be written (generated ones) are written exactly.
   */
  readonly columns?: readonly Column[];
  /** All foreign keys. */
  readonly foreignKeys?: readonly ForeignKey[];
  /** It is a sequence, which tables take values from. */
  readonly isSequence?: boolean;
  /** What its rows refer to beside what their conditions tell. */
  readonly references?: readonly References[];
  /** It has a foreign key to columns that are no key of their table: InnoDB takes it, MySQL since 8.4 only when told. */
  readonly refersToNoKey?: boolean;
  /** Another server, other tables or a file keep its rows: where it is restored it has rows of its own. */
  readonly isElsewhere?: boolean;
}

/** A view through which rows were read: its definition goes along. */
export interface PlannedView {
  readonly schema: string;
  readonly name: string;
  /** The SELECT that it stands for, with every name written out. */
  readonly definition: string;
}

/** One export. */
export interface ExportPlan {
  readonly paperId: string;
  readonly exportId: number;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Where from, in words, without credentials: `root@localhost:3308`. */
  readonly source: string;
  /** The server's own version text, for example `10.11.19-MariaDB`. */
  readonly serverVersion: string;
  /** Version that the paper's reads were logged under. */
  readonly spyglassVersion: string;
  /** Sequences first, and parents before the tables that refer to them. */
  readonly tables: readonly PlannedTable[];
  /** Each after those that it looks at. */
  readonly views?: readonly PlannedView[];
}

/** The tables that rows are dumped of; of the others only the definitions. */
export function filledTables(plan: ExportPlan): readonly PlannedTable[] {
  return plan.tables.filter(({ where }) => where.length > 0);
}

/** `58 rows of 41 tables, and 2 tables without rows`. */
export function heldText(plan: ExportPlan): string {
  const filled = filledTables(plan);
  const rows = filled.reduce((sum, table) => sum + table.rows, 0);
  const empty = plan.tables.length - filled.length;
  const views = plan.views?.length ?? 0;
  return `${counted(rows, "row")} of ${counted(filled.length, "table")}${
    empty === 0 ? "" : `, and ${counted(empty, "table")} without rows`
  }${
    views === 0
      ? ""
      : `; ${counted(views, "view")} through which rows were read`
  }`;
}
