/**
 * What was, or would be, mended in a paper's files.
 *
 * @module
 */
import { basename } from "node:path";
import { displayBundle } from "../present/display.ts";
import { counted } from "../present/slice_view.ts";
import { tableHtml } from "../present/table_html.ts";
import { tableText } from "../present/table_text.ts";
import type { TableView } from "../present/table_view.ts";

/** One change of one file. See {@linkcode FileCommands.prepareFilesForExport}. */
export interface FileChange {
  readonly file_path: string;
  /** What is changed, for example `/general/subject/sex`. */
  readonly at: string;
  /** `null` where there was nothing. */
  readonly before: string | null;
  /** `null` where it is taken out. */
  readonly after: string | null;
  /** The option that says it better, where the new value is only assumed. */
  readonly assumed: string | null;
}

/** One fault that only a person can mend. See {@linkcode FileCommands.prepareFilesForExport}. */
export interface FileFault {
  readonly file_path: string;
  readonly at: string;
  readonly message: string;
}

/**
 * What preparing the files of a paper did, or would do; shown as a table. See
 * {@linkcode FileCommands.prepareFilesForExport}.
 */
export class PreparedFiles {
  /** The paper's id. */
  readonly paper_id: string;
  /** True where the files were changed. */
  readonly applied: boolean;
  /** Every change. */
  readonly changes: readonly FileChange[];
  /** What is left to a person. */
  readonly left: readonly FileFault[];

  /** Made by `prepareFilesForExport`. */
  constructor(
    facts: Pick<PreparedFiles, "paper_id" | "applied" | "changes" | "left">,
  ) {
    this.paper_id = facts.paper_id;
    this.applied = facts.applied;
    this.changes = facts.changes;
    this.left = facts.left;
  }

  /** Paths of the files with changes. */
  get files(): string[] {
    return [...new Set(this.changes.map(({ file_path }) => file_path))];
  }

  /** How Jupyter shows it. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const view = this.#view();
    return { ...displayBundle(tableHtml(view), tableText(view)) };
  }

  /** How `console.log` shows it. */
  [Symbol.for("Deno.customInspect")](): string {
    return tableText(this.#view());
  }

  #view(): TableView {
    const rows = [
      ...this.changes.map(({ file_path, at, before, after, assumed }) => [
        basename(file_path),
        at,
        before ?? "none",
        after ?? "taken out",
        assumed === null ? "" : `assumed; pass ${assumed}`,
      ]),
      ...this.left.map(({ file_path, at, message }) => [
        basename(file_path),
        at,
        message,
        "",
        "left to you",
      ]),
    ];
    return {
      caption: `Files of paper ${this.paper_id}: ${
        counted(this.changes.length, "change")
      } ${this.applied ? "made" : "to make"}, ${this.left.length} left to you`,
      columns: ["file", "object", "before", "after", "note"].map((name) => ({
        name,
        isKey: false,
      })),
      rows,
      total: rows.length,
      shown: SHOWN,
      notes: this.applied || this.changes.length === 0
        ? []
        : ["nothing was changed yet"],
    };
  }
}

const SHOWN = 200;
