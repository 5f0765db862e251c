/**
 * What `verify` gives: whether the restored slice is what the reads rest on, and every difference.
 *
 * @module
 */
import type { ReadChanges } from "../../log/notes/drift.ts";
import type { LoggedEntry, PaperLog } from "../../log/paper_log.ts";
import { displayBundle } from "../../present/display.ts";
import type { OutcomeView } from "../../present/outcome_view.ts";
import { OWN_SCHEMA } from "../../log/entries/noted.ts";
import { shortList } from "../../names/short_list.ts";
import { counted } from "../../present/slice_view.ts";
import { summaryHtml, summaryText } from "../../present/summary.ts";
import type { BundleState } from "../commands/current.ts";
import { NOT_OF_ONE_RUN } from "../commands/stale_text.ts";
import type { Difference } from "./difference.ts";
import type { TrialServer } from "./trial_server.ts";

/** What a verification is made of. */
export interface VerificationFacts {
  readonly log: PaperLog;
  readonly differences: readonly Difference[];
  /** How many there are, listed or not. */
  readonly count: number;
  readonly script: string | null;
  readonly sql: string;
  /** SHA-256 of the dump, in hexadecimal digits. */
  readonly sha256: string;
  /** What the slice has. */
  readonly exported: NonNullable<OutcomeView["exported"]>;
  /** What the restored server has. */
  readonly restored: NonNullable<OutcomeView["restored"]>;
  /** Where the dump was tried. */
  readonly server: Pick<TrialServer, "name" | "caveat">;
  /** How many different reads were replayed. */
  readonly reads: number;
  /** Reads that gave other rows than the database has now. */
  readonly changes: ReadChanges;
  /** Full names of views that were read by another definition than they have now. */
  readonly redefined: readonly string[];
  /** Sessions that the export was limited to, `null` for all. */
  readonly included: readonly string[] | null;
  /** How many foreign keys were searched for orphans. */
  readonly foreignKeys: number;
  readonly seconds: number;
  /** What the bundle was made of; `null` where another dump was verified. */
  readonly bundle: BundleState | null;
}

/** A read whose rows are not what they were. See {@linkcode ExportCommands.verify}. */
export interface VerifiedChange {
  /** Full name of the table. */
  readonly table: string;
  /** As it is logged; `TRUE` for a view. */
  readonly restriction: string;
  /** `2 rows then, 3 now`. */
  readonly change: string;
}

/** What `verify` found. See {@linkcode ExportCommands.verify}. */
export class Verification {
  /** True where nothing differs. */
  readonly ok: boolean;
  /** Every difference; of many alike, the first ones and how many more. */
  readonly differences: readonly Difference[];
  /** Path of the dump. */
  readonly sql: string;
  /** Its SHA-256, in hexadecimal digits. */
  readonly sha256: string;
  /** How many tables and rows the restored server has. */
  readonly restored: { readonly tables: number; readonly rows: number };
  /** How many different reads were replayed. */
  readonly reads: number;
  /**
   * Reads that gave other rows when they were read than the database has now. They are no differences: the dump may be
   * just what the database holds, but that is not what the notebook's cells show.
   */
  readonly changedReads: readonly VerifiedChange[];
  readonly #facts: VerificationFacts;

  /** Verifications are made by `Export.verify`. */
  constructor(facts: VerificationFacts) {
    this.#facts = facts;
    this.ok = facts.count === 0;
    this.differences = facts.differences;
    this.sql = facts.sql;
    this.sha256 = facts.sha256;
    this.restored = facts.restored;
    this.reads = facts.reads;
    const reads = facts.changes.changed.map(({ entry, change }) => ({
      table: entry.table,
      restriction: entry.restriction,
      change,
    }));
    this.changedReads = [
      ...reads,
      ...facts.redefined.map((table) => ({
        table,
        restriction: "TRUE",
        change: REDEFINED,
      })),
    ];
  }

  /** How Jupyter shows it. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const view = this.view();
    return { ...displayBundle(summaryHtml(view), summaryText(view)) };
  }

  /** How `console.log` shows it. */
  [Symbol.for("Deno.customInspect")](): string {
    return summaryText(this.view());
  }

  /**
   * As plain data for a renderer.
   *
   * @internal
   */
  view(): OutcomeView {
    const { log, script, sql, exported, restored } = this.#facts;
    return {
      paper: log.paperId,
      exports: log.exports.map(({ exportId, analysisId }) => ({
        id: exportId,
        analysis: analysisId,
      })),
      reads: readsOf(log.entries),
      exported,
      script,
      sql,
      restored,
      verified: {
        ok: this.ok,
        differences: this.differences,
        changedReads: this.changedReads,
        isCut: this.#facts.included !== null,
      },
      notes: this.#notes(),
    };
  }

  #notes(): string[] {
    const { reads, foreignKeys, restored, seconds } = this.#facts;
    const { server: { name, caveat } } = this.#facts;
    const stale = staleText(this.#facts);
    const looked =
      `Compared ${restored.rows} rows byte for byte on ${name}, replayed ${reads} different reads, searched ${foreignKeys} foreign keys for orphans, in ${
        seconds.toFixed(1)
      } s`;
    return [
      ...(stale !== null ? [stale] : this.ok ? [] : [IF_MEANT]),
      ...(this.ok || caveat === null ? [] : [caveat]),
      ...limits(this.#facts),
      looked,
    ];
  }
}

const REDEFINED = "the view is defined in another way now, or is gone";

const IF_MEANT =
  "Where the database was meant to change since the dump, run Export.populatePaper again, then verify; else find out what changed it";

/** What "yes" does not say. */
function limits({ included, changes, log }: VerificationFacts): string[] {
  const texts: string[] = [];
  if (included !== null) {
    texts.push(
      `Limited to ${counted(included.length, "session")} (${
        shortList(included)
      }): rows of others that the reads gave are not in it`,
    );
  }
  if (changes.untold > 0) {
    texts.push(
      `Of ${changes.untold} of ${
        counted(log.entries.length, "read")
      } there is no note of what they gave (Python's have none, nor those of users who may not write into ${OWN_SCHEMA}): whether their rows have changed since cannot be told`,
    );
  }
  return texts.length === 0 ? [] : [texts.join(". ")];
}

function staleText({ log, bundle }: VerificationFacts): string | null {
  if (bundle === null || bundle.isOfLog && bundle.fitsRows) return null;
  return bundle.isOfLog
    ? `Paper ${log.paperId}: ${NOT_OF_ONE_RUN}: run Export.populatePaper again`
    : "The log has changed since the export was made: run Export.populatePaper again";
}

function readsOf(
  entries: readonly LoggedEntry[],
): { table: string; entries: number }[] {
  return [...Map.groupBy(entries, ({ table }) => table)].map((
    [table, entries],
  ) => ({ table, entries: entries.length }));
}
