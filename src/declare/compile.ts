/**
 * From a definition to what will be created, without touching anything (DataJoint 0.14, `datajoint/declare.py`,
 * `prepare_declare`).
 *
 * @module
 */
import { DefinitionError } from "../errors.ts";
import { fullName, quoteName } from "../sql/identifier.ts";
import { type Attribute, attributeOf, NAME_LENGTH } from "./attribute_line.ts";
import type {
  CompiledForeignKey,
  CompiledIndex,
  CompiledTable,
} from "./compiled_table.ts";
import {
  type DefinitionLine,
  definitionLines,
  lineError,
} from "./definition_lines.ts";
import { type Reference, referenceOf } from "./foreign_key_line.ts";
import { indexOf } from "./index_line.ts";
import { unescaped } from "../sql/quoted.ts";
import { projectedKey, type Target } from "./target.ts";

/** Finds the table that a line refers to; throws a {@linkcode DefinitionError} of that line. */
export type Resolve = (reference: Reference) => Target;

/**
 * Compiles a definition.
 *
 * @param table Where it will be: schema and name.
 * @param resolve Finds the tables that it refers to.
 * @throws {DefinitionError} The message names the line and what is wrong with it.
 */
export function compile(
  { schema, name }: { readonly schema: string; readonly name: string },
  definition: string,
  resolve: Resolve,
): CompiledTable {
  if (name.length > NAME_LENGTH) {
    throw new DefinitionError(
      `Cannot declare the table: its name ${name} has ${name.length} characters, wanted ${NAME_LENGTH} at most; nothing was created`,
      null,
    );
  }
  const { comment, lines } = definitionLines(definition);
  const made = new Compilation(schema, resolve);
  for (const line of lines) made.add(line);
  const parts = made.finish();
  if (parts.primaryKey.length === 0) {
    throw new DefinitionError(
      `Cannot declare the table ${name}: its definition has no primary key, wanted attributes or references above a line of ---; nothing was created`,
      null,
    );
  }
  const { attributes } = parts;
  return {
    schema,
    name,
    fullName: fullName(schema, name),
    comment: unescaped(comment),
    ...parts,
    stores: [...new Set(attributes.flatMap(({ store }) => store ?? []))],
  };
}

class Compilation {
  readonly #schema: string;
  readonly #resolve: Resolve;
  readonly #attributes = new Map<string, Attribute>();
  readonly #key: string[] = [];
  readonly #foreignKeys: CompiledForeignKey[] = [];
  readonly #indexes: (() => CompiledIndex)[] = [];

  constructor(schema: string, resolve: Resolve) {
    this.#schema = schema;
    this.#resolve = resolve;
  }

  add(line: DefinitionLine): void {
    switch (line.kind) {
      case "attribute":
        return this.#addAttribute(attributeOf(line));
      case "foreign key":
        return this.#addReference(referenceOf(line));
      case "index":
        // It may be over attributes of lines below it.
        this.#indexes.push(() =>
          indexOf(line, new Set(this.#attributes.keys()))
        );
    }
  }

  finish(): Pick<
    CompiledTable,
    "attributes" | "primaryKey" | "foreignKeys" | "indexes"
  > {
    return {
      attributes: [...this.#attributes.values()],
      primaryKey: this.#key,
      foreignKeys: this.#foreignKeys,
      indexes: this.#indexes.map((index) => index()),
    };
  }

  /** As in DataJoint the first line counts for an attribute; but two lines that say different things are a mistake. */
  #addAttribute(attribute: Attribute): void {
    const { name, line, store } = attribute;
    const earlier = this.#attributes.get(name);
    if (earlier && !earlier.isInherited && earlier.type !== attribute.type) {
      const found = `line ${earlier.line.number} declares ${name}, too`;
      throw lineError(line, found, "each attribute once");
    }
    if (line.inKey) {
      this.#checkInKey(attribute);
      if (!this.#key.includes(name)) this.#key.push(name);
    }
    if (!earlier) this.#attributes.set(name, attribute);
    if (store === null) return;
    this.#foreignKeys.push({
      columns: [name],
      parent: fullName(this.#schema, `~external_${store}`),
      parentColumns: ["hash"],
      isExternal: true,
      line,
    });
  }

  /** DataJoint creates such a table, and then fails whenever it is used. */
  #checkInKey({ line, type, comment }: Attribute): void {
    const isUuid = comment.startsWith(":uuid:");
    if (isUuid || !/blob|json/i.test(type) && !comment.startsWith(":")) return;
    throw lineError(
      line,
      "an attribute of the primary key is a blob, an attachment, a file or JSON",
      "a type that can be compared; move it below ---",
    );
  }

  #addReference(reference: Reference): void {
    const { line, isNullable, isUnique } = reference;
    const target = this.#resolve(reference);
    const key = projectedKey(target, reference);
    if (key.length === 0) {
      const found = `${reference.table} has no primary key`;
      throw lineError(line, found, "a table that has one");
    }
    const columns = key.map(({ name }) => name);
    for (const { name, type, comment } of key) {
      if (this.#attributes.has(name)) continue;
      if (line.inKey) this.#key.push(name);
      this.#attributes.set(name, {
        name,
        type,
        comment,
        nullable: isNullable,
        default: null,
        saysNull: false,
        store: null,
        line,
        isInherited: true,
      });
    }
    this.#foreignKeys.push({
      columns,
      parent: target.fullName,
      parentColumns: key.map(({ original }) => original),
      isExternal: false,
      line,
    });
    if (isUnique) this.#indexes.push(() => uniqueOver(columns, line));
  }
}

function uniqueOver(
  columns: readonly string[],
  line: DefinitionLine,
): CompiledIndex {
  const parts = columns.map(quoteName);
  return { isUnique: true, parts, attributes: columns, line };
}
