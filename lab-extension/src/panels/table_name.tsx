/**
 * Draws the name of a table: what tells it from others first, its schema below.
 *
 * @module
 */
import * as React from "react";
import { shownText } from "../words/shown.ts";

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
      <span>{breakable(shownText(label.slice(dot + 1), 120))}</span>
      <span className="jp-SpyglassDeno-note">{below.join(" · ")}</span>
    </span>
  );
}

/** `DataAcquisitionDevice`, to be broken between its words. */
function breakable(name: string): React.ReactNode {
  return name.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=\.)/).map((word, at) => (
    <React.Fragment key={at}>
      {at > 0 && <wbr />}
      {word}
    </React.Fragment>
  ));
}
