/**
 * How far a paper's export is, as it is held and shown.
 *
 * @module
 */
import { momentText } from "../../present/moment.ts";
import { counted, sizeText } from "../../present/slice_view.ts";
import { displayBundle } from "../../present/display.ts";
import { changedReadsText } from "../../present/summary.ts";
import { stepsHtml, stepsText, type StepView } from "../../present/steps.ts";
import { staleText } from "./stale_text.ts";

/** How far an export is; `null` stands for a step that was not done. */
export interface ExportState {
  readonly paper_id: string;
  /** How many of its analyses were started, whether they have read or not. */
  readonly started: number;
  /** Where none was: the paper that was probably meant. */
  readonly nearest: string | null;
  readonly logged: {
    readonly analyses: number;
    readonly reads: number;
    readonly tables: number;
    /** When the last analysis was started, as the database tells time. */
    readonly at: string;
  } | null;
  readonly populated: {
    readonly export_id: number;
    readonly tables: number;
    readonly files: number;
    /** Of how many of the tables the script alone names the rows: their keys do not fit where Spyglass stores them. */
    readonly onlyInScript: number;
    /** The bundle's folder; `null` where it is not here. */
    readonly directory: string | null;
    /** When the script was written (ISO 8601). */
    readonly at: string | null;
    /** True where the log is as it was then, and so are the rows in Spyglass' tables. */
    readonly current: boolean;
    /** False where the rows in Spyglass' tables are not those that were written with the bundle. */
    readonly fits: boolean;
  } | null;
  readonly dumped: {
    readonly sql: string;
    readonly bytes: number;
    readonly at: string;
  } | null;
  /** What `verify` said of just this dump. */
  readonly verified: {
    readonly ok: boolean;
    readonly differences: number;
    /** How many reads gave other rows when they were read than the database had when it was verified. */
    readonly changed: number;
    readonly sha256: string;
    readonly at: string;
  } | null;
  /** Rows that say where files of the export were published. */
  readonly published: { readonly rows: number } | null;
}

/** What comes next. See {@linkcode ExportCommands.status}. */
export interface NextStep {
  readonly command: string;
  /** Who runs it, and where. */
  readonly who: string;
}

/** How far a paper's export is, and what comes next. See {@linkcode ExportCommands.status}. */
export class ExportStatus implements ExportState {
  readonly paper_id: string;
  readonly started: number;
  readonly nearest: string | null;
  readonly logged: ExportState["logged"];
  readonly populated: ExportState["populated"];
  readonly dumped: ExportState["dumped"];
  readonly verified: ExportState["verified"];
  readonly published: ExportState["published"];
  /** The next command and who runs it; `null` where everything is done. */
  readonly next: NextStep | null;

  /** Statuses are made by `Export.status`. */
  constructor(state: ExportState, next: NextStep | null) {
    this.paper_id = state.paper_id;
    this.started = state.started;
    this.nearest = state.nearest;
    this.logged = state.logged;
    this.populated = state.populated;
    this.dumped = state.dumped;
    this.verified = state.verified;
    this.published = state.published;
    this.next = next;
  }

  /** How Jupyter shows it. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const title = `Export of paper ${this.paper_id}`;
    return {
      ...displayBundle(
        stepsHtml(title, this.steps()),
        stepsText(title, this.steps()),
      ),
    };
  }

  /** How `console.log` shows it. */
  [Symbol.for("Deno.customInspect")](): string {
    return stepsText(`Export of paper ${this.paper_id}`, this.steps());
  }

  /**
   * The steps, each with what is to be said of it; the last one is what comes next.
   *
   * @internal
   */
  steps(): StepView[] {
    const { logged, populated, dumped, verified, published, next } = this;
    const steps: [string, string | null][] = [
      ["Logged", logged && loggedText(logged)],
      ["Populated", populated && populatedText(populated)],
      [
        "Dumped",
        dumped &&
        `${dumped.sql} (${sizeText(dumped.bytes)}), ${momentText(dumped.at)}`,
      ],
      ["Verified", verified && verifiedText(verified)],
      [
        "Published",
        published && `${published.rows} rows say where files were published`,
      ],
    ];
    return [
      ...steps.map(([name, text]) => ({
        name,
        text: text ?? (name === "Logged" ? notLoggedText(this) : "not yet"),
        isDone: text !== null && !(name === "Verified" && !isProved(verified)),
      })),
      {
        name: "Next",
        text: next === null ? "nothing" : `${next.command} (${next.who})`,
        isDone: next === null,
      },
    ];
  }
}

/** The dump is right, and what the notebook read is in it. */
function isProved(verified: ExportState["verified"]): boolean {
  return verified !== null && verified.ok && verified.changed === 0;
}

function notLoggedText({ started, nearest }: ExportState): string {
  if (started > 0) {
    return `nothing yet: ${
      counted(started, "analysis", "analyses")
    } started, no read`;
  }
  return nearest === null
    ? "not yet"
    : `not yet: there is no such paper; did you mean ${nearest}?`;
}

function loggedText(
  { analyses, reads, tables, at }: NonNullable<ExportState["logged"]>,
): string {
  return `${counted(reads, "read")} of ${counted(tables, "table")} in ${
    counted(analyses, "analysis", "analyses")
  }, the last started ${at}`;
}

function populatedText(
  { export_id, tables, files, onlyInScript, at, current, fits }: NonNullable<
    ExportState["populated"]
  >,
): string {
  const stale = current
    ? ""
    : at === null
    ? "; its bundle is not here"
    : `; ${staleText(fits)}`;
  const named = onlyInScript === 0
    ? ""
    : `; the rows of ${
      counted(onlyInScript, "table")
    } are named by the script alone`;
  return `export ${export_id}: ${counted(tables, "table")}, ${
    counted(files, "file")
  }${at === null ? "" : `, ${momentText(at)}`}${named}${stale}`;
}

function verifiedText(
  { ok, differences, changed, at }: NonNullable<ExportState["verified"]>,
): string {
  const when = momentText(at);
  return ok
    ? changed === 0
      ? `yes, ${when}`
      : `the dump is what the database held, ${when}; but ${
        changedReadsText(changed)
      }`
    : `NO: ${counted(differences, "difference")}, ${when}`;
}
