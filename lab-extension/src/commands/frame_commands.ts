/**
 * Commands of data frames: take rows away, filter them.
 *
 * @module
 */
import type { CopyFormat } from "../grid/grid_model.ts";
import type { Command, CommandContext } from "./command.ts";

/** All that the data frame in use offers. */
export const FRAME_COMMANDS: readonly Command[] = [
  copying("tsv", "TSV"),
  copying("csv", "CSV"),
  {
    ...copying("code", ""),
    label: ({ trans }) => trans.__("Copy Data Frame as Code"),
  },
  {
    name: "download-frame",
    label: ({ trans }) => trans.__("Download Data Frame as CSV"),
    caption: ({ trans }) =>
      trans.__("Save its chosen rows, or all; they are logged as a read"),
    isEnabled: hasFrame,
    execute: ({ frame }) => frame()?.download(),
  },
  {
    name: "filter-frame",
    label: ({ trans }) => trans.__("Filter Data Frame…"),
    caption: ({ trans }) => trans.__("Go to the filter of the data frame"),
    isEnabled: hasFrame,
    execute: ({ filterFrame }) => filterFrame(),
  },
];

function copying(format: CopyFormat, name: string): Command {
  return {
    name: `copy-frame-${format}`,
    label: ({ trans }) => trans.__("Copy Data Frame as %1", name),
    caption: ({ trans }) =>
      trans.__("Copy its chosen rows, or all; they are logged as a read"),
    isEnabled: hasFrame,
    execute: ({ frame }) => frame()?.copy(format),
  };
}

function hasFrame({ frame }: CommandContext): boolean {
  return frame()?.model.head != null;
}
