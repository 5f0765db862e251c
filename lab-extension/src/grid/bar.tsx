/**
 * Draws what stands above the rows: which ones, how many, sorted and filtered by what, and how to take them away.
 *
 * @module
 */
import type { GridView } from "../../../src/lab/grid/grid_messages.d.ts";
import type { TranslationBundle } from "@jupyterlab/translation";
import * as React from "react";
import { shownCount, shownPlace, shownText } from "../words/shown.ts";
import { ColumnsFold } from "./columns_fold.tsx";
import { FilterForm } from "./filter_form.tsx";
import type { CopyFormat, GridModel } from "./grid_model.ts";

/** What the bar is drawn from, and what it can do. */
export interface BarProps {
  readonly model: GridModel;
  readonly trans: TranslationBundle;
  /** Rows that are chosen; 0 where all are meant. */
  readonly chosen: number;
  copy(format: CopyFormat): void;
  download(): void;
}

/** Draws the bar. */
export function GridBar(props: BarProps): React.ReactElement {
  const { model, trans } = props;
  const { head, problem, view } = model;
  return (
    <div className="jp-SpyglassDenoGrid-bar">
      <div className="jp-SpyglassDenoGrid-line">
        {view.rows !== "result" && <WhichRows {...props} />}
        <strong role="status">
          {head === null ? waitingText(props) : countText(head, trans)}
        </strong>
        {head !== null && model.isWaiting && (
          <span role="status">{waitingText(props)}</span>
        )}
        <Sort {...props} />
        <Copying {...props} />
      </div>
      <FilterForm model={model} trans={trans} />
      <ColumnsFold columns={head?.columns ?? []} trans={trans} />
      {model.down !== null && <Down down={model.down} trans={trans} />}
      {problem !== null && model.down === null && (
        <p role="alert" className="jp-SpyglassDeno-wrong">
          {shownText(problem, 1000)}{" "}
          <button
            type="button"
            className="jp-SpyglassDeno-button"
            onClick={() =>
              void model.load()}
          >
            {trans.__("Try again")}
          </button>
        </p>
      )}
    </div>
  );
}

/** Only the first sentence is spoken: the other one may change each second. */
function Down(
  { down, trans }: { down: string; trans: TranslationBundle },
): React.ReactElement {
  return (
    <p className="jp-SpyglassDeno-wrong">
      <span role="alert">
        {trans.__("The database does not answer: what is seen is from before.")}
      </span>{" "}
      {shownPlace(down, 500)}
    </p>
  );
}

function WhichRows({ model, trans }: BarProps): React.ReactElement {
  return (
    <label>
      <span className="jp-SpyglassDeno-unseen">{trans.__("Rows of")}</span>
      <select
        className="jp-SpyglassDeno-input"
        value={model.view.rows}
        onChange={({ target }) =>
          model.set({ rows: target.value as GridView["rows"] })}
      >
        <option value="slice">{trans.__("Rows of the slice")}</option>
        <option value="logged">{trans.__("Rows read")}</option>
        <option value="all">{trans.__("Whole table")}</option>
      </select>
    </label>
  );
}

/** For whom a click on a header is no way. */
function Sort({ model, trans }: BarProps): React.ReactElement {
  const [sort] = model.view.sort;
  const set = (column: string, isDescending: boolean) =>
    model.set({ sort: column === "" ? [] : [{ column, isDescending }] });
  return (
    <span className="jp-SpyglassDenoGrid-sort">
      <label>
        {trans.__("Sort")}{" "}
        <select
          className="jp-SpyglassDeno-input"
          value={sort?.column ?? ""}
          onChange={({ target }) => set(target.value, false)}
        >
          <option value="">
            {model.view.rows === "result"
              ? trans.__("as shown")
              : trans.__("by key")}
          </option>
          {(model.head?.columns ?? []).map(({ name }) => (
            <option key={name} value={name}>{shownText(name, 80)}</option>
          ))}
        </select>
      </label>
      {sort && (
        <button
          type="button"
          className="jp-SpyglassDeno-button"
          onClick={() => set(sort.column, !sort.isDescending)}
        >
          {sort.isDescending ? trans.__("▼ descending") : trans.__(
            "▲ ascending",
          )}
        </button>
      )}
    </span>
  );
}

function Copying(props: BarProps): React.ReactElement {
  const { trans, chosen, copy, download, model } = props;
  const formats: readonly [CopyFormat, string][] = [
    ["tsv", trans.__("TSV")],
    ["csv", trans.__("CSV")],
    ["code", trans.__("Code")],
  ];
  const what = chosen > 0
    ? trans._n("%2 chosen row", "%2 chosen rows", chosen, shownCount(chosen))
    : trans.__("all rows");
  return (
    <span
      className="jp-SpyglassDenoGrid-copy"
      role="group"
      aria-label={trans.__("Copy %1", what)}
      title={trans.__("Copied data are a read, and logged")}
    >
      <span>{trans.__("Copy %1:", what)}</span>
      {formats.map(([format, label]) => (
        <button
          key={format}
          type="button"
          className="jp-SpyglassDeno-button"
          aria-label={trans.__("Copy %1 as %2", what, label)}
          aria-disabled={model.head === null}
          onClick={() => model.head !== null && copy(format)}
        >
          {label}
        </button>
      ))}
      <button
        type="button"
        className="jp-SpyglassDeno-button"
        aria-disabled={model.head === null}
        onClick={() => model.head !== null && download()}
      >
        {trans.__("Download CSV")}
      </button>
    </span>
  );
}

/** How many rows there are; of how many, where some are filtered away. */
function countText(
  { total, unfiltered }: NonNullable<GridModel["head"]>,
  trans: TranslationBundle,
): string {
  const count = shownCount(unfiltered);
  if (total === unfiltered) {
    return trans._n("%2 row", "%2 rows", unfiltered, count);
  }
  return trans._n(
    "%3 of %2 row",
    "%3 of %2 rows",
    unfiltered,
    count,
    shownCount(total),
  );
}

function waitingText({ model, trans }: BarProps): string {
  const view = model.link?.view;
  if (!view) return trans.__("Open %1 to see the rows", model.path);
  if (view.isBusy) return trans.__("Rows come when the cell ends");
  if (view.link !== "connected") {
    return trans.__("Rows come when %1 is connected", model.path);
  }
  return trans.__("One moment …");
}
