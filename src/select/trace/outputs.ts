/**
 * What comes out of a SELECT: its columns by name, stars written out.
 *
 * @module
 */
import { allColumns } from "./columns.ts";
import {
  type Expression,
  partsOf,
  plain,
  type QueryTree,
  type Select,
  selectsOf,
  sourcesOf,
} from "../tree/tree.ts";

/** One column that comes out. */
export interface Output {
  readonly name: string;
  readonly expression: Expression;
  /** The SELECTs that looked at many rows for its value. */
  readonly lookers: readonly Select[];
}

/** The columns of a SELECT; `null` where a star hides columns that nobody knows. */
export function outputsOf(select: Select): readonly Output[] | null {
  const outputs: Output[] = [];
  for (const { expression, star, name } of select.items) {
    if (expression !== null) {
      outputs.push({
        name,
        expression,
        lookers: lookersOf(select, expression),
      });
      continue;
    }
    const from = star.length === 0 ? select.from : sourcesOf(select.from)
      .find((source) => source.alias === star.at(-1)) ?? null;
    const columns = allColumns(from);
    if (columns === null) return null;
    for (const { name, source } of columns) {
      outputs.push({
        name,
        expression: plain({ path: [name], meaning: { source, column: name } }),
        lookers: source.lookers.get(name.toLowerCase()) ?? [],
      });
    }
  }
  return outputs;
}

/** For each column of a query, the SELECTs that looked at many rows for its values: those of all sides. */
export function lookersIn(query: QueryTree): readonly (readonly Select[])[] {
  const [first, ...others] = selectsOf(query).map(outputsOf);
  return first?.map(({ lookers }, i) => [
    ...lookers,
    ...others.flatMap((outputs) => outputs?.[i]?.lookers ?? []),
  ]) ?? [];
}

/** The SELECTs that looked at many rows for anything that a query gives. */
export function allLookersIn(query: QueryTree): readonly Select[] {
  return selectsOf(query).flatMap((select) => outputsOf(select) ?? [])
    .flatMap(({ lookers }) => lookers);
}

/** The SELECTs that looked at many rows for the value of an expression. */
export function lookersOf(
  select: Select,
  expression: Expression,
): readonly Select[] {
  const found = new Set<Select>();
  for (const part of partsOf(expression)) {
    if ("parts" in part) {
      if (part.aggregate !== null || part.window !== null) found.add(select);
    } else if ("path" in part) {
      const { meaning } = part;
      if (meaning && "source" in meaning) {
        const lookers = meaning.source.lookers.get(
          meaning.column.toLowerCase(),
        );
        for (const looker of lookers ?? []) found.add(looker);
      } else if (meaning && "item" in meaning && meaning.item.expression) {
        const inner = lookersOf(select, meaning.item.expression);
        for (const looker of inner) found.add(looker);
      }
    } else if (part.form === "scalar") {
      for (const looker of allLookersIn(part.query)) found.add(looker);
    }
  }
  return [...found];
}
