/**
 * Pictures of data: a Vega-Lite specification drawn as an image, which notebooks show that nobody has trusted yet.
 *
 * @module
 */
import type { ColumnTable } from "arquero";
import type { LoggerInterface } from "vega";
import { SpyglassError } from "../../errors.ts";
import { markup } from "../../present/html.ts";
import { displayBundle } from "../../present/display.ts";
import { drawnColumns } from "./drawn_columns.ts";
import { type Rows, thinned } from "./thinned.ts";
import { unknownName } from "../../names/unknown_name.ts";
import { refuseUnknownOptions } from "../../names/known_options.ts";

/** A picture that a notebook shows. See {@linkcode show}. */
export interface Picture {
  /** The picture as SVG. */
  readonly svg: string;
  /** How Jupyter shows it. */
  [display: symbol]: () => Record<string, string>;
}

/** Which part of a series is drawn. See {@linkcode TimeSeries.plot}. */
export interface PlotOptions {
  /** Place of the first row; a negative one counts from the end. @default {0} */
  readonly from?: number;
  /** Place behind the last row; of long windows the extremes are drawn. @default {10000 rows from the first one} */
  readonly to?: number;
}

/**
 * Draws a Vega-Lite specification (https://vega.github.io/vega-lite/docs).
 *
 * @param spec The specification; it need not hold data where a frame is given.
 * @param frame Whose rows are drawn.
 * @returns A picture, to stand last in a cell.
 * @throws {UnknownNameError} The specification names a mark that there is not, or a column that the frame lacks.
 * @throws {SpyglassError} Vega-Lite cannot read the specification, or Vega cannot draw the values.
 *
 * @example
 * ```ts demo ignore
 * await show({
 *   mark: "point",
 *   encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
 * }, await Electrode().fetch());
 * ```
 */
export async function show(
  spec: Readonly<Record<string, unknown>>,
  frame?: ColumnTable,
): Promise<Picture> {
  // Loaded when the first picture is drawn: most notebooks start without one.
  const [vega, lite] = await Promise.all([
    import("vega"),
    import("vega-lite"),
  ]);
  refuseStrange(spec, frame);
  const data = frame && { data: { values: frame.objects().map(drawable) } };
  const whole = { width: 600, height: 200, ...spec, ...data };
  const { logger, failures } = keptFailures();
  const runtime = parsed(() => {
    const { compile } = lite;
    return vega.parse(compile(whole as Parameters<typeof compile>[0]).spec);
  });
  const view = new vega.View(runtime, { renderer: "none", logger });
  try {
    const svg = await view.toSVG();
    if (failures.length === 0) return picture(svg, "A picture");
  } finally {
    view.finalize();
  }
  throw undrawable(failures[0]);
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw undrawable(cause);
  }
}

function undrawable(cause: unknown): SpyglassError {
  return new SpyglassError(
    `${ACTION}: ${
      cause instanceof Error ? cause.message : cause
    }; check the specification and the values that it names`,
    { cause },
  );
}

const ACTION = "Cannot draw the picture";

/** Vega-Lite fails in its own words on a mark that it does not know, and draws nothing of a column that is not there. */
function refuseStrange(
  spec: Readonly<Record<string, unknown>>,
  frame: ColumnTable | undefined,
): void {
  const { mark } = spec;
  const type = (mark as { type?: unknown } | undefined)?.type ?? mark;
  if (typeof type === "string" && !MARKS.includes(type)) {
    throw unknownName(ACTION, `there is no mark ${type}`, type, MARKS);
  }
  if (frame === undefined) return;
  const names = frame.columnNames();
  for (const name of drawnColumns(spec)) {
    if (names.includes(name)) continue;
    const found = `the frame has no column ${name}`;
    throw unknownName(ACTION, found, name, names);
  }
}

const MARKS = [
  "arc",
  "area",
  "bar",
  "boxplot",
  "circle",
  "errorband",
  "errorbar",
  "geoshape",
  "image",
  "line",
  "point",
  "rect",
  "rule",
  "square",
  "text",
  "tick",
  "trail",
];

/** Vega counts with numbers alone. */
function drawable(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, asNumber(value)]),
  );
}

function asNumber(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (!ArrayBuffer.isView(value) && !Array.isArray(value)) return value;
  return value instanceof DataView ? value : Array.from(
    value as ArrayLike<unknown>,
    asNumber,
  );
}

/** Vega tells the console what failed while it draws, and gives a picture without it. */
function keptFailures(): { logger: LoggerInterface; failures: unknown[] } {
  const failures: unknown[] = [];
  const logger: LoggerInterface = {
    level: () => 0,
    error: (...told) => {
      failures.push(told[0]);
      return logger;
    },
    warn: (...told) => {
      console.warn(...told);
      return logger;
    },
    info: () => logger,
    debug: () => logger,
  } as LoggerInterface;
  return { logger, failures };
}

/** What is drawn of a series. */
interface Plotted extends Rows {
  readonly name: string;
  readonly path: string;
  readonly unit: string | null;
  readonly length: number;
  readonly shape: readonly number[];
  /** Checks a window's ends. */
  places(from: number, to: number): readonly [number, number];
}

/** Draws a window of a series: each of its channels, at most eight, as a line. */
export async function plotSeries(
  series: Plotted,
  options: PlotOptions = {},
): Promise<Picture> {
  refuseUnknownOptions("Cannot plot a series", options, ["from", "to"]);
  const { from = 0, to } = options;
  const first = from < 0 ? Math.max(0, series.length + from) : from;
  const [start, end] = series.places(first, to ?? first + MOST_ROWS);
  const width = series.shape.slice(1).reduce((all, one) => all * one, 1);
  const points = thinned(series, {
    from: start,
    to: end,
    channels: MOST_CHANNELS,
    most: MOST_POINTS,
  });
  if (!points.some(({ value }) => Number.isFinite(value))) {
    throw new SpyglassError(
      `Cannot draw ${series.path}: ${whyEmpty(series, start, end)}`,
    );
  }
  const title = series.unit === null
    ? series.name
    : `${series.name} (${series.unit})`;
  const { svg } = await show({
    data: { values: points },
    mark: { type: "line", strokeWidth: 1 },
    encoding: {
      x: {
        field: "time",
        type: "quantitative",
        title: "time (s)",
        scale: { zero: false },
      },
      y: {
        field: "value",
        type: "quantitative",
        title,
        scale: { zero: false },
      },
      ...(width > 1 ? { color: { field: "channel", type: "nominal" } } : {}),
    },
  });
  return picture(svg, `${series.path}: rows ${start} to ${end}`);
}

function whyEmpty(series: Plotted, start: number, end: number): string {
  if (start >= end) {
    return `found no rows from ${start} to ${end}, wanted some of its ${series.length}`;
  }
  const [value] = series.slice(start, start + 1).data;
  const found = typeof value === "string" ? "texts" : "no number";
  return `found ${found} in its rows ${start} to ${end}, wanted numbers`;
}

const MOST_ROWS = 10_000;
const MOST_POINTS = 2_000;
const MOST_CHANNELS = 8;

/** As an image of its own: inline SVG is taken out of notebooks that are not trusted. */
function picture(svg: string, text: string): Picture {
  const bytes = new TextEncoder().encode(svg);
  const source = `data:image/svg+xml;base64,${bytes.toBase64()}`;
  const html = markup`<img alt="${text}" src="${source}">`;
  return {
    svg,
    [Symbol.for("Jupyter.display")]: () => ({
      ...displayBundle(String(html), text),
    }),
  };
}
