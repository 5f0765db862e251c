/**
 * Draws the filters of a data frame: those that hold, and a form for another one. The server filters.
 *
 * @module
 */
import type { GridView } from "../../../src/lab/grid/grid_messages.d.ts";
import type { TranslationBundle } from "@jupyterlab/translation";
import * as React from "react";
import { shownText } from "../words/shown.ts";
import type { GridModel } from "./grid_model.ts";

type Filter = GridView["filter"][number];

/** What the form is drawn from. */
export interface FilterFormProps {
  readonly model: GridModel;
  readonly trans: TranslationBundle;
}

/** Draws the form and the list. */
export function FilterForm(props: FilterFormProps): React.ReactElement {
  const { model, trans } = props;
  const [column, setColumn] = React.useState("");
  const [operator, setOperator] = React.useState<Filter["operator"]>("=");
  const [value, setValue] = React.useState("");
  const columns = model.head?.columns ?? [];
  const chosen = columns.find(({ name }) => name === column) ?? columns[0];
  const operators = chosen?.operators ?? [];
  const compared = operators.includes(operator) ? operator : operators[0];
  const needsValue = !compared?.startsWith("is ");
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (!chosen || !compared) return;
    const added = {
      column: chosen.name,
      operator: compared,
      value: needsValue ? value : "",
    };
    model.set({ filter: [...model.view.filter, added] });
    setValue("");
  };
  return (
    <form
      className="jp-SpyglassDenoGrid-line"
      aria-label={trans.__("Filter")}
      onSubmit={submit}
    >
      <label>
        {trans.__("Filter")}{" "}
        <select
          className="jp-SpyglassDeno-input"
          value={chosen?.name ?? ""}
          onChange={({ target }) => setColumn(target.value)}
        >
          {columns.map(({ name }) => (
            <option key={name} value={name}>{shownText(name, 80)}</option>
          ))}
        </select>
      </label>
      <select
        className="jp-SpyglassDeno-input"
        aria-label={trans.__("Comparison")}
        value={compared ?? ""}
        onChange={({ target }) =>
          setOperator(target.value as Filter["operator"])}
      >
        {operators.map((one) => (
          <option key={one} value={one}>{operatorText(one, trans)}</option>
        ))}
      </select>
      {needsValue && (
        <input
          className="jp-SpyglassDeno-input"
          type="text"
          aria-label={trans.__("Value")}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={({ target }) => setValue(target.value)}
        />
      )}
      <button type="submit" className="jp-SpyglassDeno-button">
        {trans.__("Add filter")}
      </button>
      <Filters {...props} />
    </form>
  );
}

function Filters({ model, trans }: FilterFormProps): React.ReactElement | null {
  const { filter } = model.view;
  if (filter.length === 0) return null;
  const without = (at: number) =>
    model.set({ filter: filter.filter((_, i) => i !== at) });
  return (
    <ul
      className="jp-SpyglassDenoGrid-filters"
      aria-label={trans.__("Filters that hold")}
    >
      {filter.map((one, i) => (
        <li key={i}>
          <code>{filterText(one, trans)}</code>{" "}
          <button
            type="button"
            className="jp-SpyglassDeno-button"
            aria-label={trans.__("Remove filter %1", filterText(one, trans))}
            onClick={() => without(i)}
          >
            ✕
          </button>
        </li>
      ))}
    </ul>
  );
}

function filterText(
  { column, operator, value }: Filter,
  trans: TranslationBundle,
): string {
  const name = shownText(column, 60);
  const compared = operatorText(operator, trans);
  return operator.startsWith("is ")
    ? `${name} ${compared}`
    : `${name} ${compared} ${shownText(value, 60)}`;
}

function operatorText(
  operator: Filter["operator"],
  trans: TranslationBundle,
): string {
  if (operator === "contains") return trans.__("contains");
  if (operator === "is null") return trans.__("is null");
  return operator === "is not null" ? trans.__("is not null") : operator;
}
