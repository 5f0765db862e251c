/**
 * The reads of a paper as a frame.
 *
 * @module
 */
import type { ReviewedRead } from "../../log/review.ts";
import { Frame } from "../../query/reading/frame.ts";

/** One row a log entry, for people to look at. */
export function reviewFrame(reads: readonly ReviewedRead[]): Frame {
  const names = [
    "export_id",
    "analysis_id",
    "table_id",
    "table_name",
    "restriction",
    "rows",
    "bytes",
    "adds",
    "changed",
    "cell",
  ] as const;
  return Frame.of(
    Object.fromEntries(
      names.map((name) => [name, reads.map((read) => read[name])]),
    ),
    {
      columns: names.map((name) => ({
        name,
        isKey: name === "export_id" || name === "table_id",
      })),
      blobs: [],
      note: "",
      recorded: [],
    },
  );
}
