/**
 * What a reference is to: a table's key, as those who refer to it take it over.
 *
 * @module
 */
import type { TableInfo } from "../schema/table.ts";
import { serverType } from "./attribute_type.ts";
import { inheritedType } from "./attribute_line.ts";
import type { CompiledTable } from "./compiled_table.ts";
import { lineError } from "./definition_lines.ts";
import type { Reference } from "./foreign_key_line.ts";

/** A table that can be referred to. */
export interface Target {
  readonly fullName: string;
  /** The primary key, in the order of the table's attributes. */
  readonly key: readonly TargetAttribute[];
  /** Names of all attributes. */
  readonly names: readonly string[];
}

/** An attribute of its key. */
export interface TargetAttribute {
  /** What it is called by those who refer to it. */
  readonly name: string;
  /** What it is called there. */
  readonly original: string;
  /** The server's type. */
  readonly type: string;
  readonly comment: string;
}

/** A table of the database as a target. */
export function targetOf(table: TableInfo): Target {
  return {
    fullName: table.fullName,
    key: table.columns.filter((column) => column.inPrimaryKey).map((
      { name, type, kind, comment },
    ) => ({
      name,
      original: name,
      type: serverType(type),
      // Only this type of DataJoint's may be in a key.
      comment: kind === "uuid" ? `:uuid:${comment}` : comment,
    })),
    names: table.columns.map((column) => column.name),
  };
}

/** A table that is about to be made as a target, for its parts. */
export function targetOfCompiled(table: CompiledTable): Target {
  return {
    fullName: table.fullName,
    key: table.attributes
      .filter(({ name }) => table.primaryKey.includes(name))
      .map((attribute) => ({
        name: attribute.name,
        original: attribute.name,
        type: inheritedType(attribute),
        comment: attribute.comment,
      })),
    names: table.attributes.map(({ name }) => name),
  };
}

/**
 * The key of a target as a reference's projections name it.
 *
 * @throws {DefinitionError} A projection names an attribute that is not there; Python takes it for an expression and
 * renames nothing.
 */
export function projectedKey(
  target: Target,
  reference: Reference,
): readonly TargetAttribute[] {
  let { key, names } = target;
  for (const { renames, named } of reference.projections) {
    const mentioned = [
      ...renames.values(),
      ...named.map((name) => name.replace(/^-\s*/, "")),
    ];
    const missing = mentioned.find((name) => !names.includes(name));
    if (missing !== undefined) {
      throw lineError(
        reference.line,
        `${reference.table} has no attribute ${missing}`,
        `one of ${names.join(", ")}`,
      );
    }
    const renamed = (name: string) =>
      [...renames].filter(([, old]) => old === name).map(([now]) => now);
    key = key.flatMap((attribute) => {
      const others = renamed(attribute.name);
      return others.length === 0
        ? [attribute]
        : others.map((name) => ({ ...attribute, name }));
    });
    names = names.flatMap((name) => {
      const others = renamed(name);
      return others.length === 0 ? [name] : others;
    });
  }
  return key;
}
