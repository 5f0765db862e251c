/**
 * The command line: the commands of `ExportSelection` and `Export` without a notebook.
 *
 * @module
 */
import { resolve } from "node:path";
import { connect } from "../connect.ts";
import type { Database } from "../database.ts";
import { SpyglassError } from "../errors.ts";
import type { ExportCommands } from "../export/commands/export_commands.ts";
import type { SelectionCommands } from "../export/commands/selection_commands.ts";
import type { Table } from "../query/table.ts";
import { nearestName } from "../names/nearest.ts";
import { USAGE_SCHEMA } from "../spyglass/usage_tables.ts";
import { VERSION } from "../version.ts";
import { checkCount, type OptionKinds, readArguments } from "./arguments.ts";
import { UsageError } from "./usage_error.ts";
import type { Command, Tools } from "./command.ts";
import { commandText, overviewText } from "./help.ts";
import { DIFF } from "./diff.ts";
import { LOG } from "./log.ts";
import { PLAN } from "./plan.ts";
import { POPULATE } from "./populate.ts";
import { PREVIEW } from "./preview.ts";
import { RESTORE } from "./restore.ts";
import { SERVER } from "./server.ts";
import { SHOW } from "./show.ts";
import { STATUS } from "./status.ts";
import { TYPES } from "./types.ts";
import { VERIFY } from "./verify.ts";
import { WHY } from "./why.ts";

/**
 * Runs a command.
 *
 * @param args What stands behind the program's name.
 * @returns The exit code: 0 done, 1 failed or differences found, 2 wrong usage. Messages of failures are on standard
 * error.
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await runCommand(args);
  } catch (error) {
    // What people can do something about is told in a sentence; of anything else, the place is needed, too.
    console.error(isTold(error) ? (error as Error).message : error);
    return error instanceof UsageError ? 2 : 1;
  }
}

const COMMANDS: readonly Command[] = [
  STATUS,
  LOG,
  PREVIEW,
  SHOW,
  WHY,
  PLAN,
  DIFF,
  POPULATE,
  VERIFY,
  RESTORE,
  TYPES,
  SERVER,
];

const COMMON: OptionKinds = {
  json: { kind: "flag", help: "write JSON for a program" },
  help: { kind: "flag", help: "this" },
};

async function runCommand(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || /^(--help|-h|help)$/.test(name)) {
    const text = overviewText(COMMANDS);
    if (name !== undefined) return write(text);
    console.error(text);
    return 2;
  }
  if (/^(--version|-V|version)$/.test(name)) return write(VERSION);
  const command = commandNamed(name);
  const given = readArguments(rest, { ...command.options, ...COMMON }, name);
  if (given.flag("help")) return write(commandText(command, COMMON));
  checkCount(given, command.takes, name);
  const { tools, close } = makeTools(given.flag("json"));
  try {
    return await command.run(given, tools);
  } finally {
    await close();
  }
}

function commandNamed(name: string): Command {
  const command = COMMANDS.find((command) => command.name === name);
  if (command !== undefined) return command;
  const names = COMMANDS.map((command) => command.name);
  const near = nearestName(name, names);
  throw new UsageError(
    `Cannot run ${name}: there is no such command, wanted one of ${
      names.join(", ")
    }${near === null ? "" : `; did you mean ${near}?`}`,
  );
}

function makeTools(
  isJson: boolean,
): { tools: Tools; close: () => Promise<void> } {
  // What the module says on its way is no result: a program that reads the result must not stumble over it.
  if (isJson) console.log = console.error;
  const from = callersFolder();
  let database: Database | null = null;
  const open = async () => database ??= await connect();
  const usage = async (name: string) =>
    await (await open()).table(`${USAGE_SCHEMA}.${name}`);
  const tools: Tools = {
    say: (text) => {
      if (!isJson) write(text);
    },
    json: (value) => {
      if (isJson) write(JSON.stringify(value, writable, 2));
    },
    progress: (text) => console.error(text),
    path: (name) => resolve(from, name),
    connect: open,
    selection: async () =>
      await usage("ExportSelection") as Table & SelectionCommands,
    exports: async () => await usage("Export") as Table & ExportCommands,
  };
  return { tools, close: async () => await database?.close() };
}

/** A task runs in the project's folder; the user is elsewhere, and so may be their configuration. */
function callersFolder(): string {
  const folder = Deno.env.get("INIT_CWD");
  try {
    if (folder) Deno.chdir(folder);
  } catch {
    // It is gone: the project's folder will do.
  }
  return Deno.cwd();
}

function write(text: string): 0 {
  const bytes = new TextEncoder().encode(`${text}\n`);
  for (let from = 0; from < bytes.length;) {
    from += Deno.stdout.writeSync(bytes.subarray(from));
  }
  return 0;
}

function writable(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** Our own sentences, among them those on wrong arguments; a TypeError of the language is a fault of this program. */
function isTold(error: unknown): boolean {
  if (error instanceof SpyglassError || error instanceof UsageError) {
    return true;
  }
  return error instanceof Error && /^Cannot [^:]+: /.test(error.message);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
