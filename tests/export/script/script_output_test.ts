/** What the script writes to, and when what it wrote is there. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { loadSql } from "../../setup.ts";
import {
  namesIn,
  runBash,
  type ScriptFolder,
  withScriptOf,
  writeProgram,
} from "./script_setup.ts";

function withScript(
  work: (
    at: ScriptFolder,
    run: (sql: string) => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  return withScriptOf(
    "create table a (id int primary key, n int); insert into a values (1, 0), (2, 0);",
    (at, { socket, name }) =>
      work(at, async (sql) => void await loadSql(socket, sql, name)),
  );
}

async function bash(folder: string, text: string, ...args: string[]) {
  const { success, stdout, stderr } = await new Deno.Command("/bin/bash", {
    args: ["-c", text, "-", ...args],
    cwd: folder,
  }).output();
  const decoder = new TextDecoder();
  return { success, said: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** Things that are no files, made by bash in a folder of the test's own, by the name `$1`. */
const NO_FILES: Readonly<Record<string, string>> = {
  "a device": 'mknod "$1" c 1 3',
  "a pipe": 'mkfifo "$1"',
  "a link to a file": 'echo mine >file; ln -s file "$1"',
  "a link to nothing": 'ln -s nothing "$1"',
  "a link to a device": 'mknod device c 1 3; ln -s device "$1"',
};

for (const [name, make] of Object.entries(NO_FILES)) {
  Deno.test(`script does not write to ${name}`, () =>
    withScript(async (at) => {
      const folder = join(at.folder, "..", "out folder");
      for (const suffix of ["", ".sha256"]) {
        await Deno.mkdir(folder);
        const made = await bash(folder, make, `out${suffix}`);
        // Only root may make devices.
        if (!made.success) return;
        const list = "ls -lA --time-style=full-iso";
        const before = await bash(folder, list);
        for (const args of [[], ["--check"]]) {
          const ran = await runBash(at, { OUT: join(folder, "out") }, args);
          assertEquals(ran.code, 1, ran.stderr);
          assertStringIncludes(ran.stderr, `out${suffix}, which is `);
          assertStringIncludes(ran.stderr, "set OUT to");
        }
        assertEquals(await bash(folder, list), before);
        await Deno.remove(folder, { recursive: true });
      }
    }));
}

Deno.test("script does not write over a folder", () =>
  withScript(async (at) => {
    const folder = join(at.folder, "..", "taken");
    await Deno.mkdir(join(folder, "_Populate_paper1.sql"), { recursive: true });
    const ran = await runBash(at, { OUT: folder });
    assertEquals(ran.code, 1);
    assertStringIncludes(ran.stderr, "_Populate_paper1.sql, which is a folder");
  }));

Deno.test("script writes neither over itself nor over its option file, however they are named", () =>
  withScript(async (at) => {
    const link = join(at.folder, "..", "same.cnf");
    await Deno.link(at.defaultsFile, link);
    for (const path of [at.script, at.defaultsFile, link]) {
      const before = await Deno.readTextFile(path);
      for (const args of [[], ["--check"]]) {
        const ran = await runBash(at, { OUT: path }, args);
        assertEquals(ran.code, 1, path);
        assertMatch(ran.stderr, /^Cannot export: found .*set OUT to another/m);
      }
      assertEquals(await Deno.readTextFile(path), before);
    }
  }));

Deno.test("script writes to files and folders of any name, and their checksums are right", () =>
  withScript(async (at) => {
    for (
      const name of [
        "back\\slash\\n",
        "\\",
        "a=b",
        "-n",
        "$(touch x)",
        "per%cent %s",
        "[a] *",
        "it's",
      ]
    ) {
      const folder = join(at.folder, "..", "many", name);
      await Deno.mkdir(folder, { recursive: true });
      const ran = await runBash(at, { OUT: join(folder, `${name}.sql`) });
      assertEquals(ran.code, 0, ran.stderr);
      assertEquals(namesIn(folder), [`${name}.sql`, `${name}.sql.sha256`]);
      await assertWhole(folder, `${name}.sql`);
    }
  }));

Deno.test("script runs in a folder whose name has a back-slash", () =>
  withScript(async (at) => {
    const folder = join(at.folder, "..", "lab\\new\\t");
    await Deno.mkdir(folder);
    const script = join(folder, "_ExportSQL_paper1.sh");
    await Deno.copyFile(at.script, script);
    const ran = await runBash({ ...at, folder, script });
    assertEquals(ran.code, 0, ran.stderr);
    await assertWhole(folder, "_Populate_paper1.sql");
  }));

Deno.test("script refuses a name that no checksum can be written for", () =>
  withScript(async (at) => {
    for (const name of ["a\nb.sql", "a.sql\n", "a\n/b.sql"]) {
      const ran = await runBash(at, { OUT: join(at.folder, name) });
      assertEquals(ran.code, 1);
      assertStringIncludes(ran.stderr, "wanted a name without line ends");
    }
    assertEquals(namesIn(at.folder), ["_ExportSQL_paper1.sh"]);
  }));

/** A `PATH` on which `mv` ends the script by a signal, before or after it has done its work for the nth time. */
async function killingMoves(
  at: ScriptFolder,
  signal: string,
  nth: number,
  when: "before" | "after",
): Promise<Record<string, string>> {
  const folder = join(at.folder, "..", "moves");
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder);
  const count = `printf . >>'${folder}/count'; n=$(wc -c <'${folder}/count')`;
  const kill =
    `((n != ${nth})) || kill -${signal} $PPID; ((n < ${nth})) || [[ ${signal} != KILL ]] || exit 1`;
  const move = `${(await bash("/", "command -v mv")).said.trim()} "$@"`;
  const lines = when === "before" ? [count, kill, move] : [count, move, kill];
  await writeProgram(join(folder, "mv"), lines.join("\n"));
  return { PATH: `${folder}:${Deno.env.get("PATH")}` };
}

/** The `.sql` is as its checksum says. */
async function assertWhole(folder: string, name: string): Promise<void> {
  const checked = await bash(
    folder,
    'sha256sum -c -- "$1.sha256" && [[ $(<"$1.sha256") = *"  $1" ]] && tail -n 1 -- "$1"',
    name,
  );
  assert(checked.success, checked.said);
  assertStringIncludes(checked.said, "This is the end: the file is complete.");
}

for (const signal of ["KILL", "TERM"]) {
  Deno.test(`script leaves no .sql without its checksum where SIG${signal} ends it between any two moves`, () =>
    withScript(async (at, run) => {
      const sql = "_Populate_paper1.sql";
      for (const hadOne of [false, true]) {
        const all = hadOne ? 3 : 2;
        for (let nth = 1; nth <= all; nth++) {
          for (const when of ["before", "after"] as const) {
            if (hadOne) assertEquals((await runBash(at)).code, 0);
            await run("update a set n = n + 1");
            const path = await killingMoves(at, signal, nth, when);
            await runBash(at, path);
            const at_ = `${signal} ${when} move ${nth} of ${all}`;
            const names = namesIn(at.folder);
            if (names.includes(sql)) await assertWhole(at.folder, sql);
            // A run that does not come to its end gives back what was there, and takes nothing away.
            await run(
              "delete from a where id = 2",
            );
            assertEquals((await runBash(at)).code, 1, at_);
            if (hadOne) await assertWhole(at.folder, sql);
            assertEquals(
              namesIn(at.folder).filter((name) => name.endsWith(".partial")),
              [],
            );
            await run(
              "insert into a values (2, 0)",
            );
            for (const name of [sql, `${sql}.sha256`]) {
              await Deno.remove(join(at.folder, name)).catch(() => {});
            }
          }
        }
      }
    }));
}
