/**
 * Rows in the making: what is joined, what comes out of it, and what it rests on.
 *
 * @module
 */
import type { Cell } from "./cells.ts";
import type { Aggregate, Column, Value } from "./statement.ts";

/** A row of a result. */
export interface Made {
  readonly values: readonly Cell[];
  readonly why: ReadonlySet<string>;
  /** What breaks ties of a limit. */
  readonly order: readonly Cell[];
}

/** Rows that are joined: alias → the row's values and what it rests on; `null` where an outer join has none. */
export type Env = Readonly<Record<string, Bound | null>>;
export interface Bound {
  readonly values: Readonly<Record<string, Cell>>;
  readonly why: ReadonlySet<string>;
  readonly order: readonly Cell[];
}

export function valueOf({ alias, name, plusOne }: Column, env: Env): Cell {
  const value = env[alias]?.values[name] ?? null;
  return value === null || !plusOne ? value : Number(value) + 1;
}

export function valueIn(item: Value, group: readonly Env[]): Cell {
  return item.kind === "aggregate"
    ? aggregated(item, group)
    : valueOf(item, group[0]!);
}

export function aggregated(
  { name, of, isDistinct }: Aggregate,
  group: readonly Env[],
): Cell {
  if (of === null) return group.length;
  const all = group.map((env) => valueOf(of, env)).filter((value) =>
    value !== null
  ).map(Number);
  const values = isDistinct ? [...new Set(all)] : all;
  if (name === "count") return values.length;
  if (values.length === 0) return null;
  if (name === "sum") return values.reduce((sum, value) => sum + value, 0);
  return name === "max" ? Math.max(...values) : Math.min(...values);
}

export function byValue(rows: readonly Made[]): Made[] {
  const merged = new Map<string, Made>();
  for (const row of rows) {
    const text = textOf(row);
    const known = merged.get(text);
    merged.set(
      text,
      known ? { ...known, why: new Set([...known.why, ...row.why]) } : row,
    );
  }
  return [...merged.values()];
}

/** What two rows of the same values share; sums come as texts. */
export function textOf({ values }: Made): string {
  return JSON.stringify(
    values.map((value) => value === null ? null : String(value)),
  );
}

export function addAll(into: Set<string>, from: Iterable<string>): void {
  for (const each of from) into.add(each);
}
