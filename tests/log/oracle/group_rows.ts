/**
 * Rows in groups, on plain arrays.
 *
 * @module
 */
import {
  decidedOf,
  elsewhere,
  isOfTable,
  lookedAtOf,
  NOTHING,
  together,
} from "./needed_rows.ts";
import type { Attribute, Cell, Relation } from "./relation.ts";

/** One value of a group. */
export interface Total {
  readonly name: string;
  /** The attribute that it is computed of; none for a count. */
  readonly uses?: string;
  readonly of: (rows: readonly Readonly<Record<string, Cell>>[]) => Cell;
}

/** One row a group; NULL groups with NULL. `always`: one row also of no rows, where there is no key. */
export function group(
  input: Relation,
  by: readonly string[],
  also: readonly string[],
  totals: readonly Total[],
): Relation {
  const groups = Map.groupBy(
    input.rows,
    ({ cells }) => JSON.stringify(by.map((name) => cells[name])),
  );
  const all = by.length === 0 ? [input.rows] : [...groups.values()];
  const lookedAt = lookedAtOf(input);
  const everyRow = together(input.rows.map(({ from }) => from));
  const attributes: Attribute[] = [
    ...[...by, ...also].map((name) => ({
      ...elsewhere(
        input.attributes.find((attribute) => attribute.name === name)!,
      ),
      isKey: by.includes(name),
    })),
    ...totals.map(({ name, uses }) => ({
      name,
      isKey: false,
      isNumber: true,
      isComputed: true,
      lookedAt: together([everyRow, lookedAt.get(uses ?? "") ?? NOTHING]),
      isGrowing: [...by, ...uses === undefined ? [] : [uses]].every((one) =>
        isOfTable(input, one)
      ),
    })),
  ];
  const rows = all.map((members) => ({
    cells: Object.fromEntries([
      ...[...by, ...also].map((
        name,
      ) => [name, members[0]?.cells[name] ?? null]),
      ...totals.map(({ name, of }) => [name, of(members.map((m) => m.cells))]),
    ]),
    from: together(members.map(({ from }) => from)),
  }));
  return { attributes, rows, decided: decidedOf(input) };
}
