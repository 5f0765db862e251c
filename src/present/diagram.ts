/**
 * A slice as mermaid text, for README files, issue trackers and other places that draw mermaid.
 *
 * @module
 */
import { counted, type SliceTableView, type SliceView } from "./slice_view.ts";
import { shortLabels } from "./short_labels.ts";
import { TIER_COLOURS } from "./tier_colours.ts";
import { visibleText } from "./visible_text.ts";

/**
 * Writes a slice as a mermaid flow chart: a node a table with its counts, coloured by tier, with a thick frame where
 * rows of it were read; an arrow leads from a table to those that refer to it.
 *
 * @param view The slice.
 * @returns Mermaid text, with a final newline.
 *
 * @example
 * ```ts
 * import { diagram } from "./diagram.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const text = diagram({
 *   title: "paper1",
 *   tables: [{ name: "`s`.`t`", label: "T", schema: "s", tier: "Manual", rows: 6, logged: 3 }],
 *   files: [],
 *   edges: [],
 *   notes: [],
 * });
 * assertStringIncludes(text, 't0["T<br>s<br>6 rows, 3 read"]:::ManualRead');
 * ```
 */
export function diagram(view: SliceView): string {
  const ids = new Map(
    view.tables.map(({ name }, index) => [name, `t${index}`]),
  );
  const arrows = view.edges.flatMap(({ child, parent }) => {
    const from = ids.get(parent);
    const to = ids.get(child);
    return from === undefined || to === undefined
      ? []
      : [`  ${from} --> ${to}`];
  });
  const labels = shortLabels(view.tables, LABEL_LIMIT);
  return [
    "flowchart TD",
    ...classes(),
    ...view.tables.map((table, index) =>
      node(`t${index}`, table, labels[index]!)
    ),
    ...new Set(arrows),
    "",
  ].join("\n");
}

const LABEL_LIMIT = 64;

/** Everything but these has, or may get, a meaning in mermaid's texts, and is written by its number. */
const NOT_PLAIN = /[^A-Za-z0-9_ .,\p{L}]/gu;

function node(id: string, table: SliceTableView, label: string): string {
  const counts = counted(table.rows, "row") +
    (table.logged > 0 ? `, ${table.logged} read` : "");
  const schema = visibleText(table.schema, LABEL_LIMIT);
  const text = [quoted(label), quoted(schema), counts].join("<br>");
  return `  ${id}["${text}"]:::${table.tier}${table.logged > 0 ? "Read" : ""}`;
}

function quoted(text: string): string {
  return text.replace(
    NOT_PLAIN,
    (character) => `#${character.codePointAt(0)};`,
  );
}

function classes(): string[] {
  return Object.entries(TIER_COLOURS).flatMap(([tier, { fill, stroke }]) => {
    const look = `fill:${fill},stroke:${stroke},color:#111827`;
    return [
      `  classDef ${tier} ${look}`,
      `  classDef ${tier}Read ${look},stroke-width:4px`,
    ];
  });
}
