/**
 * References that lead nowhere, in words.
 *
 * @module
 */
import type { Orphan } from "../../closure/closure.ts";
import { counted } from "../../present/slice_view.ts";

/** Says how many references of a slice lead to no row, and by which foreign keys; `null` where none does. */
export function orphansText(orphans: readonly Orphan[]): string | null {
  if (orphans.length === 0) return null;
  const keys = new Set(
    orphans.map(({ foreignKey: { name, child } }) => `${name} of ${child}`),
  );
  const [first] = keys;
  const more = keys.size > 1 ? ` and ${keys.size - 1} more` : "";
  return `The slice refers to ${
    counted(orphans.length, "row")
  } that the database lacks, by the foreign key ${first}${more}: so will its dump, and Export.verify will say so; insert what is missing, or correct what refers to it`;
}
