/**
 * What makes SQL text give something else each time it runs.
 *
 * @module
 */
import type { Token } from "../../sql/tokens.ts";

/**
 * The first part of a text that gives something else each time it runs: `rand()`, `now()`, a variable.
 *
 * @returns How it is named in messages; `null` where there is none.
 */
export function changingPart(tokens: readonly Token[]): string | null {
  for (const [i, { kind, text }] of tokens.entries()) {
    if (kind === "variable") return `the variable ${text}`;
    if (kind !== "word") continue;
    const upper = text.toUpperCase();
    if (ALONE.has(upper)) return upper;
    if (CALLED.has(upper) && isCalled(tokens, i)) {
      return `${text.toLowerCase()}()`;
    }
  }
  return null;
}

/**
 * What makes a text that reads change or lock something: `FOR UPDATE`, `LOCK IN SHARE MODE`, `NEXTVAL()`.
 *
 * @returns How it is named in messages; `null` where there is none.
 */
export function lockingPart(tokens: readonly Token[]): string | null {
  const solid = tokens.filter(({ kind }) => kind !== "space");
  for (const [i, { kind, text }] of solid.entries()) {
    if (kind !== "word") continue;
    const upper = text.toUpperCase();
    const next = solid[i + 1]?.text.toUpperCase() ?? "";
    if (upper === "FOR" && ["UPDATE", "SHARE"].includes(next)) {
      return `FOR ${next}`;
    }
    if (upper === "LOCK" && next === "IN") return "LOCK IN SHARE MODE";
    if (SEQUENCES.has(upper) && next === "(") return `${upper}()`;
    if (upper === "NEXT" && next === "VALUE") return "NEXT VALUE FOR";
  }
  return null;
}

const SEQUENCES: ReadonlySet<string> = new Set(["NEXTVAL", "SETVAL"]);

function isCalled(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  return (next?.kind === "space" ? tokens[at + 2] : next)?.text === "(";
}

/** Functions that need no parentheses. */
const ALONE = new Set(
  `CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP UTC_DATE
  UTC_TIME UTC_TIMESTAMP SYSDATE ROWNUM`.split(/\s+/),
);

const CALLED = new Set(
  `RAND NOW CURDATE CURTIME UUID UUID_SHORT SYS_GUID UNIX_TIMESTAMP SLEEP
  CONNECTION_ID LAST_INSERT_ID ROW_COUNT FOUND_ROWS RANDOM_BYTES NEXTVAL LASTVAL
  SETVAL GET_LOCK RELEASE_LOCK IS_FREE_LOCK IS_USED_LOCK BENCHMARK LOAD_FILE
  MASTER_POS_WAIT`.split(/\s+/),
);
