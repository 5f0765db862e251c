/**
 * Help, as text.
 *
 * @module
 */
import type { OptionKind, OptionKinds } from "./arguments.ts";
import type { Command } from "./command.ts";
import { PROGRAM } from "./program.ts";

/** The list of commands. */
export function overviewText(commands: readonly Command[]): string {
  const rows = commands.map((command): [string, string] => [
    [command.name, ...command.takes].join(" "),
    command.summary,
  ]);
  return `Exports of exactly what was read, from the command line.

Usage: ${PROGRAM} COMMAND [arguments] [options]

${columns(rows)}

${PROGRAM} COMMAND --help says more, ${PROGRAM} --version which version this is. Exit codes: 0 done, 1 failed or differences found, 2 wrong usage.`;
}

/** The help of one command. */
export function commandText(
  command: Command,
  common: OptionKinds,
): string {
  const options = { ...command.options, ...common };
  const usage = [PROGRAM, command.name, ...command.takes, "[options]"];
  return `${command.summary[0]!.toUpperCase()}${command.summary.slice(1)}.

Usage: ${usage.join(" ")}

${command.about}

Options
${columns(Object.entries(options).map(optionRow))}`;
}

function optionRow([name, option]: [string, OptionKind]): [string, string] {
  const value = option.kind === "flag" ? "" : `=${option.value ?? "TEXT"}`;
  return [`--${name}${value}`, option.help];
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
    .join("\n");
}
