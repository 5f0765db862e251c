/**
 * The folders of this checkout that a set-up writes to, and the files that say what is already there.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const PROJECT = dirname(
  dirname(dirname(fileURLToPath(import.meta.url))),
);

/** Everything that a set-up installs, apart from the system's packages; may be deleted at any time. */
export const ENVIRONMENT = join(PROJECT, ".env");

/**
 * Does `work` unless it was done before with the same `facts`; remembered in a file that is written at its end.
 *
 * @param stamp path of that file
 * @param facts whatever decides the result, for example the text of a list of requirements
 * @param work what to do
 * @returns whether it was done now
 */
export async function once(
  stamp: string,
  facts: readonly string[],
  work: () => Promise<void>,
): Promise<boolean> {
  const hash = createHash("sha256").update(JSON.stringify(facts)).digest("hex");
  if (await isStamped(stamp, hash)) return false;
  await Deno.mkdir(ENVIRONMENT, { recursive: true });
  const lock = await Deno.open(join(ENVIRONMENT, "lock"), {
    create: true,
    write: true,
  });
  try {
    await lock.lock(true);
    // Another set-up may have done it while this one waited.
    if (await isStamped(stamp, hash)) return false;
    await work();
    await Deno.writeTextFile(stamp, hash);
    return true;
  } finally {
    lock.close();
  }
}

async function isStamped(stamp: string, hash: string): Promise<boolean> {
  return await Deno.readTextFile(stamp).catch(() => "") === hash;
}
