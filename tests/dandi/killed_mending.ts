/**
 * A process that mends two files and kills itself at one of its steps.
 *
 * Arguments: the server's socket, the table that notes the first file, the files' folder, the step.
 *
 * @module
 */
import { join } from "node:path";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool } from "../../src/connection/session.ts";
import { mendTogether } from "../../src/dandi/mending_run.ts";
import { fileHash } from "../../src/external/layout.ts";
import { forwarding } from "../forwarding_session.ts";

const [socketPath, table, folder, last] = Deno.args as [
  string,
  string,
  string,
  string,
];
let step = 0;

await using pool = await openedPool();
for (const name of ["open", "copyFile", "rename", "remove"] as const) {
  const real = Deno[name] as (...args: unknown[]) => Promise<unknown>;
  Object.assign(Deno, {
    [name]: (...args: unknown[]) => around(() => real(...args)),
  });
}
await mendTogether(pool, {
  paperId: "paper one",
  paths: [join(folder, "raw", "a.nwb"), join(folder, "analysis", "b.nwb")],
  change: async (drafts) => {
    for (const { draft } of drafts) {
      await Deno.writeTextFile(draft, "mended");
    }
  },
  notes: async ([a]) => [{
    row: { table, store: "s", filepath: "raw/a.nwb" },
    now: { size: 6, contents: await fileHash(a!.draft) },
  }],
});
console.log(step);

/** Dies before a step, or right behind it. */
async function around<T>(work: () => Promise<T>): Promise<T> {
  dieAt(++step);
  const result = await work();
  dieAt(++step);
  return result;
}

function dieAt(now: number): void {
  if (now === Number(last)) Deno.kill(Deno.pid, "SIGKILL");
}

/** A pool whose commits are steps, too. */
async function openedPool(): Promise<Pool & AsyncDisposable> {
  const real = await openPool({ socketPath, user: "root" });
  return {
    ...forwarding(real),
    reserve: (work) =>
      real.reserve((session) => {
        const { run, ...rest } = forwarding(session);
        return work({
          ...rest,
          run: (sql) => sql === "COMMIT" ? around(() => run(sql)) : run(sql),
        });
      }),
    close: () => real.close(),
    [Symbol.asyncDispose]: () => real.close(),
  };
}
