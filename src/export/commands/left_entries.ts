/**
 * Which entries of the log a read left there.
 *
 * @module
 */
import { ExportError } from "../../errors.ts";
import { isOutside } from "../../external/outside.ts";
import {
  entriesOf,
  type Entry,
  type EntryLimits,
  holds,
} from "../../log/entries/entry.ts";
import type { ReadsWanted } from "../../log/removal/forgetting.ts";
import { nameOf } from "../../log/exports/ids.ts";
import { compactReads, compactRows } from "../../query/reading/compact.ts";
import { hasViews } from "../../query/reading/views.ts";
import { keyOf, namesOf } from "../../query/expression/heading.ts";
import { Frame } from "../../query/reading/frame.ts";
import type {
  ReadTicket,
  RecordedEntry,
  RowsRead,
} from "../../query/reading/observer.ts";
import type { Query } from "../../query/query.ts";
import { readPart } from "../../query/reading/read.ts";
import { noRowsOf } from "../../query/reading/rows_read.ts";
import { silentTicket } from "../../query/reading/silent_ticket.ts";
import { streamEntries, streamRows } from "../../query/reading/stream.ts";
import { QUERY_STATE } from "../../query/condition/semijoin.ts";
import { readSelect } from "../../select/select_read.ts";
import { streamSelect } from "../../select/select_stream.ts";
import { SELECT_STATE, SqlQuery } from "../../select/sql_query.ts";
import {
  EXPORT_SELECTION,
  SELECTION_TABLE,
} from "../../spyglass/usage_tables.ts";
import { textLiteral } from "../../sql/literal.ts";
import type { CommandContext } from "./command_context.ts";

/**
 * The entries of a read: those that its frame remembers, or those that its query would make now, in the active export,
 * or, where none is active, in the one export that has them. A frame means its read, a query all reads of it.
 *
 * @throws {TypeError} It is neither a frame nor a query.
 * @throws {ExportError} Nothing was logged for it, or it cannot be told in which export.
 */
export async function leftEntries(
  context: CommandContext,
  read: Query | SqlQuery | Frame,
): Promise<ReadsWanted> {
  if (read instanceof Frame) {
    const { recorded } = read;
    if (recorded.length > 0) return { recorded, alike: [] };
    throw new ExportError(
      "Cannot forget a read: nothing was logged for it, wanted one that was; look at ExportSelection.review(paper)",
    );
  }
  const { own, now, streamed } = askable(context, read);
  const there = own.length > 0 ? await stillThere(context, own) : [];
  const active = await context.log.activeId();
  // How it was read is not known: at once, or as a stream.
  const asked = await now();
  let [entries, exports] = [asked, await exportsWith(context, asked)];
  const isThere = active === null
    ? exports.length > 0
    : exports.some(({ id }) => id === active);
  if (!isThere) {
    const others = await streamed();
    const found = await exportsWith(context, others);
    if (found.length > 0) [entries, exports] = [others, found];
  }
  if (there.length > 0 && exports.length === 0) {
    return { recorded: there, alike: [] };
  }
  const exportId = active ?? theOne(exports);
  const alike = entries.map((entry) => ({ exportId, ...entry }));
  return { recorded: there, alike };
}

/** What can be said of a read that is no frame. */
interface Askable {
  /** What its streams are known to have logged. */
  readonly own: readonly RecordedEntry[];
  /** What it would log now, read at once; and as a stream. */
  readonly now: () => Promise<Entry[]>;
  readonly streamed: () => Promise<Entry[]>;
}

function askable(context: CommandContext, read: Query | SqlQuery): Askable {
  if (read instanceof SqlQuery) {
    return {
      own: [],
      now: () => selectEntriesNow(context, read),
      streamed: () => streamedSelectEntries(context, read),
    };
  }
  if (typeof read?.[QUERY_STATE] !== "function") {
    throw new TypeError(
      `Cannot forget a read: received ${
        read === null ? "null" : typeof read
      }, wanted the frame that was read, or its query`,
    );
  }
  return {
    own: streamEntries(read[QUERY_STATE]().expression),
    now: () => entriesNow(context, read),
    streamed: () => streamedEntries(context, read),
  };
}

/** Those of the entries that the log has. */
async function stillThere(
  context: CommandContext,
  entries: readonly RecordedEntry[],
): Promise<RecordedEntry[]> {
  const found = await Promise.all(entries.map(async (entry) => {
    const exports = await exportsWith(context, [entry]);
    return exports.some(({ id }) => id === entry.exportId);
  }));
  return entries.filter((_, at) => found[at]);
}

/** What the query would log now; nothing is logged, and what is read is thrown away. */
async function entriesNow(
  context: CommandContext,
  read: Query,
): Promise<Entry[]> {
  const { expression } = read[QUERY_STATE]();
  const texts = hasViews(expression) ? null : compactReads(expression);
  const compact = texts &&
    compactRows(expression, texts).map((read) =>
      entriesOf(read, limitsOf(context))
    );
  if (compact?.every((entries) => entries !== null)) return compact.flat();
  const names = namesOf({ columns: keyOf(expression.heading) });
  return await heard(
    context,
    (ticket) => readPart(context.query, expression, ticket, { names }),
  );
}

/** What the query's stream would log now: the keys of its rows, chunk by chunk. */
async function streamedEntries(
  context: CommandContext,
  read: Query,
): Promise<Entry[]> {
  const { expression } = read[QUERY_STATE]();
  // Not the keys alone: the server may find these in another order than rows.
  const names = expression.heading.columns
    .filter((column) => column.kind !== "blob" && !isOutside(column))
    .map(({ name }) => name);
  return await heard(context, async (ticket) => {
    const begin = () => ticket;
    const query = { ...context.query, observer: { begin, later: () => begin } };
    for await (const _ of streamRows(query, expression, names, new Error())) {
      // Only what it rests on is wanted.
    }
  });
}

/** {@linkcode entriesNow} of a SELECT. */
function selectEntriesNow(
  context: CommandContext,
  read: SqlQuery,
): Promise<Entry[]> {
  return heard(
    context,
    (ticket) =>
      readSelect(context.query, read[SELECT_STATE](), ticket, { names: [] }),
  );
}

/** {@linkcode streamedEntries} of a SELECT. */
function streamedSelectEntries(
  context: CommandContext,
  read: SqlQuery,
): Promise<Entry[]> {
  return heard(context, async (ticket) => {
    const rows = streamSelect(context.query, read[SELECT_STATE](), {
      names: [],
      begin: () => ticket,
      site: new Error(),
    });
    for await (const _ of rows) {
      // Only what it rests on is wanted.
    }
  });
}

/** What a read would log; its rows are thrown away. */
async function heard(
  context: CommandContext,
  read: (ticket: ReadTicket) => Promise<unknown>,
): Promise<Entry[]> {
  const listener = new Listener(limitsOf(context));
  await read(listener.ticket);
  return listener.entries();
}

function limitsOf({ query }: CommandContext): EntryLimits {
  const column = query.catalog.tables.get(SELECTION_TABLE)?.columns
    .find(({ name }) => name === "restriction");
  return { anyCharacter: column?.characterSet === "utf8mb4" };
}

/** Hears what a read rests on, and logs nothing. */
class Listener {
  readonly ticket: ReadTicket;
  readonly #limits: EntryLimits;
  /** What was recorded last: a read that is tried again records again. */
  #recorded: readonly RowsRead[] = [];
  readonly #given: RowsRead[] = [];

  constructor(limits: EntryLimits) {
    this.#limits = limits;
    this.ticket = {
      ...silentTicket(""),
      logs: true,
      accepts: (text, isProvisional) => holds(text, limits, isProvisional),
      record: (rows) => {
        this.#recorded = rows;
        return Promise.resolve();
      },
      open: () =>
        Promise.resolve({
          close: async (given) => {
            this.#given.push(...await given());
          },
        }),
      lookedAt: (tables) => {
        const read = [...this.#recorded, ...this.#given]
          .map(({ table }) => table.fullName);
        this.#given.push(...noRowsOf(tables, read));
        return Promise.resolve();
      },
    };
  }

  entries(): Entry[] {
    return [...this.#recorded, ...this.#given].flatMap((rows) =>
      entriesOf(rows, this.#limits) ?? []
    );
  }
}

interface Having {
  readonly id: number;
  readonly name: string;
}

/** The exports that have such entries. */
async function exportsWith(
  { query }: CommandContext,
  entries: readonly Entry[],
): Promise<Having[]> {
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
  return found.map(([id, paper_id, analysis_id]) => ({
    id: Number(id),
    name: nameOf({ paper_id: paper_id!, analysis_id: analysis_id! }),
  }));
}

/** The one export that has what is to be forgotten. */
function theOne(exports: readonly Having[]): number {
  if (exports.length === 1) return exports[0]!.id;
  throw new ExportError(
    exports.length === 0
      ? "Cannot forget a query's read: no export is active, and none has what it would log now, wanted one that has; resume it, pass the frame that was read, or look at ExportSelection.review(paper)"
      : `Cannot forget a query's read: no export is active, and several have it (${
        exports.map(({ name }) => name).join(", ")
      }), wanted one; start the one that is meant`,
  );
}

const MOST_LOOKED_FOR = 20;
