/**
 * Which export's paper the panel shows.
 *
 * @module
 */
import type { Exports } from "./exports.ts";
import type { ExportName } from "./messages.d.ts";

/**
 * The one that was chosen; else the active or interrupted one; else the one that was shown last, or is the newest.
 *
 * @param chosen The paper that the user chose; `null` where none was.
 * @param last The paper that was shown last.
 */
export function shownExport(
  exports: Exports,
  chosen: string | null,
  last: string | null,
): ExportName | null {
  const wanted = chosen === null ? null : exports.newest(chosen);
  if (wanted !== null) return wanted;
  const { active, interrupted } = exports;
  const named = active?.problem === null ? active : interrupted;
  if (named) {
    const { export_id, paper_id, analysis_id } = named;
    return { export_id, paper_id, analysis_id };
  }
  return exports.newest(last) ?? exports.newest(null);
}
