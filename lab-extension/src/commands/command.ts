/**
 * What a command is, and how commands get into JupyterLab: each has an entry in the palette.
 *
 * @module
 */
import type { ICommandPalette } from "@jupyterlab/apputils";
import type { TranslationBundle } from "@jupyterlab/translation";
import type { CommandRegistry } from "@lumino/commands";
import type { ReadonlyPartialJSONObject } from "@lumino/coreutils";
import type { GridView } from "../../../src/lab/grid/grid_messages.d.ts";
import type { OpenDiagrams } from "../diagram/open_diagrams.ts";
import type { GridPanel } from "../grid/grid_panel.tsx";
import type { Arrival, CellMark } from "../notebook/notebook_cell.ts";
import type { Focus } from "../panels/sidebar.ts";
import type { IExportModel } from "../model/tokens.ts";
import { tellEnabled } from "./enabled.ts";

/** What commands work with. */
export interface CommandContext {
  readonly model: IExportModel;
  readonly trans: TranslationBundle;
  /** Brings the sidebar to the front, with the focus in it; `export`: in the form that starts one; `aside`: without. */
  openSidebar(focus?: Focus): void;
  /** Opens a table of the notebook in front as a data frame. */
  openTable(table: string, rows: GridView["rows"]): void;
  /** Opens all rows of what a cell showed, of the notebook in front unless another is named. */
  openResult(name: string, path?: string): void;
  /** The result that the notebook in front shows last; `null` where it shows none. */
  newestResult(): string | null;
  /** The diagrams in the main area. */
  readonly diagrams: OpenDiagrams;
  /** The data frame that is used last; `null` where none is open. */
  frame(): GridPanel | null;
  /** Brings that one to the front, with the focus in its filter. */
  filterFrame(): void;
  /** Scrolls to a cell of the notebook in front. */
  toCell(cell: CellMark): Arrival;
}

/** One command, as JupyterLab's registry wants it but with our context. */
export interface Command {
  /** Without the extension's prefix. */
  readonly name: string;
  label(context: CommandContext): string;
  caption(context: CommandContext): string;
  /** Always, where it is missing. */
  isEnabled?(context: CommandContext, args: Args): boolean;
  execute(context: CommandContext, args: Args): unknown;
}

/** Arguments of a command. */
export type Args = ReadonlyPartialJSONObject;

/** Before each command's name. */
const PREFIX = "spyglass-deno:";

/**
 * Registers commands and lists them in the palette, which follows whether they can be used.
 *
 * @param commands JupyterLab's registry
 * @param palette its palette, where it has one
 * @param context what the commands work with
 * @param list the commands
 */
export function registerCommands(
  commands: CommandRegistry,
  palette: ICommandPalette | null,
  context: CommandContext,
  list: readonly Command[],
): void {
  const category = context.trans.__("Spyglass Export");
  const ids: string[] = [];
  for (const command of list) {
    const id = PREFIX + command.name;
    ids.push(id);
    commands.addCommand(id, {
      label: command.label(context),
      caption: command.caption(context),
      isEnabled: (args) => command.isEnabled?.(context, args) ?? true,
      execute: (args) => command.execute(context, args),
    });
    palette?.addItem({ command: id, category });
  }
  tellEnabled(commands, ids, context.model.changed);
}

/** Whether the module is there to be asked, be it that it answers at the end of a cell. */
export function isConnected({ model }: CommandContext): boolean {
  return model.view.link === "connected" || model.view.isOld;
}
