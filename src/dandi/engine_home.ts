/**
 * The folder that is dandi-cli's home while it runs: it keeps logs and settings there, which go away with it.
 *
 * @module
 */
import { rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Such a folder. */
export interface EngineHome extends AsyncDisposable {
  readonly path: string;
}

/** Makes one, and removes those of processes that were killed. */
export async function engineHome(): Promise<EngineHome> {
  const draft = await Deno.makeTempDir({ prefix: `new-${PREFIX}` });
  const lock = await Deno.open(join(draft, LOCK), {
    write: true,
    create: true,
  });
  // Where nothing can be locked, nothing is removed either.
  await lock.lock(true).catch(() => {});
  await removeUnused(dirname(draft));
  // Nobody sees it before it is locked.
  const path = join(dirname(draft), basename(draft).slice("new-".length));
  await rename(draft, path);
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      lock.close();
      await Deno.remove(path, { recursive: true });
    },
  };
}

const PREFIX = "spyglass-dandi-";
/** Locked as long as the process lives that made the folder, however it ends. */
const LOCK = ".in-use";

async function removeUnused(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory || !name.startsWith(PREFIX)) continue;
    const path = join(folder, name);
    try {
      using lock = await Deno.open(join(path, LOCK), { write: true });
      if (await lock.tryLock(true)) {
        await Deno.remove(path, { recursive: true });
      }
    } catch {
      // Somebody else's, or removed meanwhile.
    }
  }
}
