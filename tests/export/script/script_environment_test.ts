/** Where the script is run by hand: whatever the shell's environment, it does the same. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { basename, dirname, join } from "node:path";
import {
  namesIn,
  runBash,
  type ScriptFolder,
  slowDumps,
  withScriptOf,
  writeProgram,
} from "./script_setup.ts";

function withScript(work: (at: ScriptFolder) => Promise<void>): Promise<void> {
  return withScriptOf(
    "create table a (id int auto_increment primary key, word varchar(9) character set utf8mb4); insert into a values (1, 'é'), (2, null); create table b select * from a;",
    work,
    (plan) => ({
      ...plan,
      // mysqldump reads what cannot be selected.
      tables: plan.tables.map(({ columns, ...table }) =>
        table.name === "a" && columns ? { ...table, columns } : table
      ),
    }),
  );
}

const NAMES = [
  "_ExportSQL_paper1.sh",
  "_Populate_paper1.sql",
  "_Populate_paper1.sql.sha256",
];

/** Runs a shell's text, with the script's path as `$1`. */
async function runText(
  at: ScriptFolder,
  shell: string,
  text: string,
  env: Record<string, string> = {},
): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await new Deno.Command(shell, {
    args: ["-c", text, shell, at.script],
    cwd: dirname(at.folder),
    env: { MYSQL_DEFAULTS_FILE: at.defaultsFile, ...env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("script finds its folder where CDPATH makes cd speak", () =>
  withScript(async (at) => {
    const path = join(basename(at.folder), basename(at.script));
    const ran = await runText(
      { ...at, script: path },
      "/bin/bash",
      'bash "$1"',
      { CDPATH: "." },
    );
    assertEquals(ran.code, 0, ran.stderr);
    assertEquals(namesIn(at.folder), NAMES);
  }));

Deno.test("script waits for a slow server, whatever TMOUT says", () =>
  withScript(async (at) => {
    const slow = join(at.folder, "..", "slow");
    await Deno.mkdir(slow);
    await writeProgram(
      join(slow, "mariadb"),
      'sleep 1.5\nPATH=${PATH#*:}\nexec mariadb "$@"',
    );
    const ran = await runBash(at, {
      TMOUT: "1",
      PATH: `${slow}:${Deno.env.get("PATH")}`,
    });
    assertEquals(ran.code, 0, ran.stderr);
    assertEquals(namesIn(at.folder), NAMES);
  }));

Deno.test("script writes its .sql and leaves nothing else where nobody can hear it", () =>
  withScript(async (at) => {
    const ran = await runText(at, "/bin/bash", 'bash "$1" 2>&-');
    assertEquals(ran.code, 0);
    assertEquals(namesIn(at.folder), NAMES);
  }));

Deno.test("script says that it wants bash, where another shell runs it", () =>
  withScript(async (at) => {
    const { code, stderr } = await runText(at, "/bin/sh", 'sh "$1"');
    // On some systems that is bash.
    if (code === 0) return;
    assertMatch(stderr, /^Cannot export: /m);
    assertStringIncludes(stderr, `bash ${at.script}`);
    assertEquals(namesIn(at.folder), NAMES.slice(0, 1));
  }));

Deno.test("script says that it wants a newer bash before an old one stumbles over it", () =>
  withScript(async (at) => {
    for (const version of ["3.2.57(1)-release", "4.3.48(1)-release"]) {
      const ran = await runText(
        at,
        "/bin/bash",
        `BASH_VERSION='${version}'; source "$1"`,
      );
      assertEquals(ran.code, 1, ran.stderr);
      assertMatch(ran.stderr, /^Cannot export: .*\n$/);
      assertStringIncludes(ran.stderr, `found bash ${version}, wanted`);
      assertEquals(namesIn(at.folder), NAMES.slice(0, 1));
    }
  }));

/** Before bash 5.2, a timeout that runs out just as a child ends is lost: `read -t` waits on. */
const LOSES_TIMEOUTS = `read() {
  local kept=()
  [[ " $* " = *" -t 0 "* ]] || while (($# > 0)); do
    if [[ $1 = -t ]]; then shift; else kept+=("$1"); fi
    shift
  done
  builtin read "$@" "\${kept[@]}"
}`;

Deno.test("script releases the lock in a bash that loses timeouts", () =>
  withScript(async (at) => {
    const text = await Deno.readTextFile(at.script);
    const begins = "export LC_ALL=C\n";
    assertStringIncludes(text, begins);
    await Deno.writeTextFile(
      at.script,
      text.replace(begins, () => `${begins}${LOSES_TIMEOUTS}\n`),
    );
    const ran = await runText(
      at,
      "/bin/bash",
      'timeout -k 1 40 bash "$1"',
      await slowDumps(at, 2),
    );
    assertEquals(ran.code, 0, ran.stderr);
    assertEquals(namesIn(at.folder), NAMES);
  }));

/** What a user may have told the clients, for another purpose. */
const TOLD = {
  mysql: [
    "delimiter=//",
    "safe-updates",
    "auto-vertical-output",
    "debug-info",
    "init-command=SET NAMES latin1",
  ],
  mysqldump: [
    "no-data",
    "no-create-info",
    'where="1=0"',
    "skip-quote-names",
    "skip-opt",
    "no-autocommit",
    "lock-all-tables",
    // For backups and replicas.
    "flush-logs",
    "master-data=2",
    "dump-slave",
    "delete-master-logs",
  ],
};

Deno.test("script writes the same, whatever the option file says to the clients", () =>
  withScript(async (at) => {
    assertEquals((await runBash(at)).code, 0);
    const expected = await Deno.readTextFile(at.sql);
    const credentials = await Deno.readTextFile(at.defaultsFile);
    for (const [program, options] of Object.entries(TOLD)) {
      for (const option of options) {
        await Deno.writeTextFile(
          at.defaultsFile,
          `${credentials}\n[${program}]\n${option}\n`,
        );
        const ran = await runBash(at);
        assertEquals(ran.code, 0, `${option}: ${ran.stderr}`);
        assertEquals(await Deno.readTextFile(at.sql), expected, option);
      }
    }
  }));

Deno.test("script says where the option file has the client say more than it is asked", () =>
  withScript(async (at) => {
    const credentials = await Deno.readTextFile(at.defaultsFile);
    for (const option of ["tee=/dev/null", "verbose"]) {
      await Deno.writeTextFile(
        at.defaultsFile,
        `${credentials}\n[mysql]\n${option}\n`,
      );
      const ran = await runBash(at);
      assertEquals(ran.code, 1, option);
      assertMatch(ran.stderr, /^Cannot export: .*option file.*\n$/, option);
      assertEquals(namesIn(at.folder), NAMES.slice(0, 1), option);
    }
  }));

Deno.test("script fails where the option file has mysqldump leave out what it was asked for", () =>
  withScript(async (at) => {
    const credentials = await Deno.readTextFile(at.defaultsFile);
    const elsewhere = join(at.folder, "..", "elsewhere.sql");
    for (
      const option of [
        `result-file=${elsewhere}`,
        "xml",
        "compatible=ansi",
        "compatible=no_field_options",
        "compatible=no_table_options",
      ]
    ) {
      await Deno.writeTextFile(
        at.defaultsFile,
        `${credentials}\n[mysqldump]\n${option}\n`,
      );
      const ran = await runBash(at);
      assertEquals(ran.code, 1, `${option}: ${ran.stderr}`);
      assertMatch(ran.stderr, /^Cannot export: /m, option);
      assertEquals(namesIn(at.folder), NAMES.slice(0, 1), option);
    }
  }));

Deno.test("script writes the same under whatever options and addresses the shell passes on", () =>
  withScript(async (at) => {
    // Bash expands the path itself, too.
    const start = join(at.folder, "..", "start.sh");
    await Deno.writeTextFile(start, "IFS=.\n");
    for (
      const env of [
        { BASH_ENV: start.replaceAll("$", "\\$") },
        {
          MYSQL_HOST: "elsewhere.invalid",
          MYSQL_TCP_PORT: "1",
          MYSQL_UNIX_PORT: "/none",
        },
        { SHELLOPTS: "braceexpand:noclobber:noglob:keyword" },
        { BASHOPTS: "failglob:nocasematch:extglob:nullglob" },
      ]
    ) {
      const { code, stderr } = await runBash(at, env);
      assertEquals(code, 0, JSON.stringify(env) + stderr);
      assertEquals(namesIn(at.folder), NAMES);
    }
  }));
