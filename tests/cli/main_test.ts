import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { connect } from "../../src/connect.ts";
import type { SelectionCommands } from "../../src/export/commands/selection_commands.ts";
import type { Table } from "../../src/query/table.ts";
import { type PrivateServer, privateServer } from "../private_server.ts";
import { loadSql } from "../setup.ts";
import { spyglass } from "./program.ts";
import { VERSION } from "../../src/version.ts";

/** Logs two reads, as a notebook would. */
async function logReads({ socket }: PrivateServer, paper_id: string) {
  await using db = await connect({ socketPath: socket, user: "root" });
  const selection = await db.table("common_usage.ExportSelection") as
    & Table
    & SelectionCommands;
  const electrode = await db.table("common_ephys.Electrode");
  const curation = await db.table("spikesorting_v1_curation.CurationV1");
  await selection.startExport({ paper_id, analysis_id: "first" });
  await electrode`electrode_id > ${125}`.fetch();
  await selection.startExport({ paper_id, analysis_id: "second" });
  await curation`curation_id = ${1}`.fetch();
  await selection.stopExport();
}

Deno.test("spyglass says how it is used, and ends with 2 where it is used otherwise", async () => {
  const help = await spyglass(["--help"]);
  assertEquals(help.code, 0);
  for (const name of ["status", "log", "preview", "show", "populate"]) {
    assertStringIncludes(help.stdout, `\n  ${name} `);
    const one = await spyglass([name, "-h"]);
    assertEquals(one.code, 0);
    assertStringIncludes(one.stdout, `Usage: deno task spyglass ${name} `);
  }
  const version = await spyglass(["--version"]);
  assertEquals([version.code, version.stdout.trim()], [0, VERSION]);
  const none = await spyglass([]);
  assertEquals([none.code, none.stdout], [2, ""]);
  const cases: [string[], string][] = [
    [["verfy", "paper1"], "restore, types, server; did you mean verify?"],
    [
      ["log"],
      "Cannot run log: PAPER is missing; see deno task spyglass log --help",
    ],
    [["log", "../paper"], "holds a slash"],
    [["show", "paper1", "--mermiad"], "did you mean --mermaid?"],
    [["server", "stat"], "wanted status, start or stop"],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await spyglass(args);
    assertEquals([code, stdout], [2, ""], args.join(" "));
    assertStringIncludes(stderr, message);
    assert(!stderr.includes("    at "), stderr);
  }
});

Deno.test("spyglass takes a paper from its log to a restored server", async () => {
  await using server = await privateServer("restored/paper1", "elsewhere");
  const call = (...args: string[]) => spyglass(args, server.env, server.folder);
  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await call(...args, "--json");
    assertEquals(code, 0, stderr);
    return JSON.parse(stdout);
  };

  await loadSql(server.socket, "drop database common_usage");
  const before = await call("status");
  assertStringIncludes(before.stdout, "No paper was logged yet");
  const schemas = await loadSql(
    server.socket,
    "show databases like 'common_usage'",
  );
  assertEquals(schemas, "", "looking makes no tables");
  await logReads(server, "paper1");
  assertStringIncludes(
    (await call("status")).stdout,
    "paper1\n  export 1, first",
  );
  const unknown = await call("log", "paper2");
  assertEquals(unknown.code, 1);
  assertStringIncludes(unknown.stderr, "did you mean paper1?");

  const log = await call("log", "paper1");
  assertStringIncludes(
    log.stdout,
    "`common_ephys`.`_electrode`: 2 rows\n       (electrode_id > 125)",
  );
  assertEquals((await json("log", "paper1", "--analysis=second")).length, 1);
  const slip = await call("log", "paper1", "--analysis=secnd");
  assertEquals(slip.code, 1);
  assertStringIncludes(slip.stderr, "did you mean second?");
  assertEquals(
    (await json("preview", "paper1")).counts["`common_ephys`.`_electrode`"],
    6,
  );
  assertStringIncludes(
    (await call("show", "paper1", "--mermaid")).stdout,
    "flowchart",
  );
  const { total, counts } = await json("show", "paper1");
  await tellsWhy(call);
  const plan = await json("plan", "paper1");
  assertEquals([plan.rows, plan.tables.length], [
    total,
    Object.keys(counts).length,
  ]);

  const unpopulated = await call("verify", "paper1");
  assertEquals(unpopulated.code, 1);
  assertStringIncludes(unpopulated.stderr, "was not populated");
  const populated = await json("populate", "paper1");
  assertEquals(populated.tables, counts);
  assertEquals(populated.onlyInScript, []);
  assertEquals(populated.directory, join(server.baseDir, "export", "paper1"));
  assertEquals((await json("diff", "paper1")).same, true);
  const early = await call("restore", "paper1");
  assertEquals(early.code, 1);
  assertStringIncludes(early.stderr, "run the script in that folder first");
  const verified = await call("verify", "paper1");
  assertEquals(verified.code, 0, verified.stderr);
  assertMatch(verified.stdout, /Verified +yes/);
  assertEquals((await json("status", "paper1")).verified.ok, true);

  const restored = await json("restore", "paper1");
  assertEquals(restored.rows, total);
  assertEquals(restored.folder, join(server.folder, "restored", "paper1"));
  const again = await call("restore", "paper1");
  assertEquals(again.code, 1);
  assertStringIncludes(again.stderr, "Nothing was changed");
  assertEquals(
    (await json("server", "status", "restored/paper1")).state,
    "running",
  );
  assertEquals((await call("server", "stop", "restored/paper1")).code, 0);
  assertEquals(
    (await json("server", "status", "restored/paper1")).state,
    "stopped",
  );
  assertEquals((await json("server", "status")).state, "running");

  await loadSql(
    server.socket,
    "update common_ephys._electrode set name = 'other' where electrode_id = 126",
  );
  const differs = await call("verify", "paper1");
  assertEquals(differs.code, 1);
  assertStringIncludes(differs.stdout, "`common_ephys`.`_electrode`");
  await Deno.writeTextFile(restored.sql, "-- one more\n", { append: true });
  const damaged = await call("restore", restored.sql, "elsewhere");
  assertEquals(damaged.code, 1);
  assertStringIncludes(damaged.stderr, "its SHA-256 is");
  await Deno.writeTextFile(`${restored.sql}.sha256`, "");
  const unproved = await call("restore", restored.sql, "elsewhere");
  assertEquals(unproved.code, 1);
  assertStringIncludes(unproved.stderr, "holds no SHA-256");
  const folder = await call("verify", "paper1", `--sql=${server.folder}`);
  assertEquals(folder.code, 1);
  assertMatch(
    folder.stderr,
    /^Cannot import .+: it is no file, wanted a dump/m,
  );
});

Deno.test("spyglass names no password where it cannot connect", async () => {
  const { code, stdout, stderr } = await spyglass(["status"], {
    DJ_HOST: "127.0.0.1",
    DJ_PORT: "1",
    DJ_USER: "ann",
    DJ_PASS: "very-secret-word",
  });
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /^Cannot connect to /);
  assert(!stderr.includes("very-secret-word"), stderr);
});

async function tellsWhy(
  call: (...args: string[]) => ReturnType<typeof spyglass>,
) {
  const why = (...args: string[]) => call("why", "paper1", ...args);
  const member = await why(
    "common_lab.LabMember",
    "--key",
    "lab_member_name=Mira Sample",
  );
  assertEquals(member.code, 0, member.stderr);
  const lines = member.stdout.trim().split("\n");
  assertMatch(lines[0]!, /: was read$/);
  assertMatch(
    lines.at(-1)!,
    /^`common_lab`\.`lab_member` lab_member_name=Mira Sample: needed by the row above \(foreign key .+_ibfk_\d+\)$/,
  );
  const nobody = await why(
    "common_lab.LabMember",
    "--key=lab_member_name=Nobody",
  );
  assertEquals(nobody.code, 1);
  assertStringIncludes(nobody.stderr, "found no row");
  const none = await why("common_lab.LabMember");
  assertEquals(none.code, 2);
  assertStringIncludes(none.stderr, "its key lacks lab_member_name");
  const slip = await why("common_lab.LabMember", "--key=labmembername=x");
  assertEquals(slip.code, 2);
  assertStringIncludes(slip.stderr, "did you mean lab_member_name?");
}
