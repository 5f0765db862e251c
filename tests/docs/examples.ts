/**
 * The examples of doc comments that run on the demo, and the SQL that they say they make.
 *
 * @module
 */
import { blanked, lineAt, piecesOf } from "../../scripts/rules/source.ts";

/** An example of a doc comment. */
export interface Example {
  /** Where its code begins: `src/query/query.ts:58`. */
  readonly place: string;
  readonly code: string;
}

/** A statement of an example. */
export interface Statement {
  readonly code: string;
  /** What the comments behind it say that it sends, or would send when it is read. */
  readonly sql: readonly string[];
  /** The value that the first comment behind it says, as JSON; `null` where it says none. */
  readonly value: string | null;
}

/**
 * The examples of a file that are marked `ts demo ignore`: `deno test --doc` leaves them out, as it has no database.
 *
 * @param path The file's path, as it is to be told.
 * @param source TypeScript.
 */
export function demoExamples(path: string, source: string): Example[] {
  return [...source.matchAll(FENCED)].map((found) => ({
    place: `${path}:${lineAt(source, found.index) + 1}`,
    code: found[1]!.replaceAll(/^ *\* ?/gm, "").trimEnd(),
  }));
}

/**
 * Splits an example into statements, each with the SQL in the comments behind it: texts that begin with a keyword of
 * SQL. A comment's next lines go on with it.
 *
 * @param code TypeScript.
 */
export function statementsOf(code: string): Statement[] {
  const plain = blanked(code, ["text", "comment"]);
  const statements: Statement[] = [];
  let start = 0;
  for (const end of statementEnds(plain)) {
    const comments = commentsFrom(code, end);
    const value = valueOf(comments[0] ?? "…");
    const sql = sqlOf(comments);
    statements.push({ code: code.slice(start, end), sql, value });
    start = end;
  }
  return [...statements, { code: code.slice(start), sql: [], value: null }];
}

/**
 * Whether a statement is what a comment says: `…` stands for anything, and spaces do not count.
 *
 * @param said The comment's text.
 * @param made The statement.
 */
export function isSaid(said: string, made: string): boolean {
  const parts = said.split("…").map((part) =>
    dense(part).replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
  );
  return new RegExp(`^${parts.join(".*")}$`, "su").test(dense(made));
}

const FENCED = /^ *\* ```ts demo ignore\n([^]*?)^ *\* ```$/gm;
const SQL =
  /^(?:SELECT|INSERT|REPLACE|UPDATE|DELETE|CREATE|DROP|START TRANSACTION|COMMIT|WITH|select)\b/;
const BLOCK = /^\s*(?:class|for|if|try|while|(?:async )?function)\b/;

/** Ends of the statements that are in no brackets: at a semicolon, or at the brace that ends a block. */
function statementEnds(plain: string): number[] {
  const ends: number[] = [];
  let depth = 0;
  for (let at = 0; at < plain.length; at++) {
    const character = plain[at]!;
    if ("([{".includes(character)) depth++;
    if (")]}".includes(character)) depth--;
    const isBlock = character === "}" &&
      BLOCK.test(plain.slice(ends.at(-1) ?? 0, at));
    if (depth === 0 && (character === ";" || isBlock)) ends.push(at + 1);
  }
  return ends;
}

/** The comments between the end of a statement and the next code, a line each. */
function commentsFrom(code: string, end: number): string[] {
  const lines: string[] = [];
  for (const piece of piecesOf(code)) {
    if (piece.end <= end) continue;
    const text = code.slice(Math.max(piece.start, end), piece.end);
    if (piece.kind === "comment") lines.push(text.replace(/^\/\/ ?/, ""));
    else if (text.trim() !== "") break;
  }
  return lines;
}

function sqlOf(comments: readonly string[]): string[] {
  const texts: string[] = [];
  for (const line of comments) {
    if (SQL.test(line)) texts.push(line);
    else if (texts.length > 0) texts.push(`${texts.pop()} ${line}`);
  }
  return texts;
}

/** What is JSON once its names have quotes: `{ electrode_id: 0 }`; nothing that is told in part. */
function valueOf(comment: string): string | null {
  if (comment.includes("…")) return null;
  try {
    const text = comment.replaceAll(/([{,] *)(\w+):/g, '$1"$2":');
    return JSON.stringify(JSON.parse(text));
  } catch {
    return null;
  }
}

function dense(text: string): string {
  return text.replaceAll(/\s+/g, "");
}
