/**
 * How far the shown paper is, kept up to date: cells, the command line and Python populate and verify, too.
 *
 * @module
 */
import {
  type ExportCommandContext,
  exportFolder,
} from "../../export/commands/export_commands.ts";
import { digestOfRows } from "../../export/result_digest.ts";
import { resultId } from "../../export/result_id.ts";
import { bundlePaths, factsOf } from "../../export/verify/find_dump.ts";
import type { Outcome } from "../messages.d.ts";
import { outcomeOf } from "./outcome.ts";

/** Watches one paper after the other. */
export class OutcomeWatch {
  readonly #context: () => Promise<ExportCommandContext>;
  readonly #changed: () => void;
  #paperId: string | null = null;
  #outcome: Outcome | null = null;
  /** Whether the bundle fits the rows. */
  #fits = true;
  /** What a glance saw when the outcome was asked for last. */
  #mark = "";
  /** Grows whenever the outcome may be another one though a glance sees nothing. */
  #wishes = 0;
  #looking: Promise<void> | null = null;
  #hasRead = false;

  /**
   * @param context Commands that look on the side.
   * @param changed Called when there is another outcome.
   */
  constructor(
    context: () => Promise<ExportCommandContext>,
    changed: () => void,
  ) {
    this.#context = context;
    this.#changed = changed;
  }

  /** How far the paper is; `null` while that is not known. */
  get outcome(): Outcome | null {
    return this.#outcome;
  }

  /** Watches another paper from now on. */
  follow(paperId: string | null): void {
    this.#paperId = paperId;
    this.#outcome = null;
    this.#fits = true;
    this.#mark = "";
    this.#hasRead = false;
  }

  /** Something was read for the paper: the first time, nobody who has begun is told to begin for a while. */
  hasRead(): void {
    if (this.#hasRead) return;
    this.#hasRead = true;
    this.look().catch(() => {});
  }

  /** Glances on the side, which costs next to nothing, and asks for the outcome where something has changed. */
  glance(): void {
    this.#looking ??= this.#look().catch(() => {}).finally(() => {
      this.#looking = null;
    });
  }

  /** Asks for the outcome in any case: the log has changed, or something was done. */
  async look(): Promise<void> {
    this.#wishes++;
    await this.#looking;
    this.glance();
    await this.#looking;
  }

  /** Waits for the end of what is under way. */
  async settle(): Promise<void> {
    await this.#looking;
  }

  async #look(): Promise<void> {
    const paperId = this.#paperId;
    if (paperId === null) return;
    const context = await this.#context();
    // A run that goes on puts its bundle in place a moment before its rows.
    const now = await seen(context, paperId, !this.#fits);
    const mark = `${paperId} ${this.#wishes} ${now}`;
    if (mark === this.#mark) return;
    const { outcome, fits } = await outcomeOf(context, paperId);
    if (paperId !== this.#paperId) return;
    this.#mark = mark;
    this.#outcome = outcome;
    this.#fits = fits;
    this.#changed();
  }
}

/** What tells one result of a paper from another: asking for all of it reads the log and the dump. */
async function seen(
  context: ExportCommandContext,
  paperId: string,
  isMixed: boolean,
): Promise<string> {
  const { pool } = context.query;
  const id = await resultId(pool, paperId);
  if (context.baseDir === null) return String(id);
  const paths = bundlePaths(exportFolder(context), paperId);
  const files = [paths.script, paths.sql, paths.manifest, paths.verified];
  const facts = await Promise.all(files.map(factsOf));
  const ages = facts.map((one) =>
    one && `${one.bytes} ${one.modified.getTime()}`
  );
  const rows = isMixed && id !== null && await digestOfRows(pool, id);
  return [id, ...ages, rows].join();
}
