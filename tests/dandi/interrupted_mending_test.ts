import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool } from "../../src/connection/session.ts";
import { settleInterrupted } from "../../src/dandi/interrupted_mending.ts";
import { SpyglassError } from "../../src/errors.ts";
import { checkFile } from "../../src/external/checked_file.ts";
import { fileHash } from "../../src/external/layout.ts";
import { freshDatabase, loadSql } from "../setup.ts";

Deno.test("settleInterrupted() finishes or takes back what a process had begun that was killed at any step", async () => {
  await using place = await lab();
  const outcomes = new Set<string>();
  for (let step = 1;; step++) {
    await place.reset();
    const isKilled = await place.mend(step);
    const where = `killed at step ${step}`;
    if (isKilled) await place.checkTold(where);
    await place.minuteLater();
    const said = await settleInterrupted(place.pool, PAPER, place.paths);
    assertEquals(place.leftovers(), [], where);
    const state = await place.state();
    assert([OLD, NEW].includes(state), `${where}: ${state}, ${said}`);
    outcomes.add(`${state} ${said.length}`);
    // What the database notes is what is read.
    await place.check();
    if (!isKilled) break;
    assertEquals(await place.mend(0), false, where);
    assertEquals(await place.state(), NEW, where);
    assertEquals(place.leftovers(), [], where);
  }
  // Before the first file was replaced, after it, after the commit, and at the end.
  assertEquals([...outcomes].sort(), [
    `${OLD} 0`,
    `${OLD} 1`,
    `${NEW} 0`,
    `${NEW} 1`,
  ]);
});

Deno.test("settleInterrupted() waits for its turn where another paper has begun, and leaves what was put there since", async () => {
  await using place = await lab();
  await place.reset();
  // Behind the first file's rename.
  let step = 1;
  while (await place.mend(step) && !place.isReplaced()) {
    await settleInterrupted(place.pool, PAPER, place.paths);
    step++;
  }
  await Deno.writeTextFile(place.paths[0]!, "somebody else's");
  const said = await settleInterrupted(place.pool, "another", place.paths);
  assertEquals(said.length, 2);
  const aside = /in (\S+)$/.exec(said[1]!)![1]!;
  assertEquals(await Deno.readTextFile(aside), "as it was");
  assertEquals(await Deno.readTextFile(place.paths[0]!), "somebody else's");
});

const PAPER = "paper one";
const OLD = "as it was, as it was, noted 9";
const NEW = "mended, mended, noted 6";

interface Lab extends AsyncDisposable {
  readonly pool: Pool;
  readonly paths: readonly string[];
  /** Files and rows as they were. */
  reset(): Promise<void>;
  /** Mends them in another process; whether it was killed, at a step. */
  mend(step: number): Promise<boolean>;
  isReplaced(): boolean;
  /** Nobody is still writing what is empty. */
  minuteLater(): Promise<void>;
  state(): Promise<string>;
  /** Reads the noted file as rows that name it do. */
  check(): Promise<void>;
  /** A file that cannot be read says who has begun, and what to do. */
  checkTold(where: string): Promise<void>;
  leftovers(): string[];
}

/** Two files in two folders, and a row that notes the first one. */
async function lab(): Promise<Lab> {
  const database = await freshDatabase("killed");
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const table = `\`${database.name}\`.\`~external_s\``;
  await loadSql(
    database.socket,
    "create table `~external_s` (hash binary(16) primary key, size bigint, filepath varchar(1000), contents_hash binary(16))",
    database.name,
  );
  const folders = ["raw", "analysis"].map((name) => join(folder, name));
  const paths = [join(folders[0]!, "a.nwb"), join(folders[1]!, "b.nwb")];
  const pool = await openPool({ socketPath: database.socket, user: "root" });
  const noted = async () => {
    const [[size, contents] = []] = await pool.texts(
      `select size, lower(hex(contents_hash)) from ${table}`,
    );
    return { size: Number(size), contents: contents!, where: "a file" };
  };
  const check = async () => await checkFile(paths[0]!, await noted());
  return {
    pool,
    paths,
    reset: async () => {
      for (const [at, path] of paths.entries()) {
        await Deno.remove(folders[at]!, { recursive: true }).catch(() => {});
        await Deno.mkdir(folders[at]!);
        await Deno.writeTextFile(path, "as it was");
      }
      await pool.run(`delete from ${table}`);
      await pool.run(
        `insert into ${table} values (x'${
          "0".repeat(32)
        }', 9, 'raw/a.nwb', x'${await fileHash(
          paths[0]!,
        )}')`,
      );
    },
    mend: async (step) => {
      const { success, signal, stderr } = await new Deno.Command(
        Deno.execPath(),
        {
          args: [
            "run",
            "--allow-all",
            "--no-check",
            new URL("./killed_mending.ts", import.meta.url).href,
            database.socket,
            table,
            folder,
            String(step),
          ],
          stdout: "null",
          stderr: "piped",
        },
      ).output();
      assert(success || signal === "SIGKILL", new TextDecoder().decode(stderr));
      return !success;
    },
    minuteLater: async () => {
      for (const one of folders) {
        for (const { name } of Deno.readDirSync(one)) {
          const path = join(one, name);
          if (Deno.statSync(path).size > 0) continue;
          await Deno.utime(path, new Date(0), new Date(0));
        }
      }
    },
    isReplaced: () => Deno.readTextFileSync(paths[0]!) === "mended",
    state: async () =>
      [
        ...paths.map((path) => Deno.readTextFileSync(path)),
        `noted ${(await noted()).size}`,
      ].join(", "),
    check,
    checkTold: async (where) => {
      const [size, { size: wanted }] = [
        Deno.statSync(paths[0]!).size,
        await noted(),
      ];
      if (size === wanted) return await check();
      const error = await assertRejects(check, SpyglassError, "paper one");
      assert(error.message.includes("prepareFilesForExport({"), where);
    },
    leftovers: () =>
      folders.flatMap((one) => [...Deno.readDirSync(one)])
        .map(({ name }) => name).filter((name) => name.startsWith(".")),
    [Symbol.asyncDispose]: async () => {
      await pool.close();
      await Deno.remove(folder, { recursive: true });
      await database[Symbol.asyncDispose]();
    },
  };
}
