/**
 * A line that refers to another table: `-> Session`, `-> [nullable, unique] lab.Person.proj(author='person')` (DataJoint
 * 0.14, `datajoint/declare.py`, `compile_foreign_key`). Python evaluates what stands behind the arrow; here it is read: a
 * name, and projections that rename attributes.
 *
 * @module
 */
import { type DefinitionLine, lineError } from "./definition_lines.ts";
import { indexOutsideQuotes, unquoted } from "../sql/quoted.ts";

/** A reference, read. */
export interface Reference {
  readonly isNullable: boolean;
  readonly isUnique: boolean;
  /** The table's name as it is written: `Session`, `common_session.Session`, `` `lab`.`#person` ``. */
  readonly table: string;
  /** What each projection does, in their order. */
  readonly projections: readonly Projection[];
  readonly line: DefinitionLine;
}

/** One `.proj(…)`. */
export interface Projection {
  /** New name → old name. */
  readonly renames: ReadonlyMap<string, string>;
  /** Attributes that are named without being renamed. */
  readonly named: readonly string[];
}

/**
 * Reads a line.
 *
 * @throws {DefinitionError} The message names the line, what is wrong, and what is wanted.
 */
export function referenceOf(line: DefinitionLine): Reference {
  const hash = indexOutsideQuotes(line.text, "#", 0);
  const text = (hash < 0 ? line.text : line.text.slice(0, hash)).trim();
  const [, options, expression] =
    /^->\s*(?:\[([^\]]*)\])?\s*([^]*)$/.exec(text) ?? [];
  if (expression === undefined) {
    const before = text.slice(0, text.indexOf("->")).trim();
    throw lineError(line, `${JSON.stringify(before)} stands before ->`, FORM);
  }
  const words = optionsOf(line, options);
  if (words.has("nullable") && line.inKey) {
    throw lineError(
      line,
      "a reference in the primary key is nullable",
      "a key without null; move it below ---",
    );
  }
  const table = TABLE.exec(expression)?.[0] ?? "";
  if (table === "") throw lineError(line, "it names no table", FORM);
  return {
    isNullable: words.has("nullable"),
    isUnique: words.has("unique"),
    table: table.replaceAll(/\s*\(\s*\)$/g, ""),
    projections: projectionsOf(line, expression.slice(table.length)),
    line,
  };
}

const FORM =
  "-> Table, -> schema.Table, -> [nullable] Table, -> [unique] Table, or -> Table.proj(new='old')";

/** Names with points between, or raw names in back-quotes; but not the `.proj(` behind them. */
const TABLE =
  /^(?:`(?:[^`]|``)+`\.`(?:[^`]|``)+`|[\p{L}_$][\p{L}\p{N}_$]*(?:\.(?!proj\s*\()[\p{L}_$][\p{L}\p{N}_$]*)*)(?:\s*\(\s*\))?/u;

function optionsOf(
  line: DefinitionLine,
  text: string | undefined,
): ReadonlySet<string> {
  if (text === undefined) return new Set();
  const words = text.split(",").map((word) => word.trim().toLowerCase());
  const strange = words.find((word) => !/^(nullable|unique)$/.test(word));
  if (strange === undefined) return new Set(words);
  const found = `there is no option ${JSON.stringify(strange)}`;
  throw lineError(line, found, "nullable or unique");
}

function projectionsOf(line: DefinitionLine, text: string): Projection[] {
  const projections: Projection[] = [];
  for (let rest = text.trim(); rest !== "";) {
    const start = /^\.proj\s*\(/.exec(rest)?.[0];
    const end = start === undefined
      ? -1
      : indexOutsideQuotes(rest, ")", start.length);
    if (start === undefined || end < 0) {
      throw lineError(
        line,
        `${JSON.stringify(rest)} stands behind the table's name`,
        "nothing, or .proj(new='old'): a reference is to a whole table or its projection",
      );
    }
    projections.push(projection(line, rest.slice(start.length, end)));
    rest = rest.slice(end + 1).trim();
  }
  return projections;
}

/** `new='old'` as Python writes it, or `{ new: "old" }`; names in quotes, and `...`. */
function projection(line: DefinitionLine, text: string): Projection {
  const renames = new Map<string, string>();
  const named: string[] = [];
  const bare = text.trim().replace(/^\{([^]*)\}$/, "$1");
  for (const item of itemsOf(bare)) {
    const [, name, value] = /^["']?(\w+)["']?\s*[=:]\s*([^]+)$/.exec(item) ??
      [];
    const quoted = unquoted(value ?? item);
    if (quoted === null && item !== "...") {
      throw lineError(line, `${JSON.stringify(item)} in .proj(…)`, PROJECTION);
    }
    if (name === undefined) {
      if (quoted !== null) named.push(quoted);
    } else addRename(line, renames, name, quoted!.trim());
  }
  return { renames, named };
}

const PROJECTION = "new='old', where both are names of attributes";

function addRename(
  line: DefinitionLine,
  renames: Map<string, string>,
  name: string,
  old: string,
): void {
  if (!/^[a-z][a-z0-9_]*$/.test(name) || !/^[a-zA-Z_]\w*$/.test(old)) {
    throw lineError(line, `${name}='${old}' renames no attribute`, PROJECTION);
  }
  renames.set(name, old);
}

function itemsOf(text: string): string[] {
  const items: string[] = [];
  let rest = text;
  for (
    let comma = indexOutsideQuotes(rest, ",", 0);
    comma >= 0;
    comma = indexOutsideQuotes(rest, ",", 0)
  ) {
    items.push(rest.slice(0, comma));
    rest = rest.slice(comma + 1);
  }
  return [...items, rest].map((item) => item.trim()).filter((item) =>
    item !== ""
  );
}
