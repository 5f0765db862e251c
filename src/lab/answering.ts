/**
 * Whether a server answers: that something takes long is no problem, that nothing at all comes back is one.
 *
 * @module
 */
import { within } from "../connection/within.ts";

/** A server that is watched. */
export interface WatchedServer {
  /** Names it to people. */
  readonly label: string;
  /** Asks what any server answers at once. */
  readonly ask: () => Promise<unknown>;
  /** Told in words that it does not answer; again each second. */
  readonly tell: (problem: string) => void;
}

/**
 * Watches a server while it works.
 *
 * @param work What it was asked; its end is an answer.
 * @returns Why the work failed, in words; `null` where it did not.
 */
export async function problemDuring(
  work: Promise<unknown>,
  server: WatchedServer,
): Promise<string | null> {
  const problem = work.then(() => null, messageOf);
  await watch(problem, server);
  return await problem;
}

async function watch(
  done: Promise<unknown>,
  { label, ask, tell }: WatchedServer,
): Promise<void> {
  const begun = performance.now();
  if (await endsWithin(done, PATIENCE)) return;
  // A refusal is an answer, too.
  const answer = Promise.race([done, ask().catch(() => {})]);
  if (await endsWithin(answer, PATIENCE)) return;
  do {
    const seconds = Math.round((performance.now() - begun) / 1000);
    const since = `has not answered for ${seconds} seconds`;
    tell(`${label} ${seconds < 2 ? "does not answer" : since}`);
  } while (!await endsWithin(done, AGAIN));
}

/** Milliseconds that the work, and then the answer, may take. */
const PATIENCE = 230;
const AGAIN = 1000;
/** Milliseconds by which a timer of a process that is not busy itself may be late. */
const LATE = 60;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Not counting the time in which this process itself was busy: what had come meanwhile was not read. */
async function endsWithin(
  work: Promise<unknown>,
  milliseconds: number,
): Promise<boolean> {
  for (;;) {
    const due = performance.now() + milliseconds;
    if (!await within(work, milliseconds)) return true;
    if (performance.now() - due < LATE) return false;
  }
}
