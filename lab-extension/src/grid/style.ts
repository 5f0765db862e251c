/**
 * The grid's colours: it is drawn on a canvas, which does not know the theme's variables.
 *
 * @module
 */
import {
  type CellRenderer,
  type DataGrid,
  RendererMap,
} from "@lumino/datagrid";
import type { GridData } from "./data.ts";
import { ClippedTextRenderer } from "./whole_copies.ts";

/**
 * Gives the style of the theme that is on.
 *
 * @returns colours of lines and backgrounds
 */
export function gridStyle(): DataGrid.Style {
  const line = color("--jp-border-color2");
  const rows = [color("--jp-layout-color0"), color("--jp-layout-color1")];
  return {
    voidColor: color("--jp-layout-color1"),
    backgroundColor: color("--jp-layout-color0"),
    headerBackgroundColor: color("--jp-layout-color2"),
    gridLineColor: line,
    headerGridLineColor: line,
    rowBackgroundColor: (row) => rows[row % 2]!,
    selectionFillColor: faint(color("--jp-brand-color1")),
    selectionBorderColor: color("--jp-brand-color1"),
    cursorFillColor: "transparent",
    cursorBorderColor: color("--jp-brand-color1"),
    headerSelectionFillColor: faint(color("--jp-brand-color1")),
    headerSelectionBorderColor: color("--jp-brand-color1"),
  };
}

/**
 * Gives what draws the cells in the theme that is on.
 *
 * @param rows what is drawn
 * @returns numbers to the right, nulls and types faint
 */
export function gridRenderers(rows: GridData): RendererMap {
  const { columns } = rows.head;
  const isValue = (value: unknown) =>
    typeof value === "string" && !rows.isPlaceholder(value);
  const text = color("--jp-ui-font-color0");
  const faded = color("--jp-ui-font-color2");
  const font = `${color("--jp-ui-font-size1")} ${color("--jp-ui-font-family")}`;
  const body = new ClippedTextRenderer({
    font: ({ value }) => isValue(value) ? font : `italic ${font}`,
    textColor: ({ value }) => isValue(value) ? text : faded,
    horizontalAlignment: ({ column }) =>
      columns[column]?.isNumber ? "right" : "left",
    // The beginning of a number says more than its end.
    elideDirection: "right",
    format: ({ value }) =>
      value === null ? "NULL" : value === undefined ? "…" : String(value),
  });
  const header = new ClippedTextRenderer({
    font: ({ row }) => row === 0 ? `bold ${font}` : font,
    textColor: ({ row }) => row === 0 ? text : faded,
    horizontalAlignment: (config: CellRenderer.CellConfig) =>
      columns[config.column]?.isNumber ? "right" : "left",
    elideDirection: "right",
  });
  const number = new ClippedTextRenderer({
    font,
    textColor: faded,
    horizontalAlignment: "right",
  });
  return new RendererMap({
    body,
    "column-header": header,
    "row-header": number,
    "corner-header": number,
  });
}

function color(name: string): string {
  return getComputedStyle(document.body).getPropertyValue(name).trim();
}

function faint(strong: string): string {
  return `color-mix(in srgb, ${strong} 20%, transparent)`;
}
