/**
 * Which export is active, which one a restart interrupted, and which papers there are: what the panel's head shows.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { activeExportId, mayBeActive } from "../log/exports/active_export.ts";
import type { RememberedExport } from "../log/exports/remembered.ts";
import { EXPORT_SELECTION } from "../spyglass/usage_tables.ts";
import type { ExportName, State } from "./messages.d.ts";
import { orNothing } from "../log/exports/export_key.ts";

/** When the active export became active in this process; it lasts over a second `connect()`. */
export interface ActiveSince {
  readonly id: number;
  readonly since: string;
  /** Came with the environment. */
  readonly inherited: boolean;
}

/** What is known of the exports of one database. */
export class Exports {
  readonly #remembered: RememberedExport;
  readonly #server: string;
  #active: State["active"] = null;
  #papers: State["papers"] = [];
  /** The newest export of each paper. */
  #newest: readonly ExportName[] = [];
  #state = "";

  /** @param server The database, as the remembered exports name it. */
  constructor(remembered: RememberedExport, server: string) {
    this.#remembered = remembered;
    this.#server = server;
  }

  /** The active export; its problem, where the server does not know it. */
  get active(): State["active"] {
    return this.#active;
  }

  /** Existing papers with their analyses. */
  get papers(): State["papers"] {
    return this.#papers;
  }

  /** What was active when this notebook's kernel ended. */
  get interrupted(): State["interrupted"] {
    if (activeExportId() !== null) return null;
    const last = this.#remembered.read();
    if (last === null || last.server !== this.#server) return null;
    const { export_id, paper_id, analysis_id, since } = last;
    return { export_id, paper_id, analysis_id, since: String(since ?? "") };
  }

  /** The newest export of a paper; of the log, where none is named. */
  newest(paperId: string | null): ExportName | null {
    return this.#newest.find(({ paper_id }) =>
      paperId === null || paper_id === paperId
    ) ?? null;
  }

  /** Looks at the server; the list of papers is read only where it has changed. */
  async refresh(session: Session, since: ActiveSince | null): Promise<void> {
    const id = activeExportId();
    const rows = await orNothing(() =>
      session.texts(
        `SELECT COUNT(*), COALESCE(MAX(export_id), 0) FROM ${EXPORT_SELECTION}`,
      )
    );
    const state = rows.join();
    if (state !== this.#state) await this.#readPapers(session);
    this.#state = state;
    this.#active = id === null ? null : await this.#name(session, id, since);
  }

  async #name(
    session: Session,
    id: number,
    since: ActiveSince | null,
  ): Promise<State["active"]> {
    const [row] = Number.isNaN(id) ? [] : await orNothing(() =>
      session.texts(
        `SELECT paper_id, analysis_id, spyglass_version FROM ${EXPORT_SELECTION} WHERE export_id = ${id}`,
      )
    );
    const [paper = "", analysis = "", version = ""] = row ?? [];
    const isHere = mayBeActive({ paper_id: paper!, analysis_id: analysis! });
    return {
      export_id: Number.isNaN(id) ? 0 : id,
      paper_id: paper!,
      analysis_id: analysis!,
      version: version!,
      since: since?.id === id ? since.since : null,
      inherited: since?.id === id && since.inherited,
      problem: row !== undefined
        ? isHere
          ? null
          : `the active export is another server's: reads fail until one is started here`
        : `SPYGLASS_EXPORT_ID names an export that this server does not know: reads fail until one is started`,
    };
  }

  async #readPapers(session: Session): Promise<void> {
    const rows = await orNothing(() =>
      session.texts(
        `SELECT export_id, paper_id, analysis_id FROM ${EXPORT_SELECTION} ORDER BY export_id DESC LIMIT ${MOST_EXPORTS}`,
      )
    );
    const names = rows.map(([id, paper, analysis]) => ({
      export_id: Number(id),
      paper_id: paper!,
      analysis_id: analysis!,
    }));
    const papers = Map.groupBy(names, ({ paper_id }) => paper_id);
    this.#newest = [...papers.values()].map((exports) => exports[0]!);
    this.#papers = [...papers].map(([paper_id, exports]) => ({
      paper_id,
      analyses: exports.map(({ analysis_id }) => analysis_id),
    }));
  }
}

/** As many as suggestions are good for. */
const MOST_EXPORTS = 1000;
