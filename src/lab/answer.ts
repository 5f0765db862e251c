/**
 * What is done for each thing that a front end asks.
 *
 * @module
 */
import { SpyglassError } from "../errors.ts";
import type { ExportCommandContext } from "../export/commands/export_commands.ts";
import { diagramSvg } from "../present/diagram_svg.ts";
import { sliceText } from "../present/slice_text.ts";
import { copyRows } from "./grid/grid_copy.ts";
import type { GridView } from "./grid/grid_messages.d.ts";
import { activeExportId } from "../log/exports/active_export.ts";
import { notesOn } from "../log/notes/read_notes.ts";
import type { LabDatabase } from "./lab_database.ts";
import { type Agreed, forgetAnalysis, forgetEntry } from "./reads/leaving.ts";
import type { Asked, Drawing, ReadEntry, Request, Said } from "./messages.d.ts";
import { entryCode } from "./reads/query_code.ts";
import { entryState } from "./reads/reads_state.ts";
import { resultHead, resultPage, type ResultRows } from "./grid/result_rows.ts";
import { rowsOfResult } from "./grid/shown_rows.ts";
import type { Results } from "./grid/results.ts";

/**
 * Does what is asked.
 *
 * @returns The reply's value.
 * @throws {Error} It cannot be done; the message says why.
 */
export async function answer(
  database: LabDatabase | null,
  request: Request,
  results: Results,
): Promise<unknown> {
  if (request.ask === "hello" || request.ask === "bye") return undefined;
  if (database === null) {
    throw new SpyglassError(
      "Cannot answer the sidebar: no database is connected, wanted one; run the cell that connects",
    );
  }
  const does = ANSWERS[request.ask] as Answer<Asked["ask"]>;
  return await does(database, request as never, results);
}

type Answer<Ask extends Asked["ask"]> = (
  database: LabDatabase,
  asked: Extract<Asked, { ask: Ask }>,
  results: Results,
) => unknown;

const ANSWERS: {
  readonly [Ask in Exclude<Asked["ask"], "hello" | "bye">]: Answer<Ask>;
} = {
  start: (database, { paper_id, analysis_id, includedNwbFiles }) =>
    saying(database, ({ log }) =>
      log.start({
        paper_id,
        analysis_id,
        ...(includedNwbFiles ? { includedNwbFiles } : {}),
      })),
  stop: (database) => saying(database, ({ log }) => log.stop()),
  resume: (database) => saying(database, ({ log }) => log.resume()),
  dismiss: ({ connection, exports }, { export_id }) => {
    // A cell that ran meanwhile may have resumed it, and then a restart must find it again.
    if (exports.interrupted?.export_id !== export_id) {
      throw new RangeError(
        `Cannot dismiss export ${export_id}: it is interrupted no more, wanted one that waits to be resumed; nothing was changed`,
      );
    }
    connection.remembered.clear();
  },
  show: (database, { paper_id }) => {
    if (database.exports.newest(paper_id) === null) {
      throw new RangeError(
        `Cannot show paper ${paper_id}: the log has no such paper, wanted one that it has`,
      );
    }
    database.show(paper_id);
  },
  reads: olderReads,
  forget: (database, { export_id, table_id, ...asked }) => {
    const key = { paper_id: shownPaper(database), export_id, table_id };
    return saying(
      database,
      (context) => forgetEntry(context, key, agreedOf(asked)),
    );
  },
  deleteAnalysis: (database, { paper_id, analysis_id, ...asked }) =>
    saying(
      database,
      (context) =>
        forgetAnalysis(context, { paper_id, analysis_id }, agreedOf(asked)),
    ),
  code: (database, { export_id, table_id }) => {
    const entry = database.entries?.entry(export_id, table_id) ?? null;
    const info = entry &&
      database.connection.query.catalog.tables.get(entry.table);
    if (entry === null || !info) {
      throw new RangeError(
        `Cannot write a read as code: the log has no entry ${table_id} of export ${export_id} any more, or its table is gone`,
      );
    }
    return entryCode(entry, info);
  },
  cell: async (database, { export_id, table_id }) => {
    const entry = database.entries?.entry(export_id, table_id) ?? null;
    if (entry === null) return null;
    const [note] = await notesOn(await database.pools.looking(), [entry]);
    return note?.cell ?? null;
  },
  slice: (database) => void database.computeSlice().catch(() => {}),
  diagram: async (database): Promise<Drawing> => {
    const paper_id = shownPaper(database);
    const { slice: last, entries } = database;
    if (last?.computed?.revision !== entries?.revision) {
      await database.computeSlice();
    }
    const slice = database.slice?.computed?.slice;
    if (slice === undefined) {
      throw new SpyglassError(
        "Cannot draw the slice: none could be computed, wanted a paper with reads",
      );
    }
    const view = slice.view();
    return {
      paper_id,
      svg: diagramSvg(view),
      mermaid: slice.toMermaid(),
      text: sliceText(view),
    };
  },
  populate: (database, { paper_id }) => job(database, "populate", paper_id),
  verify: (database, { paper_id }) => job(database, "verify", paper_id),
  cancel: ({ jobs }, { job }) => jobs.cancel(job),
  grid: async (database, { view }, results) =>
    view.rows === "result"
      ? await resultHead(await resultRows(database, view, results), view)
      : await database.grids.head(view),
  gridRows: async (database, { view, index, offset, limit }, results) => {
    if (view.rows !== "result") {
      return await database.grids.rows(view, offset, limit, index);
    }
    const rows = await resultRows(database, view, results);
    return await resultPage(rows, view, offset, limit);
  },
  gridCopy: async (database, asked, results) => {
    if (asked.view.rows === "result") {
      return await (await resultRows(database, asked.view, results)).copy(
        asked,
      );
    }
    const { grids, pools, connection: { query } } = database;
    // What is taken away may be chosen by what the log says.
    return await copyRows(
      { ...query, pool: await pools.looking() },
      grids,
      asked,
    );
  },
};

function resultRows(
  database: LabDatabase,
  { table }: GridView,
  results: Results,
): Promise<ResultRows> {
  return rowsOfResult(results.find(table), {
    query: database.connection.query,
    pool: () => database.pools.looking(),
  });
}

/** Without the mark of a look, nobody has seen what is to be removed. */
function agreedOf(
  { confirmed, mark = "" }: { confirmed: boolean; mark?: string },
): Agreed {
  return confirmed ? { mark } : null;
}

/** Does something on the log, and gives what was said, with what it gave. */
async function saying(
  database: LabDatabase,
  work: (context: ExportCommandContext) => Promise<unknown>,
): Promise<Said> {
  const said: string[] = [];
  const pool = await database.pools.writing();
  const context = database.connection.commands(pool, (text) => said.push(text));
  const given = await work(context);
  const active = activeExportId();
  return {
    ...(given as object | undefined),
    said,
    active: active === null ? null : active || 0,
  };
}

async function job(
  database: LabDatabase,
  name: "populate" | "verify",
  paper: string,
): Promise<string> {
  const shown = shownPaper(database);
  if (shown !== paper) {
    throw new RangeError(
      `Cannot ${name} paper ${paper}: paper ${shown} is shown by now, wanted the paper that was shown when it was asked; show it, and ask again`,
    );
  }
  const pool = await database.pools.writing();
  const { jobs, connection } = database;
  const context = connection.commands(pool, (line) => jobs.step(line));
  return jobs.begin(name, paper, context);
}

function olderReads(
  database: LabDatabase,
  { table, offset, limit }: Extract<Asked, { ask: "reads" }>,
): ReadEntry[] {
  const entries = database.entries?.tables.get(table) ?? [];
  const end = Math.max(0, entries.length - offset);
  const count = Math.min(limit, MOST_READS);
  return entries.slice(Math.max(0, end - count), end).reverse()
    .map((entry) => entryState(entry, database.facts));
}

function shownPaper(database: LabDatabase): string {
  const paperId = database.entries?.paperId;
  if (paperId !== undefined) return paperId;
  throw new SpyglassError(
    "Cannot do that: no paper is shown, wanted one with a log; start an export",
  );
}

const MOST_READS = 200;
