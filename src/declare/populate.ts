/**
 * Populating a table: `make` is called for each key that is not there yet (DataJoint 0.14, `datajoint/autopopulate.py`).
 *
 * @module
 */
import { InsertError, PopulateError, SpyglassError } from "../errors.ts";
import { tableLabel } from "../schema/table_label.ts";
import type { QueryContext } from "../query/context.ts";
import { headingOf } from "../query/expression/heading.ts";
import { checkWritable } from "../query/change/insert.ts";
import { objectCondition } from "../query/condition/object_condition.ts";
import type { Restriction } from "../query/condition/restriction.ts";
import type { Row } from "../query/reading/result.ts";
import type { Table } from "../query/table.ts";
import type { TableInfo } from "../schema/table.ts";
import { Jobs } from "./jobs.ts";
import type { KeySource } from "./key_source.ts";
import { making } from "./making.ts";
import { PopulateProgress } from "./populate_progress.ts";
import { refuseUnknownOptions } from "../names/known_options.ts";

/** How a table is populated; names and meaning as in DataJoint. See {@linkcode AutoPopulated.populate}. */
export interface PopulateTableOptions {
  /** Which keys: one restriction, or several that must all hold. @default {all} */
  readonly restrictions?: Restriction | readonly Restriction[];
  /** The keys themselves, instead of those that are looked up. */
  readonly keys?: readonly Row[];
  /** In which order. @default {"original"} */
  readonly order?: "original" | "reverse" | "random";
  /** Look at no more keys than these. */
  readonly limit?: number;
  /** Compute no more keys than these. */
  readonly maxCalls?: number;
  /** Share the keys with other workers, here and in Python, by the table `~jobs`. @default {false} */
  readonly reserveJobs?: boolean;
  /** Go on with the next key when one fails. @default {false} */
  readonly suppressErrors?: boolean;
  /** Show how far it is. @default {false} */
  readonly displayProgress?: boolean;
  /** Stops between two keys. */
  readonly signal?: AbortSignal;
}

/** What was populated. See {@linkcode AutoPopulated.populate}. */
export interface PopulateTableResult {
  /** How many keys were computed. */
  readonly successCount: number;
  /** The keys that failed, where errors are suppressed. */
  readonly errorList: readonly { readonly key: Row; readonly error: Error }[];
}

/** A table that can be populated. */
export interface Populating {
  readonly context: QueryContext;
  readonly info: TableInfo;
  readonly table: Table;
  /** Computes and inserts the row, or rows, of a key. */
  readonly make: (key: Row) => unknown;
  readonly keySource: (restrictions: readonly Restriction[]) => KeySource;
}

/**
 * Calls `make` for each key of the key source that the table lacks, each in a transaction of its own.
 *
 * @throws {PopulateError} `make` failed for a key, and errors are not suppressed; that key's work was undone.
 */
export async function populateTable(
  populating: Populating,
  options: PopulateTableOptions,
): Promise<PopulateTableResult> {
  const { context, info } = populating;
  checkOptions(populating, options);
  checkWritable(context, info, "populate");
  const source = populating.keySource(restrictionsOf(options));
  const jobs = options.reserveJobs ? await Jobs.of(context, info) : null;
  const found = options.keys ?? await source.remaining(options.limit ?? null);
  const keys = (await chosen(found, jobs, options)).slice(0, options.maxCalls);
  const shown = options.displayProgress ?? false;
  const progress = new PopulateProgress(tableLabel(info), keys.length, shown);
  const errorList: { key: Row; error: Error }[] = [];
  let successCount = 0;
  try {
    for (const key of keys) {
      if (options.signal?.aborted) break;
      try {
        if (await populateKey(populating, source, jobs, key)) successCount++;
      } catch (error) {
        if (!(error instanceof PopulateError)) throw error;
        if (!options.suppressErrors) throw error;
        errorList.push({ key, error });
      }
      progress.step(errorList.length);
    }
  } finally {
    progress.end();
  }
  return { successCount, errorList };
}

/** Names of the options. */
const OPTIONS = [
  "restrictions",
  "keys",
  "order",
  "limit",
  "maxCalls",
  "reserveJobs",
  "suppressErrors",
  "displayProgress",
  "signal",
];
const ORDERS = ["original", "reverse", "random"];

function checkOptions(
  { context, info }: Populating,
  options: PopulateTableOptions,
): void {
  const action = `Cannot populate ${tableLabel(info)}`;
  refuseUnknownOptions(action, options, OPTIONS);
  if (options.order !== undefined && !ORDERS.includes(options.order)) {
    throw new RangeError(
      `${action}: received the order ${
        JSON.stringify(options.order)
      }, wanted one of ${ORDERS.join(", ")}`,
    );
  }
  for (const name of ["limit", "maxCalls"] as const) {
    const count = options[name] ?? 0;
    if (Number.isSafeInteger(count) && count >= 0) continue;
    throw new RangeError(
      `${action}: received ${count} as ${name}, wanted a whole number, 0 or more`,
    );
  }
  if (context.pool.transactions?.isOpen) {
    throw new SpyglassError(
      `${action}: a transaction is open, wanted none: each key has one of its own; populate outside of it`,
    );
  }
}

/** The restrictions of the options as a list, all of which must hold. */
export function restrictionsOf(
  { restrictions }: Pick<PopulateTableOptions, "restrictions">,
): readonly Restriction[] {
  if (restrictions === undefined) return [];
  return Array.isArray(restrictions)
    ? restrictions
    : [restrictions as Restriction];
}

async function chosen(
  found: readonly Row[],
  jobs: Jobs | null,
  { order }: PopulateTableOptions,
): Promise<Row[]> {
  const taken = await jobs?.taken();
  const keys = found.filter((key) => !taken?.has(jobs!.hashOf(key)));
  if (order === "reverse") keys.reverse();
  if (order === "random") {
    for (let at = keys.length - 1; at > 0; at--) {
      const other = Math.floor(Math.random() * (at + 1));
      [keys[at], keys[other]] = [keys[other]!, keys[at]!];
    }
  }
  return keys;
}

/** True when the key was computed here; false when somebody else has it, or had computed it. */
async function populateKey(
  populating: Populating,
  source: KeySource,
  jobs: Jobs | null,
  key: Row,
): Promise<boolean> {
  if (jobs !== null && !await jobs.reserve(key)) return false;
  try {
    const isMade = await makeKey(populating, source, key);
    await jobs?.complete(key);
    return isMade;
  } catch (error) {
    // Two without reservations have made the same key: the first one's rows stay.
    if (isDuplicate(error) && await isThere(populating, key)) {
      await jobs?.complete(key);
      return false;
    }
    const failure = failed(populating, key, error);
    await jobs?.fail(key, messageOf(error), stackOf(error));
    throw failure;
  }
}

async function makeKey(
  populating: Populating,
  source: KeySource,
  key: Row,
): Promise<boolean> {
  const { context, table, make } = populating;
  const { transactions } = context.pool;
  if (transactions === undefined) {
    throw new TypeError("Cannot populate: the connection has no transactions");
  }
  return await transactions.run(async () => {
    if (await isThere(populating, key)) return false;
    await logKey(populating, source, key);
    await making(table, async () => await make({ ...key }));
    return true;
  });
}

async function isThere(
  { context, info }: Populating,
  key: Row,
): Promise<boolean> {
  const where = objectCondition(context, headingOf(info), key).text.toText();
  const { rows } = await context.pool.query(
    `SELECT 1 FROM ${info.fullName} WHERE ${where} LIMIT 1`,
  );
  return rows.length > 0;
}

/** A key is handed to code: the rows that it was taken from are read. */
async function logKey(
  { context }: Populating,
  source: KeySource,
  key: Row,
): Promise<void> {
  for (const { table, key: part } of source.sources(key)) {
    const ticket = context.observer.begin(table);
    try {
      if (!ticket.logs) continue;
      const text = objectCondition(context, headingOf(table), part).text
        .toText();
      await ticket.record([{ table, rows: { text } }]);
    } finally {
      ticket.end();
    }
  }
}

function isDuplicate(error: unknown): boolean {
  return error instanceof InsertError && error.errno === 1062;
}

function failed({ info }: Populating, key: Row, cause: unknown): PopulateError {
  const shown = JSON.stringify(
    key,
    (_, value) => typeof value === "bigint" ? String(value) : value,
  );
  const error = new PopulateError(
    `Cannot populate ${tableLabel(info)} for ${shown}: ${messageOf(cause)}`,
    key,
    { cause },
  );
  // The line of make that failed is what helps.
  if (cause instanceof Error && cause.stack) {
    error.stack = `${error.name}: ${error.message}\n${
      cause.stack.split("\n").filter((line) => /^\s+at /.test(line)).join("\n")
    }`;
  }
  return error;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === "" ? error.name : `${error.name}: ${error.message}`;
}

function stackOf(error: unknown): string {
  return error instanceof Error
    ? error.stack ?? messageOf(error)
    : String(error);
}
