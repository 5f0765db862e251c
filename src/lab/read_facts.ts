/**
 * What is known of a paper's entries beside their texts, from whoever knows it.
 *
 * @module
 */
import { tableLabel } from "../query/context.ts";
import type { Catalog } from "../schema/table.ts";
import type { OwnReads } from "./own_reads.ts";
import type { ReadFacts } from "./reads_state.ts";
import type { RowCounts } from "./row_counts.ts";

/** Whoever knows something. */
export interface FactSources {
  readonly catalog: Catalog;
  readonly own: OwnReads;
  readonly counts: RowCounts;
  /** The paper's exports. */
  readonly exports: readonly { readonly exportId: number }[];
}

/** Puts together what they know. */
export function factsOf(
  { catalog, own, counts, exports }: FactSources,
): ReadFacts {
  const ids = exports.map(({ exportId }) => exportId);
  return {
    label: (table) => {
      const info = catalog.tables.get(table);
      return info === undefined ? table.replaceAll("`", "") : tableLabel(info);
    },
    seen: (entry) => own.seen(entry),
    rowsOf: (entry) => counts.rowsOf(entry),
    rowsOfTable: (table) => counts.rowsOfTable(table),
    bytesOfTable: (table) => counts.bytesOfTable(table),
    outside: (table) => own.outsideOf(table, ids),
  };
}
