/**
 * Reading what stands behind a command: arguments and options.
 *
 * @module
 */
import { nearestName } from "../names/nearest.ts";
import { PROGRAM } from "./program.ts";
import { UsageError } from "./usage_error.ts";

/** An option: `flag` stands alone, `text` takes a value, `list` may be given several times. */
export interface OptionKind {
  readonly kind: "flag" | "text" | "list";
  /** What its value is, as help calls it: `FILE`. */
  readonly value?: string;
  readonly help: string;
}

/** Name, without dashes → option. */
export type OptionKinds = Readonly<Record<string, OptionKind>>;

/** What was given. */
export interface Arguments {
  readonly positional: readonly string[];
  /** Whether a flag was given. */
  flag(name: string): boolean;
  /** The last value of an option; `null` where it was not given. */
  text(name: string): string | null;
  /** All values of an option. */
  list(name: string): readonly string[];
}

/**
 * Reads arguments and options: `--name value`, `--name=value`, `--flag`; after `--` everything is an argument.
 *
 * @param args What was given.
 * @param options The options there are.
 * @param command What to call the command in messages.
 * @throws {UsageError} An unknown option, whose nearest is named; a value that is missing, or that is too much.
 *
 * @example
 * ```ts
 * import { readArguments } from "./arguments.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const options = { sql: { kind: "text", help: "the dump" } } as const;
 * const given = readArguments(["paper1", "--sql=a.sql"], options, "verify");
 * assertEquals(given.positional, ["paper1"]);
 * assertEquals(given.text("sql"), "a.sql");
 * ```
 */
export function readArguments(
  args: readonly string[],
  options: OptionKinds,
  command: string,
): Arguments {
  const positional: string[] = [];
  const values = new Map<string, string[]>();
  const rest = [...args];
  while (rest.length > 0) {
    const arg = rest.shift()!;
    if (arg === "--") {
      positional.push(...rest.splice(0));
    } else if (arg.startsWith("-") && arg !== "-") {
      const [name, value] = readOption(arg, rest, options, command);
      values.set(name, [...values.get(name) ?? [], value]);
    } else positional.push(arg);
  }
  return {
    positional,
    flag: (name) => values.has(name),
    text: (name) => values.get(name)?.at(-1) ?? null,
    list: (name) => values.get(name) ?? [],
  };
}

/**
 * Takes the arguments that a command has names for.
 *
 * @param takes Their names; `[NAME]` may be left out, and of `NAME…`, the last one, there may be several.
 * @throws {UsageError} One is missing, or there are too many.
 */
export function checkCount(
  { positional }: Arguments,
  takes: readonly string[],
  command: string,
): void {
  const missing = takes[positional.length];
  if (missing !== undefined && !missing.startsWith("[")) {
    throw new UsageError(
      `Cannot run ${command}: ${
        missing.replace("…", "")
      } is missing; see ${PROGRAM} ${command} --help`,
    );
  }
  const isOpen = takes.at(-1)?.endsWith("…") ?? false;
  if (positional.length > takes.length && !isOpen) {
    throw new UsageError(
      `Cannot run ${command}: received ${
        JSON.stringify(positional[takes.length])
      } as well, wanted ${
        takes.length === 0 ? "no argument" : takes.join(" ")
      }; see ${PROGRAM} ${command} --help`,
    );
  }
}

/** Name and value of an option; its value may be the next argument. */
function readOption(
  arg: string,
  rest: string[],
  options: OptionKinds,
  command: string,
): [string, string] {
  const [, written = "", value] = /^(-[^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
  const name = written === "-h" ? "help" : written.replace(/^--?/, "");
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined || !/^(--|-h$)/.test(written)) {
    throw unknownOption(written, options, command);
  }
  if (option.kind === "flag") {
    if (value === undefined) return [name, ""];
    throw new UsageError(
      `Cannot run ${command}: --${name} takes no value; leave out ${
        JSON.stringify(`=${value}`)
      }`,
    );
  }
  // A value that begins with a dash must be joined by "=": else a forgotten value takes the next option.
  const next = rest[0]?.startsWith("-") ? undefined : rest[0];
  if (value === undefined && next !== undefined) rest.shift();
  const found = value ?? next;
  if (found === undefined || found === "") {
    throw new UsageError(
      `Cannot run ${command}: --${name} has no value, wanted --${name}=${
        option.value ?? "TEXT"
      }`,
    );
  }
  return [name, found];
}

function unknownOption(
  written: string,
  options: OptionKinds,
  command: string,
): UsageError {
  const near = nearestName(written.replace(/^-+/, ""), Object.keys(options));
  return new UsageError(
    `Cannot run ${command}: there is no option ${written}${
      near === null ? "" : ` (did you mean --${near}?)`
    }; see ${PROGRAM} ${command} --help`,
  );
}
