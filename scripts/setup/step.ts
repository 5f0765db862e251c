/**
 * Saying what a set-up does while it does it: one line a step, and the seconds of those that take long.
 *
 * @module
 */

/** A step that failed, with what to do about it. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

/** What a program printed. */
export interface ProgramOutput {
  readonly success: boolean;
  /** Standard output and error, as they came. */
  readonly text: string;
}

/**
 * Runs one step of a set-up and says so. A step that takes longer than a few seconds says how long it has taken.
 *
 * @param title what it does, in the words of a user
 * @param work the step
 * @returns what `work` returns
 */
export async function step<T>(
  title: string,
  work: () => Promise<T>,
): Promise<T> {
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 1000);
  console.log(`· ${title}`);
  const timer = setInterval(
    () => console.log(`  … ${title}: ${seconds()} s`),
    EVERY,
  );
  try {
    const result = await work();
    if (seconds() >= 2) console.log(`  done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Runs a program and keeps what it prints, for an error message.
 *
 * @param program name or path
 * @param args its arguments
 * @param env variables to add to the environment
 * @returns whether it succeeded, and what it printed; a program that is not there has not succeeded
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<ProgramOutput> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args: [...args],
      env,
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    return { success, text: text.decode(stdout) + text.decode(stderr) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { success: false, text: `${program}: not found` };
  }
}

/**
 * Says whether a program can be called.
 *
 * @param program its name
 * @returns true when `program --version` runs
 */
export async function hasProgram(program: string): Promise<boolean> {
  return (await runProgram(program, ["--version"])).success;
}

/**
 * The end of what a program printed, indented, for an error message.
 *
 * @param text what it printed
 * @returns its last lines
 */
export function lastLines(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-8).map((line) => `  ${line}`).join("\n");
}

/**
 * Runs the main function of a script: a set-up's own errors are told without a stack.
 *
 * @param main the script
 */
export async function runScript(main: () => Promise<number>): Promise<never> {
  try {
    Deno.exit(await main());
  } catch (error) {
    const told = error instanceof SetupError || isSpyglassError(error);
    console.error(told ? (error as Error).message : error);
    Deno.exit(1);
  }
}

const EVERY = 5000;

function isSpyglassError(error: unknown): boolean {
  return error instanceof Error && error.name === "ServerError";
}
