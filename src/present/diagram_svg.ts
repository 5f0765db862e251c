/**
 * A slice as a drawing: its tables, coloured by tier, each below the tables that it refers to.
 *
 * @module
 */
import { type Html, markup } from "./html.ts";
import { layOut, type Segment, type Spot } from "./layout.ts";
import { shortLabels } from "./short_labels.ts";
import {
  counted,
  sliceLine,
  type SliceTableView,
  type SliceView,
} from "./slice_view.ts";
import { textWidth } from "./text_width.ts";
import { TIER_COLOURS } from "./tier_colours.ts";
import { visibleText } from "./visible_text.ts";

/**
 * Draws a slice as an image inside an `<img>`: untrusted notebooks remove SVG elements, but not images. The white
 * ground is part of it, so that it reads the same in light and dark themes.
 *
 * @param view The slice; its edges are the lines, its tables the boxes.
 * @returns The image element, with what it shows in words as `alt`.
 *
 * @example
 * ```ts
 * import { diagramImage } from "./diagram_svg.ts";
 * import { assertMatch } from "@std/assert";
 *
 * const image = diagramImage({
 *   title: "paper1",
 *   tables: [{ name: "`s`.`t`", label: "T", schema: "s", tier: "Manual", rows: 6, logged: 3 }],
 *   files: [],
 *   edges: [],
 *   notes: [],
 * });
 * assertMatch(String(image), /^<img src="data:image\/svg\+xml;base64,[\w+/=]+" alt="Diagram/);
 * ```
 */
export function diagramImage(view: SliceView): Html {
  if (view.tables.length > MOST_TABLES) {
    return markup`Diagram: ${view.tables.length} tables are too many to draw; see the list`;
  }
  const { svg, width } = draw(view);
  const source = `data:image/svg+xml;base64,${
    new TextEncoder().encode(svg).toBase64()
  }`;
  const alt = `Diagram of ${sliceLine(view)}; the list has the same tables`;
  return markup`<img src="${source}" alt="${alt}" width="${width}" style="max-width: 100%">`;
}

/**
 * Draws a slice as an SVG document, to be written to a file.
 *
 * @param view The slice.
 * @returns The document's text.
 */
export function diagramSvg(view: SliceView): string {
  return draw(view).svg;
}

const MOST_TABLES = 300;
const SIDE_BY_SIDE = 5;
const MARGIN = 16;
const BOX_HEIGHT = 50;
const LAYER_HEIGHT = 92;
const LEGEND_HEIGHT = 44;
const LEAST_WIDTH = 640;
const LABEL_LIMIT = 31;
/** Widths of a character, for the widest of the fonts that may be used. */
const LABEL_CHARACTER = 8.2;
const DETAIL_CHARACTER = 6.4;
const LINE_COLOURS = ["#475569", "#0f766e", "#9a3412", "#6d28d9", "#1d4ed8"];

function draw(view: SliceView): { svg: string; width: number } {
  const loops = new Set(
    view.edges.filter(({ child, parent }) => child === parent)
      .map(({ child }) => child),
  );
  const labels = shortLabels(view.tables, LABEL_LIMIT);
  const boxes = view.tables.map((table, at) =>
    boxOf(table, labels[at]! + (loops.has(table.name) ? " ↻" : ""))
  );
  const layout = layOut(boxes, edgesOf(view), SIDE_BY_SIDE);
  const width = Math.ceil(Math.max(layout.width, LEAST_WIDTH) + 2 * MARGIN);
  const left = (width - layout.width) / 2;
  const height = layout.layers * LAYER_HEIGHT + LEGEND_HEIGHT;
  const svg =
    markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, DejaVu Sans, sans-serif">
<rect width="100%" height="100%" fill="#ffffff"/>
<g fill="none" stroke-width="1.4">
${layout.segments.map((segment) => line(segment, left))}</g>
<g text-anchor="middle" fill="#111827">
${layout.spots.map((spot) => box(boxes[spot.node ?? -1], spot, left))}</g>
${legend(height - LEGEND_HEIGHT / 2)}
</svg>`;
  return { svg: svg.toString(), width };
}

interface Box {
  readonly table: SliceTableView;
  readonly label: string;
  readonly schema: string;
  readonly counts: string;
  readonly width: number;
}

function boxOf(table: SliceTableView, label: string): Box {
  const schema = visibleText(table.schema, LABEL_LIMIT);
  const counts = counted(table.rows, "row") +
    (table.logged > 0 ? `, ${table.logged} read` : "");
  const width = Math.max(
    textWidth(label) * LABEL_CHARACTER,
    textWidth(schema) * DETAIL_CHARACTER,
    counts.length * DETAIL_CHARACTER,
    60,
  ) + 16;
  return { table, label, schema, counts, width };
}

function edgesOf(view: SliceView): { from: number; to: number }[] {
  const number = new Map(view.tables.map(({ name }, index) => [name, index]));
  return view.edges.flatMap(({ child, parent }) => {
    const from = number.get(parent);
    const to = number.get(child);
    return from === undefined || to === undefined ? [] : [{ from, to }];
  });
}

function box(item: Box | undefined, spot: Spot, left: number): Html {
  if (item === undefined) return markup``;
  const { fill, stroke } = TIER_COLOURS[item.table.tier];
  const x = round(left + spot.x);
  const y = MARGIN + spot.layer * LAYER_HEIGHT;
  const corner = round(left + spot.x - spot.width / 2);
  const weight = item.table.logged > 0 ? 3.5 : 1.2;
  const dash = item.table.tier === "Hidden" ? "4 3" : "none";
  return markup`<rect x="${corner}" y="${y}" width="${
    round(spot.width)
  }" height="${BOX_HEIGHT}" rx="6" fill="${fill}" stroke="${stroke}" stroke-width="${weight}" stroke-dasharray="${dash}"/>
<text x="${x}" y="${
    y + 17
  }" font-size="12" font-weight="bold">${item.label}</text>
<text x="${x}" y="${y + 30}" font-size="10" fill="#374151">${item.schema}</text>
<text x="${x}" y="${y + 43}" font-size="10">${item.counts}</text>\n`;
}

/** From below one spot to above the other; a waypoint is passed straight, at the height of the boxes. */
function line({ from, to }: Segment, left: number): Html {
  const x1 = round(left + from.x);
  const x2 = round(left + to.x);
  const y1 = MARGIN + from.layer * LAYER_HEIGHT + BOX_HEIGHT;
  const y2 = MARGIN + to.layer * LAYER_HEIGHT;
  const middle = round((y1 + y2) / 2);
  const through = to.node === null ? ` V ${y2 + BOX_HEIGHT}` : "";
  const path = `M ${x1} ${y1} C ${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
  const colour = LINE_COLOURS[from.origin % LINE_COLOURS.length] ?? "#475569";
  return markup`<path d="${path}${through}" stroke="${colour}"/>\n`;
}

function legend(y: number): Html {
  let x = MARGIN;
  const parts: Html[] = [];
  for (const [tier, { fill, stroke }] of Object.entries(TIER_COLOURS)) {
    parts.push(
      markup`<rect x="${x}" y="${
        y - 9
      }" width="14" height="12" rx="3" fill="${fill}" stroke="${stroke}"/><text x="${
        x + 19
      }" y="${y + 1}">${tier}</text>\n`,
    );
    x += 30 + tier.length * 6.5;
  }
  return markup`<g font-size="11" fill="#111827">
${parts}<text x="${MARGIN}" y="${
    y + 17
  }">A table stands below those that it refers to. Thick frame: rows of it were read. ↻: refers to itself.</text>
</g>`;
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
