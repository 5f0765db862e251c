/**
 * Which entries of the log a read left there.
 *
 * @module
 */
import { ExportError } from "../../errors.ts";
import { entriesOf, type Entry } from "../../log/entry.ts";
import { compactReads } from "../../query/reading/compact.ts";
import { keyOf, namesOf } from "../../query/expression/heading.ts";
import { Frame } from "../../query/reading/frame.ts";
import type {
  ReadTicket,
  RecordedEntry,
  RowsRead,
} from "../../query/reading/observer.ts";
import type { Query } from "../../query/query.ts";
import { readOpen } from "../../query/reading/read.ts";
import { QUERY_STATE } from "../../query/condition/semijoin.ts";
import {
  EXPORT_SELECTION,
  SELECTION_TABLE,
} from "../../spyglass/usage_tables.ts";
import { textLiteral } from "../../sql/literal.ts";
import type { CommandContext } from "./command_context.ts";

/**
 * The entries of a read: those that its frame remembers, or those that its query would make now, in the active export,
 * or, where none is active, in the one export that has them.
 *
 * @throws {TypeError} It is neither a frame nor a query.
 * @throws {ExportError} Nothing was logged for it, or it cannot be told in which export.
 */
export async function leftEntries(
  context: CommandContext,
  read: Query | Frame,
): Promise<readonly RecordedEntry[]> {
  if (read instanceof Frame) {
    if (read.recorded.length > 0) return read.recorded;
    throw new ExportError(
      "Cannot forget a read: nothing was logged for it, wanted one that was; look at ExportSelection.review(paper)",
    );
  }
  if (typeof read?.[QUERY_STATE] !== "function") {
    throw new TypeError(
      `Cannot forget a read: received ${
        read === null ? "null" : typeof read
      }, wanted the frame that was read, or its query`,
    );
  }
  const entries = await entriesNow(context, read);
  const active = await context.log.activeId();
  const exportId = active ?? await exportWith(context, entries);
  return entries.map((entry) => ({ exportId, ...entry }));
}

/** What the query would log now; nothing is logged, and what is read is thrown away. */
async function entriesNow(
  context: CommandContext,
  read: Query,
): Promise<Entry[]> {
  const { expression } = read[QUERY_STATE]();
  const { tables } = context.query.catalog;
  const anyCharacter = tables.get(SELECTION_TABLE)?.columns
    .find(({ name }) => name === "restriction")?.characterSet === "utf8mb4";
  const seen: RowsRead[] = [];
  const limits = { anyCharacter };
  const compact = compactReads(expression)?.map(({ table, text }) =>
    entriesOf({ table, rows: { text } }, limits)
  );
  if (compact?.every((entries) => entries !== null)) return compact.flat();
  const ticket = listener(seen, (text) =>
    entriesOf(
      { table: [...tables.values()][0]!, rows: { text } },
      limits,
    ) !== null);
  const names = namesOf({ columns: keyOf(expression.heading) });
  await readOpen(context.query, expression, ticket, { names });
  return seen.flatMap((rows) => entriesOf(rows, limits) ?? []);
}

function listener(
  seen: RowsRead[],
  accepts: (text: string) => boolean,
): ReadTicket {
  const record = (rows: readonly RowsRead[]) => {
    seen.splice(0, seen.length, ...rows);
    return Promise.resolve();
  };
  return {
    logs: true,
    note: "",
    recorded: [],
    accepts,
    record,
    open: async (rows) => {
      await record(rows);
      return { close: record };
    },
    onPause: () => {},
    handsOut: () => {},
    hasRead: () => Promise.resolve(),
    retract: () => Promise.resolve(),
    end: () => {},
  };
}

/** The one export that has such entries. */
async function exportWith(
  { query }: CommandContext,
  entries: readonly Entry[],
): Promise<number> {
  const texts = entries.slice(0, MOST_LOOKED_FOR).map((
    { table, restriction },
  ) =>
    `(table_name = ${textLiteral(table)} AND restriction = ${
      textLiteral(restriction)
    })`
  );
  const found = texts.length === 0 ? [] : await query.pool.texts(
    `SELECT DISTINCT s.export_id, s.paper_id, s.analysis_id FROM ${SELECTION_TABLE} JOIN ${EXPORT_SELECTION} AS s USING (export_id) WHERE ${
      texts.join(" OR ")
    } ORDER BY s.export_id`,
  );
  if (found.length === 1) return Number(found[0]![0]);
  const names = found.map(([, paper, analysis]) => `${paper} / ${analysis}`);
  throw new ExportError(
    found.length === 0
      ? "Cannot forget a query's read: no export is active, and none has what it would log now, wanted one that has; resume it, pass the frame that was read, or look at ExportSelection.review(paper)"
      : `Cannot forget a query's read: no export is active, and several have it (${
        names.join(", ")
      }), wanted one; start the one that is meant`,
  );
}

const MOST_LOOKED_FOR = 20;
