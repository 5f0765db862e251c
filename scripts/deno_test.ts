/**
 * Running `deno test` from a task, with its output as it comes, and counting.
 *
 * @module
 */
import { PROJECT } from "./setup/project.ts";

/** How many tests passed and failed. */
export interface Counts {
  passed: number;
  failed: number;
}

/**
 * Runs `deno test`.
 *
 * @param args its files and options
 * @param env the whole environment that it gets
 * @returns how many tests passed and failed; at least one failed where it did not succeed
 */
export async function denoTest(
  args: readonly string[],
  env: Record<string, string>,
): Promise<Counts> {
  const child = new Deno.Command(Deno.execPath(), {
    ...optionsOf(args, env),
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const text = await showAndKeep(child.stdout);
  const { success } = await child.status;
  return readCounts(text, success);
}

/**
 * Runs `deno test` beside others: what it prints is shown in one piece, when it has ended.
 *
 * @param args its files and options
 * @param env the whole environment that it gets
 * @returns how many tests passed and failed; at least one failed where it did not succeed
 */
export async function denoTestBeside(
  args: readonly string[],
  env: Record<string, string>,
): Promise<Counts> {
  const { success, stdout, stderr } = await new Deno.Command(
    Deno.execPath(),
    optionsOf(args, env),
  ).output();
  const all = new Uint8Array(stdout.length + stderr.length);
  all.set(stdout);
  all.set(stderr, stdout.length);
  writeAtOnce(all);
  return readCounts(new TextDecoder().decode(stdout), success);
}

function optionsOf(
  args: readonly string[],
  env: Record<string, string>,
): Deno.CommandOptions {
  return {
    args: ["test", "--allow-all", ...args],
    cwd: PROJECT,
    env,
    clearEnv: true,
    stdin: "null",
  };
}

function writeAtOnce(bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length;) {
    from += Deno.stdout.writeSync(bytes.subarray(from));
  }
}

/** Passes output on as it comes, and keeps its end, which holds the counts. */
async function showAndKeep(stream: ReadableStream<Uint8Array>) {
  let kept = "";
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    await write(bytes);
    kept = (kept + decoder.decode(bytes, { stream: true })).slice(-10_000);
  }
  return kept;
}

async function write(bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length;) {
    from += await Deno.stdout.write(bytes.subarray(from));
  }
}

/**
 * Reads how many tests passed and failed from what `deno test` printed.
 *
 * @param text all of it, or its end
 * @param success whether it ended well; where it did not, at least one failed
 */
export function readCounts(text: string, success: boolean): Counts {
  // deno-lint-ignore no-control-regex
  const plain = text.replaceAll(/\u001b\[[0-9;]*m/g, "");
  const last = [...plain.matchAll(
    /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed/gm,
  )].at(-1);
  const failed = Number(last?.[2] ?? 0);
  return {
    passed: Number(last?.[1] ?? 0),
    // Tests that could not even be compiled or loaded are a failure that is counted nowhere.
    failed: success ? failed : Math.max(1, failed),
  };
}
