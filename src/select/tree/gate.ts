/**
 * Lets one SELECT pass, and nothing else. What a SELECT could still do beside reading is not let pass either; the
 * transaction that it runs in is read-only, so that nothing called by it can write.
 *
 * @module
 */
import type { Piece } from "../../sql/tokens.ts";

/**
 * Checks that the statement is one SELECT.
 *
 * @throws {SyntaxError} It is anything else, writes a file, or takes locks; nothing was sent.
 */
export function checkSelect(pieces: readonly Piece[]): void {
  const solid = pieces.filter(({ kind }) => kind !== "space");
  if (solid.length === 0) throw refused("an empty statement");
  const first = solid.find(({ text }) => text !== "(")!;
  if (first.kind !== "word" || !/^(?:select|with)$/i.test(first.text)) {
    throw refused(`a statement that begins with ${shown(first.text)}`);
  }
  let depth = 0;
  for (const [i, { kind, text }] of solid.entries()) {
    if (text === "(") depth++;
    if (text === ")") depth--;
    if (text === ":" && solid[i + 1]?.text === "=") throw refused("a :=");
    if (kind !== "word" || solid[i - 1]?.text === ".") continue;
    const next = solid[i + 1]?.text ?? "";
    const found = refusedWord(text.toUpperCase(), next, depth);
    if (found !== null) throw refused(found);
  }
}

function refusedWord(
  word: string,
  next: string,
  depth: number,
): string | null {
  const isCall = next === "(";
  if (isCall) return CALLS.has(word) ? `${word}()` : null;
  if (WORDS.has(word)) return word;
  if (word === "FOR" && /^(?:update|share)$/i.test(next)) {
    return `FOR ${next.toUpperCase()}`;
  }
  if (word === "LOCK" && /^in$/i.test(next)) return "LOCK IN SHARE MODE";
  if (/^(?:NEXT|PREVIOUS)$/.test(word) && /^value$/i.test(next)) {
    return `${word} VALUE`;
  }
  return depth === 0 && STATEMENTS.has(word) ? word : null;
}

/** They write files or variables; all of them are reserved words. */
const WORDS = new Set(["INTO", "OUTFILE", "DUMPFILE", "PROCEDURE"]);

/** Behind a WITH these would be what is done. */
const STATEMENTS = new Set(
  "UPDATE DELETE INSERT REPLACE MERGE CALL DO SET".split(" "),
);

/** They read files of the server, take its locks, or change sequences. */
const CALLS = new Set(
  `LOAD_FILE GET_LOCK RELEASE_LOCK RELEASE_ALL_LOCKS NEXTVAL SETVAL MASTER_POS_WAIT MASTER_GTID_WAIT SYS_EXEC SYS_EVAL`
    .split(/\s+/),
);

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

function refused(found: string): SyntaxError {
  return new SyntaxError(
    `Cannot run a statement by db.sql: found ${found}, wanted one SELECT that only reads; use insert, update1, delete and db.declare to change data`,
  );
}
