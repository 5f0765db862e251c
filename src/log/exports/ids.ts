/**
 * Paper and analysis ids: they become names of folders and files.
 *
 * @module
 */
import { refuseUnknownOptions } from "../../names/known_options.ts";
import { ID_LENGTH } from "../../spyglass/usage_tables.ts";
import { textLiteral } from "../../sql/literal.ts";

/** A paper and one analysis of it: what an export is known by. See {@linkcode SelectionCommands.startExport}. */
export interface ExportKey {
  readonly paper_id: string;
  readonly analysis_id: string;
}

/** `paper1 / analysis1`: how an export is named in messages. */
export function nameOf({ paper_id, analysis_id }: ExportKey): string {
  return `${paper_id} / ${analysis_id}`;
}

/**
 * Refuses a paper's id alone, where an object with it is wanted.
 *
 * @param more What else the object needs, as it is written there.
 * @throws {TypeError} It is no object; the message shows how it is to be written.
 */
export function checkPaper<Paper extends object>(
  paper: Paper,
  more = "",
): Paper {
  if (typeof paper === "object" && paper !== null) return paper;
  const id = typeof paper === "string" ? JSON.stringify(paper) : null;
  throw new TypeError(
    `Cannot use a paper: received ${
      id ?? String(paper)
    }, wanted an object; write { paper_id: ${id ?? '"paper1"'}${more} }`,
  );
}

/**
 * Takes what names a paper, for a command that has no options: its id, or a row of `ExportSelection`.
 *
 * @param action What cannot be done then, for the message.
 * @throws {TypeError} It is no object. @throws {UnknownNameError} It has something else, which would not be heard.
 */
export function paperAlone<Paper extends object>(
  action: string,
  paper: Paper,
): Paper {
  refuseUnknownOptions(action, checkPaper(paper), ROW);
  return paper;
}

/** Columns of `ExportSelection`. */
const ROW = [
  "paper_id",
  "analysis_id",
  "export_id",
  "spyglass_version",
  "time",
];

/**
 * Refuses ids that could not be the name of a folder, or that would mean something to a shell or file system.
 *
 * @throws {TypeError} It is no text. @throws {RangeError} It is empty, too long, or holds what a name must not.
 */
export function checkId(name: "paper_id" | "analysis_id", id: unknown): string {
  const action = `Cannot use ${name}`;
  if (typeof id !== "string") {
    throw new TypeError(
      `${action}: received ${
        id === null ? "null" : typeof id
      }, wanted a text, for example "${
        name === "paper_id" ? "paper1" : "analysis1"
      }"`,
    );
  }
  const found = FAULTS.find(([pattern]) => pattern.test(id));
  if (found) {
    throw new RangeError(
      `${action}: ${JSON.stringify(id.slice(0, 60))} ${
        found[1]
      }, wanted a name that a folder can have, for example "paper1"`,
    );
  }
  if ([...id].length > ID_LENGTH) {
    throw new RangeError(
      `${action}: it has ${
        [...id].length
      } characters, wanted ${ID_LENGTH} at most`,
    );
  }
  return id;
}

/** Whether two are of one paper and analysis. */
export function isSameExport(one: ExportKey, other: ExportKey): boolean {
  return one.paper_id === other.paper_id &&
    one.analysis_id === other.analysis_id;
}

/**
 * The condition that a column holds an id in this spelling: the server takes `Paper1` for `paper1`, and `café` for
 * `cafe`; names of folders are not the same.
 */
export function exactly(column: string, id: string): string {
  const value = textLiteral(id);
  const bytes = (text: string) =>
    `CAST(CONVERT(${text} USING utf8mb4) AS BINARY)`;
  return `(${column} = ${value} AND ${bytes(column)} = ${bytes(value)})`;
}

const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^\s*$/, "is empty"],
  [/[/\\]/, "holds a slash"],
  [/\.\./, "holds two dots"],
  [/^[-.]/, "begins with a dash or dot"],
  // deno-lint-ignore no-control-regex
  [/[\x00-\x1f\x7f-\x9f\u2028\u2029]/, "holds a control character"],
  [/^\s|\s$/, "begins or ends with a space"],
  [/[\uD800-\uDFFF](?![\uDC00-\uDFFF])/u, "is no well-formed Unicode"],
];
