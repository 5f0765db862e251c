/** A disk that is full before the dump is complete: the run fails, says so, and leaves nothing half written. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { freshServer, loadSql } from "../../setup.ts";
import { planOf, type ScriptFolder, scriptFolder } from "./script_setup.ts";

/** Text that does not fit, in a table that mysqldump reads (`t`), and in one that is selected (`f`). */
const TABLES = "create database d; use d;" +
  "create table t (id int primary key, x text); create table f (id int primary key, y float, x text);" +
  "insert into t select seq, repeat('x', 2000) from seq_1_to_1500;" +
  "insert into f select seq, seq / 7, repeat('x', 2000) from seq_1_to_1500;";

/** Where little can be written: a command, what it runs bash with, and the first lines of that bash. */
interface Limit {
  readonly name: string;
  readonly command: readonly string[];
  readonly before: string;
  /** What must be said; something where it is left out. */
  readonly says?: RegExp;
}

const mayMount = await new Deno.Command("unshare", {
  args: ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
}).output().then(({ success }) => success, () => false);

/** In a name space of its own, a disk goes away with the last process. */
const disk = (size: string): Limit => ({
  name: `on a disk of ${size}B${mayMount ? "" : " (none can be made here)"}`,
  command: ["unshare", "-rm", "bash"],
  before:
    `OUT="$1/small"; export OUT; mkdir "$OUT"; mount -t tmpfs -o size=${size} tmpfs "$OUT" || exit`,
});

const LIMITS: readonly Limit[] = [
  // Nor is there room to say why.
  {
    ...disk("64k"),
    name: `on a full disk${mayMount ? "" : " (none can be made here)"}`,
    before: `${disk("64k").before}
head -c 1M /dev/zero >"$OUT/filler" 2>/dev/null || :`,
    says: /; 0 bytes are free|No space left/,
  },
  disk("1M"),
  // The parts fit, and then not the whole.
  disk("4M"),
  {
    name: "where no file may be larger than 1 MB",
    command: ["bash"],
    before: "ulimit -f 1024",
  },
];

async function runLimited(
  at: ScriptFolder,
  { command: [program, ...args], before }: Limit,
) {
  const { stdout, stderr } = await new Deno.Command(program!, {
    args: [...args, "-c", `${before}\n${RUN}`, at.script, at.folder],
    env: { MYSQL_DEFAULTS_FILE: at.defaultsFile },
  }).output();
  const text = new TextDecoder();
  const [code, ...names] = text.decode(stdout).trim().split("\n");
  return { code, names, said: text.decode(stderr) };
}

/** Says the exit code, and what is left. */
const RUN = `bash "$0" >&2; printf 'exit %s\\n' "$?"; ls -A "\${OUT:-$1}"`;

for (const limit of LIMITS) {
  Deno.test({
    name: `script leaves nothing half written ${limit.name}`,
    ignore: limit.command[0] === "unshare" && !mayMount,
    fn: async () => {
      await using server = await freshServer();
      await loadSql(server.socket, TABLES);
      const plan = await planOf(server.socket, ["d"]);
      for (const table of ["t", "f"]) {
        const tables = plan.tables.filter(({ name }) => name === table);
        await using at = await scriptFolder({ ...plan, tables }, server.socket);
        const { code, names, said } = await runLimited(at, limit);
        assertMatch(code!, /^exit [1-9]/, said);
        assertMatch(said, limit.says ?? /^Cannot export: .+/m);
        assert(!said.includes("\nWrote "), said);
        assertEquals(
          names.filter((name) => !/^(_ExportSQL|filler$)/.test(name)),
          [],
          said,
        );
      }
    },
  });
}
