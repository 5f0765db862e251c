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
    args: ["test", "--allow-all", ...args],
    cwd: PROJECT,
    env,
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const text = await showAndKeep(child.stdout);
  const { success } = await child.status;
  const counts = readCounts(text);
  // Tests that could not even be compiled or loaded are a failure that is counted nowhere.
  if (!success && counts.failed === 0) counts.failed = 1;
  return counts;
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

function readCounts(text: string): Counts {
  // deno-lint-ignore no-control-regex
  const plain = text.replaceAll(/\u001b\[[0-9;]*m/g, "");
  const last = [...plain.matchAll(
    /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed/gm,
  )].at(-1);
  return { passed: Number(last?.[1] ?? 0), failed: Number(last?.[2] ?? 0) };
}
