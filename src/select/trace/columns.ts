/**
 * The columns that a FROM offers, with those that joins by USING and NATURAL make one of two.
 *
 * @module
 */
import type { TableInfo } from "../../schema/table.ts";
import type { FromTree, Join, Meaning, Source } from "../tree/tree.ts";

/** A column that a FROM offers. */
export interface Offered {
  readonly name: string;
  readonly source: Source;
}

/** The names of a table's columns; `null` where nobody knows them. */
export function columnsIn(table: TableInfo | null): readonly string[] | null {
  return table === null ? null : table.columns.map(({ name }) => name);
}

function invisibleIn(table: TableInfo | null): ReadonlySet<string> {
  const hidden = table?.columns.filter(({ isInvisible }) => isInvisible) ?? [];
  return new Set(hidden.map(({ name }) => name));
}

/**
 * Which columns a name can mean.
 *
 * @param foldsNames See `Catalog.foldsNames`.
 */
export function nameIn(
  from: FromTree | null,
  path: readonly string[],
  foldsNames = false,
): Meaning[] {
  if (from === null) return [];
  const column = path.at(-1)!;
  if (path.length === 1) return bare(from, column);
  const isSame = foldsNames ? areAlike : Object.is;
  return sources(from).filter((source) => isCalled(source, path, isSame))
    .flatMap((source) => columnIn(source, column));
}

/** All columns, in the order in which `*` gives them; `null` where nobody knows them. */
export function allColumns(from: FromTree | null): readonly Offered[] | null {
  if (from === null) return [];
  if (from.kind === "source") {
    const hidden = invisibleIn(from.table);
    return from.columns?.filter((name) => !hidden.has(name))
      .map((name) => ({ name, source: from })) ?? null;
  }
  const left = allColumns(from.left);
  const right = allColumns(from.right);
  if (left === null || right === null) return null;
  const shared = sharedNames(from, left, right);
  const isShared = ({ name }: Offered) => shared.has(name.toLowerCase());
  const kept = from.type === "right" ? right : left;
  return [
    ...kept.filter(isShared),
    ...left.filter((column) => !isShared(column)),
    ...right.filter((column) => !isShared(column)),
  ];
}

/** The names, in small letters, that a join makes one. */
export function sharedNames(
  join: Join,
  left: readonly Offered[],
  right: readonly Offered[],
): ReadonlySet<string> {
  if (!join.natural) {
    return new Set(join.using.map((name) => name.toLowerCase()));
  }
  const there = new Set(right.map(({ name }) => name.toLowerCase()));
  return new Set(
    left.map(({ name }) => name.toLowerCase()).filter((n) => there.has(n)),
  );
}

function sources(from: FromTree): Source[] {
  return from.kind === "source"
    ? [from]
    : [...sources(from.left), ...sources(from.right)];
}

/** The servers take a schema before an alias, too, and MySQL writes that in what views stand for. */
function isCalled(
  source: Source,
  path: readonly string[],
  isSame: typeof areAlike,
): boolean {
  if (!isSame(source.alias, path.at(-2))) return false;
  return path.length === 2 || isSame(source.path?.at(-2), path.at(-3));
}

function areAlike(
  a: string | null | undefined,
  b: string | null | undefined,
): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}

function columnIn(source: Source, column: string): Meaning[] {
  if (source.columns === null) return [{ source, column }];
  const name = source.columns.find((each) => areAlike(each, column));
  return name === undefined ? [] : [{ source, column: name }];
}

function bare(from: FromTree, column: string): Meaning[] {
  if (from.kind === "source") return columnIn(from, column);
  const left = bare(from.left, column);
  const right = bare(from.right, column);
  const isOne = left.length > 0 && right.length > 0 &&
    (from.natural ||
      from.using.some((name) => areAlike(name, column)));
  if (!isOne) return [...left, ...right];
  return from.type === "right" ? right : left;
}
