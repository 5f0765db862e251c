/**
 * One colour a tier, the same in every diagram. All grounds are light: the text on them is dark in every theme.
 *
 * @module
 */
import type { Tier } from "../schema/table.ts";

/** Ground and frame of a table's box, by tier. */
export const TIER_COLOURS: Readonly<
  Record<Tier, { readonly fill: string; readonly stroke: string }>
> = {
  Manual: { fill: "#d1fae5", stroke: "#047857" },
  Lookup: { fill: "#e5e7eb", stroke: "#4b5563" },
  Imported: { fill: "#dbeafe", stroke: "#1d4ed8" },
  Computed: { fill: "#fee2e2", stroke: "#b91c1c" },
  Part: { fill: "#ffffff", stroke: "#6b7280" },
  Hidden: { fill: "#fef9c3", stroke: "#a16207" },
};
