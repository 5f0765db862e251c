/**
 * Labels of tables, cut where they are long.
 *
 * @module
 */
import type { SliceTableView } from "./slice_view.ts";
import { visibleText } from "./visible_text.ts";

/**
 * The labels of tables as they may be shown, no longer than `limit`; those that would read the same when cut are shown
 * as a whole.
 */
export function shortLabels(
  tables: readonly Pick<SliceTableView, "label" | "schema">[],
  limit: number,
): string[] {
  const cut = tables.map(({ label }) => visibleText(label, limit));
  const counts = new Map<string, number>();
  const read = (at: number) => `${tables[at]!.schema}\0${cut[at]}`;
  for (const at of cut.keys()) {
    counts.set(read(at), (counts.get(read(at)) ?? 0) + 1);
  }
  return cut.map((label, at) =>
    counts.get(read(at)) === 1 ? label : visibleText(tables[at]!.label, LONGEST)
  );
}

/** A master's and a part's name in the database. */
const LONGEST = 132;
