/**
 * What a cell shows of rows with their files: their attributes as a table, and in a line each what was opened.
 *
 * @module
 */
import { basename } from "node:path";
import { NwbFile, type NwbObject } from "../nwb/file.ts";
import { TimeSeries } from "../nwb/series/series.ts";
import { displayBundle } from "../present/display.ts";
import { tableHtml } from "../present/table_html.ts";
import { tableText } from "../present/table_text.ts";
import type { TableView } from "../present/table_view.ts";
import { Frame } from "../query/reading/frame.ts";
import type { NwbRow } from "../query/reading/nwb_row.ts";

/** The same rows, which show themselves. Not enumerable: they are an array like others. */
export function showingRows(rows: NwbRow[]): NwbRow[] {
  return Object.defineProperty(rows, Symbol.for("Jupyter.display"), {
    value: () => {
      const view = viewOf(rows);
      return { ...displayBundle(tableHtml(view), tableText(view)) };
    },
  });
}

function viewOf(rows: readonly NwbRow[]): TableView {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const isOpened = (name: string) =>
    rows.some((row) => labelOf(row[name]) !== null);
  const own = names.filter((name) => !isOpened(name));
  return {
    columns: own.map((name) => ({ name, isKey: false })),
    rows: rows.slice(0, SHOWN_ROWS)
      .map((row) => own.map((name) => row[name])),
    total: rows.length,
    shown: SHOWN_ROWS,
    notes: names.filter(isOpened)
      .map((name) => `${name}: ${labelsOf(rows, name)}`),
  };
}

const SHOWN_ROWS = 12;
const SHOWN_LABELS = 3;

/** What the first rows have by this name. */
function labelsOf(rows: readonly NwbRow[], name: string): string {
  const labels = new Set<string>();
  for (const row of rows) {
    const label = labelOf(row[name]);
    if (label === null) continue;
    if (labels.size === SHOWN_LABELS) return [...labels, "…"].join("; ");
    labels.add(label);
  }
  return [...labels].join("; ");
}

/** What was opened, in a few words; `null` for an attribute. */
function labelOf(value: unknown): string | null {
  if (value instanceof NwbFile) return basename(value.path);
  if (value instanceof Frame) return value.inWords();
  if (value instanceof TimeSeries || isObject(value)) {
    return `${value.neurodata_type ?? "object"} ${value.path}`;
  }
  return null;
}

function isObject(value: unknown): value is NwbObject {
  return typeof value === "object" && value !== null &&
    ["neurodata_type", "path", "children"].every((name) => name in value);
}
