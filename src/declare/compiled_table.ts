/**
 * A definition as it will be created: plain data.
 *
 * @module
 */
import type { Attribute } from "./attribute_line.ts";
import type { DefinitionLine } from "./definition_lines.ts";
import type { Index } from "./index_line.ts";

/** A table that can be created. */
export interface CompiledTable {
  readonly schema: string;
  readonly name: string;
  readonly fullName: string;
  readonly comment: string;
  readonly attributes: readonly Attribute[];
  /** Names, in the key's order. */
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly CompiledForeignKey[];
  readonly indexes: readonly CompiledIndex[];
  /** Stores whose tables of files must be there first. */
  readonly stores: readonly string[];
}

/** A foreign key, as it will be declared. */
export interface CompiledForeignKey {
  readonly columns: readonly string[];
  readonly parent: string;
  readonly parentColumns: readonly string[];
  /** True where it is to the table of a store's files. */
  readonly isExternal: boolean;
  readonly line: DefinitionLine;
}

/** An index: one of its own line, or that of a `[unique]` reference. */
export type CompiledIndex = Pick<
  Index,
  "isUnique" | "parts" | "attributes" | "line"
>;
