/**
 * DataJoint's conventions: which kind of table a name means, which class name it has, and which type a column's
 * comment adds to the one that the server knows (DataJoint 0.14, `datajoint/user_tables.py`, `declare.py`).
 *
 * @module
 */
import type { ColumnKind, Tier } from "./table.ts";

/** The tier that a table's name says, parts apart: those are told by their master. */
export function tierOf(name: string): Exclude<Tier, "Part"> {
  if (name.startsWith("~")) return "Hidden";
  if (name.startsWith("#")) return "Lookup";
  if (name.startsWith("__")) return "Computed";
  if (name.startsWith("_")) return "Imported";
  return "Manual";
}

/**
 * The CamelCase name of a table: `_electrode` → `Electrode`, `__trodes_pos_v1` → `TrodesPosV1`,
 * `Order items` → `OrderItems`.
 *
 * @param name The table's name; for a part, what follows its master's name.
 */
export function classNameOf(name: string): string {
  const bare = name.replace(/^[~#_]+/, "");
  const camel = bare
    .replaceAll(
      /(?:^|[^\p{L}\p{N}$])[^\p{L}\p{N}$]*(\p{L})/gu,
      (_, letter: string) => letter.toUpperCase(),
    )
    .replaceAll(/[^\p{L}\p{N}_$]+/gu, "");
  return camel === "" ? name : camel;
}

/** What a column's comment says before the comment proper. */
export interface CommentType {
  readonly comment: string;
  /** `uuid`, `filepath`, `attach` or `blob`, `null` when the comment says nothing. */
  readonly special: "uuid" | "filepath" | "attach" | "blob" | null;
  readonly store: string | null;
}

/** Splits DataJoint's `:uuid:`, `:filepath@store:`, `:attach:`, `:blob@store:` from a comment. */
export function commentType(comment: string): CommentType {
  const match = /^:([^:]+):/.exec(comment);
  const type = match && /^(uuid|filepath|attach|blob)(?:@(.*))?$/i.exec(
    match[1]!,
  );
  if (!match || !type) return { comment, special: null, store: null };
  return {
    comment: comment.slice(match[0].length),
    special: type[1]!.toLowerCase() as CommentType["special"],
    store: type[2] ?? null,
  };
}

/** How the values of a column travel, from the server's type name and the comment's. */
export function kindOf(dataType: string, type: CommentType): ColumnKind {
  const kind = KINDS[dataType.toLowerCase()] ?? "string";
  if (type.special === null) return kind;
  if (type.special === "uuid") return kind === "binary" ? "uuid" : kind;
  if (type.special === "blob") return kind === "binary" ? "external" : kind;
  // What DataJoint keeps elsewhere is 16 bytes here; on any other type the comment is only a comment.
  return kind === "binary" || kind === "blob" ? type.special : kind;
}

const KINDS: Readonly<Record<string, ColumnKind>> = {
  tinyint: "integer",
  smallint: "integer",
  mediumint: "integer",
  int: "integer",
  bigint: "integer",
  decimal: "decimal",
  float: "float",
  double: "double",
  char: "string",
  varchar: "string",
  tinytext: "string",
  text: "string",
  mediumtext: "string",
  longtext: "string",
  enum: "enum",
  set: "enum",
  date: "date",
  time: "time",
  datetime: "datetime",
  timestamp: "timestamp",
  year: "year",
  bit: "bit",
  json: "json",
  binary: "binary",
  varbinary: "binary",
  tinyblob: "blob",
  blob: "blob",
  mediumblob: "blob",
  longblob: "blob",
  geometry: "geometry",
  point: "geometry",
  linestring: "geometry",
  polygon: "geometry",
  multipoint: "geometry",
  multilinestring: "geometry",
  multipolygon: "geometry",
  geometrycollection: "geometry",
  // So MySQL 8 calls it.
  geomcollection: "geometry",
};

/** The names that a part's master may have, the longest first: `a__b__c` is a part of `a__b` before it is one of `a`. */
export function masterNames(name: string): string[] {
  const masters: string[] = [];
  for (
    let at = name.lastIndexOf("__");
    at > 0;
    at = name.lastIndexOf("__", at - 1)
  ) {
    masters.push(name.slice(0, at));
  }
  return masters;
}
