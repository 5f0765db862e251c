/**
 * Why a row is in a slice: asked and told with keys as reads give them.
 *
 * @module
 */
import type { WhyStep } from "../../closure/why.ts";
import { noSuchRow } from "../../closure/why.ts";
import { givenTexts } from "../../keys/given_key.ts";
import type { Key } from "../../keys/key.ts";
import { keyColumns } from "../../keys/key_column.ts";
import { unknownName } from "../../names/unknown_name.ts";
import { sqlValue } from "../../query/change/column_value.ts";
import type { Column, TableInfo } from "../../schema/table.ts";
import type { PaperSlice } from "./paper_slice.ts";
import type { SessionMoments } from "./session_moments.ts";

/** A row's key as one has it: attribute → value. */
export type GivenKey = Readonly<Record<string, unknown>>;

/**
 * The chain of foreign keys from a row that was read to this one.
 *
 * @throws {RangeError} The row is not in the slice.
 * @throws {TypeError} An attribute of the key is missing, or is no value.
 * @throws {UnknownNameError} One is missing, and one that there is not was given.
 */
export function whyRow(
  { catalog, closure }: PaperSlice,
  moments: SessionMoments,
  table: TableInfo,
  given: GivenKey,
): WhyStep[] {
  refuseLacking(table, given);
  const key = keysMeant(table, moments, given)
    .find((key) => closure.holds(table.fullName, key));
  if (key === undefined) throw noSuchRow(table.fullName, given);
  return closure.why(table.fullName, key).map((step) => {
    const own = catalog.tables.get(step.table)!;
    const texts = own.primaryKey.map((name) => step.key[name]!);
    return { ...step, key: moments.named(own, texts) };
  });
}

function refuseLacking(table: TableInfo, given: GivenKey): void {
  const { fullName, primaryKey } = table;
  const lacking = primaryKey.filter((name) => given?.[name] === undefined);
  if (lacking.length === 0) return;
  const action = `Cannot say why a row of ${fullName} is in the slice`;
  const strange = Object.keys(given ?? {}).find((name) =>
    !table.columns.some((column) => column.name === name)
  );
  if (strange !== undefined) {
    const found = `the key of ${fullName} has no ${JSON.stringify(strange)}`;
    throw unknownName(action, found, strange, primaryKey);
  }
  throw new TypeError(
    `${action}: its key lacks ${
      lacking.join(", ")
    }, wanted a value for each of ${primaryKey.join(", ")}`,
  );
}

/** Mostly one: a number may be written in two ways, and an hour may come twice. */
function keysMeant(
  table: TableInfo,
  moments: SessionMoments,
  given: GivenKey,
): Key[] {
  let keys: Key[] = [[]];
  for (const column of keyColumns(table)) {
    const texts = textsMeant(column, moments, given[column.name]);
    keys = keys.flatMap((key) => texts.map((text) => [...key, text]));
  }
  return keys;
}

function textsMeant(
  column: Column,
  moments: SessionMoments,
  given: unknown,
): string[] {
  const where = `attribute ${JSON.stringify(column.name)}`;
  const texts = givenTexts(column, sqlValue(given, where, column));
  return column.kind === "timestamp"
    ? texts.flatMap((text) => moments.inUtc(column, text))
    : texts;
}
