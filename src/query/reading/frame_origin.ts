/**
 * Where the rows of a frame came from. Rows of several reads put together are logged only as far as each of those is.
 *
 * @module
 */
import type { ColumnView } from "../../present/table_view.ts";
import type { RecordedEntry } from "./observer.ts";

/** One read that rows came from. */
export interface FrameRead {
  /** `logged in export 1 (paper1 / analysis1)`, or why not. */
  readonly note: string;
  /** Entries of the log that say what was read. */
  readonly recorded: readonly RecordedEntry[];
}

/** What a frame remembers of its read. */
export interface FrameOrigin extends FrameRead {
  readonly columns: readonly ColumnView[];
  /** Names of columns that are shown as `=BLOB=`. */
  readonly blobs: readonly string[];
  /** The reads it was put together of; missing where it is of one, or of none. */
  readonly reads?: readonly FrameRead[];
}

/** Of a frame that somebody built by hand. */
export const NO_ORIGIN: FrameOrigin = {
  columns: [],
  blobs: [],
  note: "",
  recorded: [],
};

/** The reads that a frame's rows came from; none where it was built by hand. */
export function readsOf(origin: FrameOrigin): readonly FrameRead[] {
  const { note, recorded, reads } = origin;
  if (reads !== undefined) return reads;
  return note === "" && recorded.length === 0 ? [] : [{ note, recorded }];
}

/** Where rows came from that were put together of others. */
export function mergedOrigin(origins: readonly FrameOrigin[]): FrameOrigin {
  const reads = eachOnce(origins.flatMap(readsOf));
  return {
    columns: firstOfEachName(origins.flatMap(({ columns }) => columns)),
    blobs: [...new Set(origins.flatMap(({ blobs }) => blobs))],
    note: noteOf(reads),
    recorded: reads.flatMap(({ recorded }) => recorded),
    reads,
  };
}

/** Notes name the export: reads of the same note are logged, or not, together. */
function eachOnce(reads: readonly FrameRead[]): FrameRead[] {
  const byNote = Map.groupBy(reads, ({ note }) => note);
  return [...byNote].map(([note, same]) => ({
    note,
    recorded: [...new Set(same.flatMap(({ recorded }) => recorded))],
  }));
}

function noteOf(reads: readonly FrameRead[]): string {
  const notes = reads.map(({ note }) => note);
  return notes.length < 2
    ? notes.join()
    : `partly not logged: ${notes.join("; ")}`;
}

function firstOfEachName(columns: readonly ColumnView[]): ColumnView[] {
  const named = new Map<string, ColumnView>();
  for (const column of columns) {
    if (!named.has(column.name)) named.set(column.name, column);
  }
  return [...named.values()];
}
