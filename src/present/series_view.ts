/**
 * What a time series shows of itself without being read.
 *
 * @module
 */
import { displayBundle } from "./display.ts";
import { markup } from "./html.ts";
import { visibleText } from "./visible_text.ts";

/** What is shown of a series. */
export interface SeriesFacts {
  readonly path: string;
  readonly neurodata_type: string | null;
  readonly description: string | null;
  readonly shape: readonly number[];
  readonly unit: string | null;
  readonly conversion: number;
  readonly rate: number | null;
}

/** A series as HTML and text. */
export function shownSeries(series: SeriesFacts): Record<string, string> {
  const facts = factsOf(series);
  const title = visibleText(
    `${series.neurodata_type ?? "TimeSeries"} ${series.path}`,
    LENGTH,
  );
  const html = markup`<table><caption>${title}</caption><tbody>${
    facts.map(([name, value]) =>
      markup`<tr><th scope="row" style="text-align: left">${name}</th><td style="text-align: left">${value}</td></tr>`
    )
  }</tbody></table>`;
  const text = [title, ...facts.map(([name, value]) => `  ${name}: ${value}`)];
  return { ...displayBundle(String(html), text.join("\n")) };
}

const LENGTH = 200;

function factsOf(series: SeriesFacts): [string, string][] {
  const { shape, unit, conversion, rate, description } = series;
  return [
    ["shape", shape.join(" × ")],
    [
      "unit",
      visibleText(unit ?? "none", LENGTH) +
      (conversion === 1 ? "" : `, values × ${conversion}`),
    ],
    ["time", rate === null ? "a timestamp a row" : `${rate} rows a second`],
    ["description", visibleText(description ?? "", LENGTH)],
  ];
}
