/**
 * Draws the columns of a table in words: names, types, keys and comments.
 *
 * @module
 */
import type { TranslationBundle } from "@jupyterlab/translation";
import * as React from "react";
import { shownCount, shownText } from "../words/shown.ts";
import type { Column } from "./data.ts";

/** What the list is drawn from. */
export interface ColumnsFoldProps {
  readonly columns: readonly Column[];
  readonly trans: TranslationBundle;
}

/** Draws the list, folded away at first. */
export const ColumnsFold: React.MemoExoticComponent<
  (props: ColumnsFoldProps) => React.ReactElement
> = React.memo(DrawnColumnsFold);

function DrawnColumnsFold(
  { columns, trans }: ColumnsFoldProps,
): React.ReactElement {
  return (
    <details className="jp-SpyglassDeno-fold">
      <summary>
        {trans.__("Columns (%1)", shownCount(columns.length))}
      </summary>
      <div className="jp-SpyglassDenoGrid-columns" tabIndex={0}>
        <table aria-label={trans.__("Columns")}>
          <thead>
            <tr>
              <th scope="col">{trans.__("Name")}</th>
              <th scope="col">{trans.__("Type")}</th>
              <th scope="col">{trans.__("Key")}</th>
              <th scope="col">{trans.__("Comment")}</th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => (
              <tr key={column.name}>
                <th scope="row">{shownText(column.name, 100)}</th>
                <td>{shownText(column.type, 200)}</td>
                <td>{column.isKey ? trans.__("key") : ""}</td>
                <td>{shownText(column.comment, 500)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
