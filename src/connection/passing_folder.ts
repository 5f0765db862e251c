/**
 * Temporary folders that go away with our process, however that ends.
 *
 * @module
 */
import { daemonEnvironment } from "./daemon_environment.ts";

/** What watches over a folder. */
export interface FolderWatch {
  /** Removes the folder now. */
  remove(): Promise<void>;
  /** Leaves the folder to somebody else. */
  release(): Promise<void>;
}

/** Has a folder removed when our process ends, also where it is killed. */
export function goesWithUs(folder: string): FolderWatch {
  const watcher = new Deno.Command("/bin/sh", {
    args: ["-c", WATCHER, "sh", folder],
    clearEnv: true,
    env: daemonEnvironment(),
    detached: true,
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  // Nothing waits for it: it waits for us.
  watcher.unref();
  return {
    remove: async () => {
      watcher.ref();
      await watcher.stdin.close().catch(() => {});
      await watcher.status;
    },
    release: async () => {
      watcher.ref();
      try {
        watcher.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await watcher.status;
      await watcher.stdin.close().catch(() => {});
    },
  };
}

/**
 * Waits for the end of its input, which is the end of our process at the latest. A program of ours may still write into
 * the folder then: it is removed again until that is stuck for want of it.
 */
const WATCHER = `
trap '' HUP INT TERM
read -r nothing
for round in 1 2 3 4 5; do rm -rf -- "$1" && exit; sleep 1; done
`;
