/**
 * What is known of a paper's entries beside their texts, from whoever knows it.
 *
 * @module
 */
import { tableLabel } from "../../schema/table_label.ts";
import type { Catalog } from "../../schema/table.ts";
import type { OwnReads } from "./own_reads.ts";
import type { PaperEntries } from "./paper_entries.ts";
import type { ReadFacts } from "./reads_state.ts";
import type { RowCounts } from "./row_counts.ts";

/** Whoever knows something. */
export interface FactSources {
  readonly catalog: Catalog;
  readonly own: OwnReads;
  /** Of the paper that is shown. */
  readonly counts: RowCounts | null;
  /** Of the paper that is shown. */
  readonly entries: PaperEntries | null;
}

/** Puts together what they know. */
export function factsOf(
  { catalog, own, counts, entries }: FactSources,
): ReadFacts {
  const ids = (entries?.exports ?? []).map(({ exportId }) => exportId);
  return {
    label: (table) => {
      const info = catalog.tables.get(table);
      return info === undefined ? table.replaceAll("`", "") : tableLabel(info);
    },
    seen: (entry) => own.seen(entry),
    rowsOf: (entry) => counts?.rowsOf(entry) ?? null,
    rowsOfTable: (table) => counts?.rowsOfTable(table) ?? null,
    isSlow: (table) => counts?.isSlow(table) ?? false,
    bytesOfTable: (table) => counts?.bytesOfTable(table) ?? null,
    isWhole: (table) => entries?.isWhole(table) ?? false,
    outside: (table) => own.outsideOf(table, ids),
  };
}
