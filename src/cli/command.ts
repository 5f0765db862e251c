/**
 * What a command of the command line is made of.
 *
 * @module
 */
import type { Database } from "../database.ts";
import type { ExportCommands } from "../export/commands/export_commands.ts";
import type { SelectionCommands } from "../export/commands/selection_commands.ts";
import type { Table } from "../query/table.ts";
import type { Arguments, OptionKinds } from "./arguments.ts";

/** A command. */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Names of its arguments, in order; those in brackets may be left out. */
  readonly takes: readonly string[];
  /** Its own options, beside those that all commands have. */
  readonly options: OptionKinds;
  /** Further paragraphs of its help. */
  readonly about: string;
  /**
   * Does it.
   *
   * @returns The exit code: 0, or 1 where something was found to be wrong.
   */
  run(given: Arguments, tools: Tools): Promise<number>;
}

/** What a command works with. */
export interface Tools {
  /** Writes a line, or several, for a person; nothing where `--json` was asked for. */
  say(text: string): void;
  /** Writes what a program reads, where `--json` was asked for. */
  json(value: unknown): void;
  /** Says how far long work is, beside the result. */
  progress(text: string): void;
  /** The path that a person means, who names it relative to the folder they are in. */
  path(name: string): string;
  /** Connects; the connection is closed at the end of the command. */
  connect(): Promise<Database>;
  /** The log, with its commands. */
  selection(): Promise<Table & SelectionCommands>;
  /** The exports, with their commands. */
  exports(): Promise<Table & ExportCommands>;
}
