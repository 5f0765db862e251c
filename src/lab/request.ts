/**
 * What a front end asks, checked: it comes as text, and anything may be in it.
 *
 * @module
 */
import { GRID_OPERATORS } from "./grid/grid_operators.ts";
import type { Request } from "./messages.d.ts";

/** A request, or what is wrong with it. */
export type ReadRequest =
  | { readonly request: Request }
  | { readonly id: string; readonly error: string };

/**
 * Reads a request. Never throws.
 *
 * @param text JSON, if all is well.
 */
export function readRequest(text: unknown): ReadRequest {
  let found: unknown;
  try {
    found = JSON.parse(String(text));
  } catch {
    return wrong("", "the text is no JSON");
  }
  if (typeof found !== "object" || found === null) {
    return wrong("", "the text is no object");
  }
  const { id, ask, ...fields } = found as Record<string, unknown>;
  if (typeof id !== "string" || id.length > 200) {
    return wrong("", "it has no id that is a text");
  }
  const checks = typeof ask === "string" && Object.hasOwn(ASKS, ask)
    ? ASKS[ask]!
    : null;
  if (checks === null) {
    return wrong(id, `there is nothing to ask by the name of ${shown(ask)}`);
  }
  for (const [name, check] of Object.entries(checks)) {
    const fault = check(fields[name]);
    if (fault !== null) return wrong(id, `${name} is ${fault}`);
  }
  return { request: found as Request };
}

/** Says what a value is instead of what is wanted; `null` where it is that. */
type Check = (value: unknown) => string | null;

const text: Check = (value) =>
  typeof value === "string" && value.length <= 10_000
    ? null
    : `${shown(value)}, wanted a text`;
const flag: Check = (value) =>
  typeof value === "boolean" ? null : `${shown(value)}, wanted true or false`;
const whole: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0
    ? null
    : `${shown(value)}, wanted a whole number`;
const texts: Check = (value) =>
  Array.isArray(value) && value.length <= 10_000 &&
    value.every((item) => text(item) === null)
    ? null
    : `${shown(value)}, wanted a list of texts`;

function oneOf(...words: readonly string[]): Check {
  return (value) =>
    words.includes(value as string)
      ? null
      : `${shown(value)}, wanted one of ${words.join(", ")}`;
}

function orNone(check: Check): Check {
  return (value) => value === undefined ? null : check(value);
}

function objectOf(checks: Readonly<Record<string, Check>>): Check {
  return (value) => {
    if (typeof value !== "object" || value === null) {
      return `${shown(value)}, wanted an object`;
    }
    for (const [name, check] of Object.entries(checks)) {
      const fault = check((value as Record<string, unknown>)[name]);
      if (fault !== null) return `wrong: ${name} is ${fault}`;
    }
    return null;
  };
}

function listOf(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value) || value.length > 100) {
      return `${shown(value)}, wanted a short list`;
    }
    return value.map(check).find((fault) => fault !== null) ?? null;
  };
}

const view: Check = objectOf({
  table: text,
  rows: oneOf("slice", "logged", "all", "result"),
  sort: listOf(objectOf({ column: text, isDescending: flag })),
  filter: listOf(
    objectOf({ column: text, operator: oneOf(...GRID_OPERATORS), value: text }),
  ),
});

const ASKS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  hello: { front: orNone(text), seconds: orNone(whole) },
  bye: { front: orNone(text) },
  start: {
    paper_id: text,
    analysis_id: text,
    includedNwbFiles: orNone(texts),
  },
  stop: {},
  resume: {},
  dismiss: { export_id: whole },
  show: { paper_id: text },
  reads: { table: text, offset: whole, limit: whole },
  forget: {
    export_id: whole,
    table_id: whole,
    confirmed: flag,
    mark: orNone(text),
  },
  deleteAnalysis: {
    paper_id: text,
    analysis_id: text,
    confirmed: flag,
    mark: orNone(text),
  },
  cell: { export_id: whole, table_id: whole },
  code: { export_id: whole, table_id: whole },
  slice: {},
  diagram: {},
  populate: { paper_id: text },
  verify: { paper_id: text },
  cancel: { job: text },
  grid: { view },
  gridRows: { view, index: orNone(text), offset: whole, limit: whole },
  gridCopy: {
    view,
    index: orNone(text),
    format: oneOf("tsv", "csv", "code"),
    columns: texts,
    offset: whole,
    limit: whole,
  },
};

function wrong(id: string, what: string): ReadRequest {
  return { id, error: `Cannot answer the sidebar: ${what}` };
}

function shown(value: unknown): string {
  const written = JSON.stringify(value) ?? String(value);
  return written.length > 60 ? `${written.slice(0, 60)}…` : written;
}
