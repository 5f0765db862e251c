/**
 * Starting, resuming and stopping exports.
 *
 * @module
 */
import type { Pool } from "../../connection/session.ts";
import { LogError, QueryError } from "../../errors.ts";
import { EXPORT_SELECTION } from "../../spyglass/usage_tables.ts";
import { textLiteral } from "../../sql/literal.ts";
import {
  activeExportId,
  activeExportKey,
  endActiveExport,
  mayBeActive,
  setActiveExport,
} from "./active_export.ts";
import { exportKey } from "./export_key.ts";
import { type ExportKey, nameOf } from "./ids.ts";
import type { IncludedSessions } from "./included_sessions.ts";
import type { LogMemory } from "../log_memory.ts";
import type { NoteTaker } from "../notes/note_taker.ts";
import type { Recorder } from "../recorder.ts";
import type { RememberedExport } from "./remembered.ts";
import { newExport } from "./new_export.ts";
import { checkedKey, type StartOptions } from "./start_options.ts";

/** What an export is known by to the database. See {@linkcode SelectionCommands.startExport}. */
export interface ExportId {
  readonly export_id: number;
}

/** What the log needs of the rest. */
export interface ExportLogOptions {
  readonly pool: Pool;
  readonly recorder: Recorder;
  readonly included: IncludedSessions;
  readonly remembered: RememberedExport;
  readonly notes: NoteTaker;
  readonly memory: LogMemory;
  /** The server, as it is named in messages. */
  readonly server: string;
  /** What goes into `spyglass_version`. */
  readonly version: string;
  /** Creates the tables of the log where they are missing. */
  readonly prepare: () => Promise<void>;
  /** Drops the paper's earlier result, unless it was published and nobody agrees; gives what to say of it. */
  readonly dropResult: (paperId: string) => Promise<string | null>;
  /** Says something to the user. */
  readonly say: (text: string) => void;
  /** Warns the user. */
  readonly warn: (text: string) => void;
}

/** The exports of one database, and which one is active. */
export class ExportLog {
  readonly #options: ExportLogOptions;

  /** @param options What it needs of the rest. */
  constructor(options: ExportLogOptions) {
    this.#options = options;
  }

  /**
   * Starts logging for a paper and an analysis; an existing pair is resumed. Whatever was active is stopped first.
   *
   * @throws {TypeError | RangeError} An id that cannot be the name of a folder.
   */
  async start(options: StartOptions): Promise<ExportId> {
    const key = checkedKey(options);
    const { recorder, say, prepare } = this.#options;
    return await recorder.change("an export is being started", async () => {
      const active = activeExportId();
      if (active !== null) say(`${named(active)} in progress. Starting new.`);
      // Until the new one is there, the old one is active: a start that fails loses no read.
      await prepare();
      const existing = await this.#find(key);
      const id = existing ?? await this.#create(key);
      const dropped = existing === null
        ? null
        : await this.#options.dropResult(key.paper_id);
      await this.#warnOfVersions(key.paper_id);
      say(`${existing === null ? "Starting" : "Resuming"} {"export_id":${id}}`);
      if (dropped !== null) say(dropped);
      await Promise.all([
        this.#begin(id, key, options.includedNwbFiles ?? null),
        this.#options.notes.prepare(),
      ]);
      return { export_id: id };
    });
  }

  /** Stops the active export; warns when there is none. */
  async stop(): Promise<void> {
    const active = activeExportId();
    if (active === null) {
      this.#options.warn("No export in progress.");
      return;
    }
    await this.#options.recorder.change(
      "the export is being stopped",
      async () => {
        await this.#options.notes.drainSoon();
        this.#end();
        this.#options.say(
          Number.isNaN(active)
            ? `${named(active)} is active no more.`
            : `Stopped {"export_id":${active}}`,
        );
      },
    );
  }

  /**
   * Makes the export active that this notebook had open when its kernel went away.
   *
   * @throws {LogError} Nothing is remembered, or the server does not know it any more.
   */
  async resume(): Promise<ExportId> {
    const { remembered, server } = this.#options;
    const last = remembered.read();
    if (last === null || last.server !== server) {
      throw new LogError(
        "Cannot resume an export: none is remembered for this notebook and server, wanted one that a kernel restart ended; start it: ExportSelection.startExport({ paper_id, analysis_id })",
      );
    }
    const key = await this.keyOf(last.export_id);
    if (key === null) {
      remembered.clear();
      throw new LogError(
        `Cannot resume export ${last.export_id}: the server does not know it any more; start it anew: ExportSelection.startExport({ paper_id: ${
          JSON.stringify(last.paper_id)
        }, analysis_id: ${JSON.stringify(last.analysis_id)} })`,
      );
    }
    const { includedNwbFiles } = last;
    return await this.start({
      ...key,
      ...(includedNwbFiles ? { includedNwbFiles } : {}),
    });
  }

  /** The active export's paper and analysis, `null` when none of this server is active. */
  async active(): Promise<ExportKey | null> {
    return (await this.#activeHere())?.key ?? null;
  }

  /** The active export's id, `null` when none of this server is active. */
  async activeId(): Promise<number | null> {
    return (await this.#activeHere())?.id ?? null;
  }

  async #activeHere(): Promise<{ id: number; key: ExportKey } | null> {
    const id = activeExportId();
    const key = id === null ? null : await this.keyOf(id);
    return key !== null && mayBeActive(key) ? { id: id!, key } : null;
  }

  /** What the user must know at once: an inherited export, or one that a kernel restart ended. */
  async announce(): Promise<void> {
    const { recorder, remembered, say, warn, server } = this.#options;
    const id = activeExportId();
    const last = remembered.read();
    if (id !== null) {
      const key = Number.isNaN(id) ? null : await this.keyOf(id);
      if (key === null) {
        warn(
          `SPYGLASS_EXPORT_ID names an export that this server does not know: reads will fail until one is started.`,
        );
        return;
      }
      if (!mayBeActive(key)) {
        warn(
          `The active export is ${
            nameOf(activeExportKey()!)
          }; export ${id} of this server is ${
            nameOf(key)
          }: reads will fail until one is started here.`,
        );
        return;
      }
      recorder.learn(id, key);
      say(`Export ${id} (${nameOf(key)}) is active: reads are logged.`);
      return;
    }
    if (last !== null && last.server === server) {
      warn(
        `Export ${last.export_id} (${
          nameOf(last)
        }) was active when this notebook's kernel ended: nothing is logged now. Go on with ExportSelection.resumeExport().`,
      );
    }
  }

  /** See {@linkcode exportKey}. */
  keyOf(exportId: number): Promise<ExportKey | null> {
    return exportKey(this.#options.pool, exportId);
  }

  #begin(
    id: number,
    key: ExportKey,
    includedNwbFiles: readonly string[] | null,
  ): Promise<void> {
    const { recorder, remembered, included, server } = this.#options;
    included.set(id, includedNwbFiles);
    setActiveExport(id, key);
    remembered.write({
      export_id: id,
      ...key,
      server,
      since: new Date().toISOString(),
      ...(includedNwbFiles === null ? {} : { includedNwbFiles }),
    });
    return recorder.learn(id, key);
  }

  #end(): void {
    this.#options.included.set(activeExportId() ?? 0, null);
    endActiveExport();
    this.#options.remembered.clear();
  }

  async #find(key: ExportKey): Promise<number | null> {
    const rows = await this.#options.pool.texts(
      `SELECT export_id, paper_id, analysis_id, analysis_id = ${
        textLiteral(key.analysis_id)
      } FROM ${EXPORT_SELECTION} WHERE paper_id = ${textLiteral(key.paper_id)}`,
    );
    const other = rows.find(([, paper, analysis, isSame]) =>
      paper !== key.paper_id ||
      isSame === "1" && analysis !== key.analysis_id
    );
    if (other !== undefined) {
      // The server takes them for one and the same; folders and other programs do not.
      throw new RangeError(
        `Cannot start an export: (${other[1]}, ${
          other[2]
        }) exists, whose names the server does not tell from (${key.paper_id}, ${key.analysis_id}), wanted one spelling; use the existing one`,
      );
    }
    const row = rows.find(([, , , isSame]) => isSame === "1");
    return row === undefined ? null : Number(row[0]);
  }

  async #create(key: ExportKey): Promise<number> {
    try {
      const { pool, version, memory, warn } = this.#options;
      const { id, leftOver } = await newExport(pool, key, version);
      memory.drop(id);
      if (leftOver !== null) warn(leftOverText(id, leftOver));
      return id;
    } catch (error) {
      // Somebody else started the same pair in between: it is one export.
      const id = error instanceof QueryError && error.errno === 1062
        ? await this.#find(key)
        : null;
      if (id === null) throw error;
      return id;
    }
  }

  async #warnOfVersions(paperId: string): Promise<void> {
    const rows = await this.#options.pool.texts(
      `SELECT DISTINCT spyglass_version FROM ${EXPORT_SELECTION} WHERE paper_id = ${
        textLiteral(paperId)
      }`,
    );
    const others = rows.map(([version]) => version).filter((version) =>
      version !== this.#options.version
    );
    if (others.length === 0) return;
    this.#options.warn(
      `Paper ${paperId} has analyses logged under version ${
        others.join(", ")
      }; this is ${this.#options.version}. An export needs one version for all: log them again under one.`,
    );
  }
}

function leftOverText(id: number, problem: string): string {
  return `Export ${id} is new, but what was noted of an earlier export of this number stays (${problem}): views that that one read would be exported with this one, and its notes be taken for this one's. Ask for the right DELETE on spyglass_deno, and start another analysis.`;
}

/** What an inherited variable names may be no number. */
function named(id: number): string {
  return Number.isNaN(id) ? "An unknown export" : `Export ${id}`;
}
