/** What a shell hands down to the script, and what it is told: functions, programs, words, places, servers. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { freshServer } from "../../setup.ts";
import {
  namesIn,
  runBash,
  type ScriptFolder,
  withScriptOf,
  writeProgram,
} from "./script_setup.ts";

function withScript(work: (at: ScriptFolder) => Promise<void>): Promise<void> {
  return withScriptOf(
    "create table a (id int primary key, word text); insert into a values (1, 'é'), (2, null);",
    work,
  );
}

const SCRIPT = "_ExportSQL_paper1.sh";
const NAMES = [SCRIPT, "_Populate_paper1.sql", "_Populate_paper1.sql.sha256"];

/** A function of somebody's own, as bash hands it down. */
function handedDown(name: string, body = "return 0"): Record<string, string> {
  return { [`BASH_FUNC_${name}%%`]: `() { ${body}; }` };
}

Deno.test("script runs the programs that it names, not functions of those names that the shell hands down", () =>
  withScript(async (at) => {
    assertEquals((await runBash(at)).code, 0);
    const expected = await Deno.readTextFile(at.sql);
    const names =
      "awk basename builtin cat cd command cp declare df dirname exec exit local mapfile mariadb mariadb-dump mkdir mv my-own printf read rm set shopt sleep source touch trap unset wait wc";
    const all = Object.assign(
      {},
      ...names.split(" ").map((n) => handedDown(n)),
    );
    for (
      const env of [
        handedDown("cat"),
        handedDown("cd", 'builtin cd "$@" && ls'),
        all,
        // In this mode bash itself ends over functions that are named like its own commands.
        { ...handedDown("cat"), POSIXLY_CORRECT: "1" },
      ]
    ) {
      await Deno.remove(at.sql);
      await Deno.remove(`${at.sql}.sha256`);
      const ran = await runBash(at, env);
      assertEquals(ran.code, 0, ran.stderr);
      assertEquals(await Deno.readTextFile(at.sql), expected);
      assertEquals(namesIn(at.folder), NAMES);
    }
  }));

Deno.test("script knows no aliases of a file that BASH_ENV names", () =>
  withScript(async (at) => {
    // Bash expands the name: what is in the path of the script's folder would be run.
    const file = await Deno.makeTempFile();
    await Deno.writeTextFile(
      file,
      "shopt -s expand_aliases\nalias rm=false cat=false set=false unset=false mv='mv -i'\n",
    );
    const ran = await runBash(at, { BASH_ENV: file });
    await Deno.remove(file);
    assertEquals(ran.code, 0, ran.stderr);
    assertEquals(namesIn(at.folder), NAMES);
  }));

Deno.test("script looks at every word that it is given", () =>
  withScript(async (at) => {
    for (
      const words of [["--check", "extra"], ["", "--check"], ["--check", ""]]
    ) {
      const ran = await runBash(at, {}, words);
      assertEquals(ran.code, 1, JSON.stringify(words));
      assertMatch(ran.stderr, /^Cannot export: found the arguments .*\n$/);
      assertEquals(ran.stdout, "");
      assertEquals(namesIn(at.folder), [SCRIPT]);
    }
  }));

/** A `PATH` of the programs that the script needs, but for some. */
async function pathWithout(
  at: ScriptFolder,
  missing: readonly string[],
): Promise<Record<string, string>> {
  const folder = await Deno.makeTempDir({ dir: join(at.folder, "..") });
  const names =
    "awk basename cat cp date df dirname flock mariadb mariadb-dump mysql mysqldump mkdir mv rm rmdir sha256sum shasum sleep tail touch wc"
      .split(" ");
  const found = await new Deno.Command("/bin/bash", {
    args: ["-c", 'for n; do command -v "$n"; done; true', "bash", ...names],
  }).output();
  for (const path of new TextDecoder().decode(found.stdout).split("\n")) {
    const name = path.split("/").at(-1)!;
    if (name === "" || missing.includes(name)) continue;
    await Deno.symlink(path, join(folder, name));
  }
  return { PATH: folder };
}

Deno.test("script says at once which program is missing, and writes no .sql without a checksum", () =>
  withScript(async (at) => {
    for (const missing of [["awk"], ["mv"], ["sha256sum", "shasum"]]) {
      const env = await pathWithout(at, missing);
      for (const words of [[], ["--check"]]) {
        const ran = await runBash(at, env, words);
        assertEquals(ran.code, 1, ran.stderr);
        assertMatch(ran.stderr, /^Cannot export: found no .*\n$/);
        assertStringIncludes(ran.stderr, missing[0]!);
        assertEquals(namesIn(at.folder), [SCRIPT]);
      }
    }
  }));

Deno.test("script writes no .sql whose checksum cannot be made", () =>
  withScript(async (at) => {
    const env = await pathWithout(at, ["sha256sum", "shasum"]);
    await writeProgram(
      join(env.PATH!, "sha256sum"),
      "echo cannot read >&2\nexit 1",
    );
    const ran = await runBash(at, env);
    assertEquals(ran.code, 1, ran.stderr);
    assertMatch(ran.stderr, /^Cannot export: no SHA-256 .*\n/m);
    assertEquals(namesIn(at.folder), [SCRIPT]);
  }));

Deno.test("script says how much is free where a dump does not come whole and nobody says why", () =>
  withScript(async (at) => {
    const env = await pathWithout(at, ["awk"]);
    await writeProgram(
      join(env.PATH!, "awk"),
      '[[ ! ${longest_file-} ]] || exit 1\nexec /usr/bin/awk "$@"',
    );
    const ran = await runBash(at, env);
    assertEquals(ran.code, 1, ran.stderr);
    assertMatch(
      ran.stderr,
      /^Cannot export: .* did not come whole \(status 1\): it did not say why; \d+ bytes are free in .*\n/m,
    );
    assertEquals(namesIn(at.folder), [SCRIPT]);
  }));

Deno.test("script takes an OUT that ends with a slash for a folder", () =>
  withScript(async (at) => {
    const file = join(at.folder, "..", "file");
    await Deno.writeTextFile(file, "of somebody");
    for (const out of [`${file}/`, join(at.folder, "..", "none/")]) {
      const ran = await runBash(at, { OUT: out });
      assertEquals(ran.code, 1, ran.stderr);
      assertMatch(ran.stderr, /^Cannot export: found no folder .*\n$/);
    }
    assertEquals(await Deno.readTextFile(file), "of somebody");
  }));

Deno.test("script reads rows of one server, whatever the option file says to mysqldump alone", () =>
  withScript(async (at) => {
    await using replica = await freshServer();
    const text = await Deno.readTextFile(at.defaultsFile);
    for (
      const lines of [
        `[mysqldump]\nsocket=${replica.socket}`,
        "[mysqldump]\nhost=replica.example.org",
        "[mysql]\nport=3399",
      ]
    ) {
      await Deno.writeTextFile(at.defaultsFile, `${text}\n${lines}\n`);
      for (const words of [[], ["--check"]]) {
        const ran = await runBash(at, {}, words);
        assertEquals(ran.code, 1, lines);
        assertMatch(
          ran.stderr,
          /^Cannot export: .*different servers \((host|port|socket): .*\n$/,
        );
        assertEquals(namesIn(at.folder), [SCRIPT]);
      }
    }
  }));

/** Loses its connection when it is to lock. */
const LOSES_LOCKER = `\
[[ $* != *--help* ]] || exec /usr/bin/env PATH="\${PATH#*:}" mariadb "$@"
read -r first
read -r second
if [[ $second = *lock_wait_timeout* ]]; then
  echo 'ERROR 2013 (HY000) at line 4: Lost connection to server during query' >&2
  exit 1
fi
{ printf '%s\\n' "$first" "$second"; cat; } | PATH=\${PATH#*:} mariadb "$@"
`;

Deno.test("script asks for no rights where it lost the server as it was to lock", () =>
  withScript(async (at) => {
    const folder = await Deno.makeTempDir({ dir: join(at.folder, "..") });
    await writeProgram(join(folder, "mariadb"), LOSES_LOCKER);
    const ran = await runBash(at, {
      PATH: `${folder}:${Deno.env.get("PATH")}`,
    });
    assertEquals(ran.code, 1, ran.stderr);
    assertMatch(
      ran.stderr,
      /^Cannot export: .*ERROR 2013.*; try again when the server can be reached\n/m,
    );
    assertEquals(namesIn(at.folder), [SCRIPT]);
  }));

/** Words before a command with which files' rights hold for root, too; `null` where there are none. */
const HELD_TO_RIGHTS = Deno.uid() !== 0
  ? []
  : await new Deno.Command("setpriv", { args: ["--bounding-set=-all", "true"] })
      .output().then(({ success }) => success, () => false)
  ? ["setpriv", "--bounding-set=-all"]
  : null;

Deno.test({
  name:
    "script ends at once where its folder of unfinished work is closed to it",
  ignore: HELD_TO_RIGHTS === null,
  fn: () =>
    withScript(async (at) => {
      const partial = `${at.sql}.partial`;
      for (const before of ['mkdir -m 000 "$2"', "umask 777"]) {
        const { code, stderr } = await new Deno.Command("timeout", {
          args: [
            "10",
            ...HELD_TO_RIGHTS!,
            "/bin/bash",
            "-c",
            `${before}; exec bash "$1"`,
            "bash",
            at.script,
            partial,
          ],
          env: { MYSQL_DEFAULTS_FILE: at.defaultsFile },
        }).output();
        const said = new TextDecoder().decode(stderr);
        assertEquals(code, 1, said.slice(0, 500));
        assertMatch(
          said,
          /^Cannot export: .* cannot be read and written .*\n$/m,
        );
        await Deno.remove(partial);
      }
    }),
});
