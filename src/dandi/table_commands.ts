/**
 * Which tables can do more than every table can.
 *
 * @module
 */
import {
  type ExportCommandContext,
  exportCommands,
} from "../export/commands/export_commands.ts";
import { selectionCommands } from "../export/commands/selection_commands.ts";
import type { TableInfo } from "../schema/table.ts";
import { DANDI_PATH, VALIDATION } from "../spyglass/dandi_tables.ts";
import { EXPORT, EXPORT_SELECTION } from "../spyglass/usage_tables.ts";
import {
  dandiPathCommands,
  dandiValidationCommands,
  fileCommands,
} from "./dandi_commands.ts";

/** The methods that a table has beside those of every table, `null` where it has none. */
export function tableCommands(
  info: TableInfo,
  context: ExportCommandContext,
): object | null {
  switch (info.fullName) {
    case EXPORT_SELECTION:
      return selectionCommands(context);
    case EXPORT:
      return { ...exportCommands(context), ...fileCommands(context) };
    case DANDI_PATH:
      return dandiPathCommands(context);
    case VALIDATION:
      return dandiValidationCommands(context);
    default:
      return null;
  }
}
