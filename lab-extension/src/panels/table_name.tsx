/**
 * Draws the name of a table: what tells it from others first, its schema below.
 *
 * @module
 */
import * as React from "react";
import { shownText } from "../shown.ts";

/** What is drawn. */
export interface TableNameProps {
  /** `common_ephys.Electrode` */
  readonly label: string;
  /** What else is said of it, beside the schema. */
  readonly more?: string;
}

/** Draws the two lines. */
export function TableName(
  { label, more = "" }: TableNameProps,
): React.ReactElement {
  const dot = label.indexOf(".");
  const schema = dot === -1 ? "" : label.slice(0, dot);
  const below = [shownText(schema, 64), shownText(more, 64)].filter(Boolean);
  return (
    <span className="jp-SpyglassDeno-tableName">
      <span>{shownText(label.slice(dot + 1), 120)}</span>
      <span className="jp-SpyglassDeno-note">{below.join(" · ")}</span>
    </span>
  );
}
