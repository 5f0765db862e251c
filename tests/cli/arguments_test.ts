import { assertEquals, assertThrows } from "@std/assert";
import { checkCount, readArguments } from "../../src/cli/arguments.ts";
import { UsageError } from "../../src/cli/usage_error.ts";

const OPTIONS = {
  sql: { kind: "text", value: "FILE", help: "the dump" },
  "included-nwb-file": { kind: "list", value: "NAME", help: "a session" },
  force: { kind: "flag", help: "go on" },
  help: { kind: "flag", help: "this" },
} as const;

function read(...args: string[]) {
  return readArguments(args, OPTIONS, "spyglass verify");
}

Deno.test("readArguments() reads values behind a space and behind an equals sign", () => {
  const given = read("paper1", "--sql", "a b.sql", "--force", "more");
  assertEquals(given.positional, ["paper1", "more"]);
  assertEquals(given.text("sql"), "a b.sql");
  assertEquals(given.flag("force"), true);
  assertEquals(read("--sql=x=y\n.sql").text("sql"), "x=y\n.sql");
  assertEquals(read("--sql=-x").text("sql"), "-x");
  assertEquals(read().text("sql"), null);
});

Deno.test("readArguments() keeps every value of a list, and the last one of others", () => {
  const given = read(
    "--included-nwb-file=a",
    "--included-nwb-file",
    "b",
    "--sql=1",
    "--sql=2",
  );
  assertEquals(given.list("included-nwb-file"), ["a", "b"]);
  assertEquals(given.text("sql"), "2");
});

Deno.test("readArguments() takes everything behind two dashes for arguments", () => {
  assertEquals(read("--", "--sql", "-h").positional, ["--sql", "-h"]);
  assertEquals(read("-").positional, ["-"]);
});

Deno.test("readArguments() refuses what it does not know, and names the nearest", () => {
  const cases: [string[], string][] = [
    [["--sqll=x"], "no option --sqll (did you mean --sql?); see"],
    [["-force"], "no option -force (did you mean --force?); see"],
    [["-x"], "no option -x; see"],
    [["--constructor"], "no option --constructor; see"],
    [["--force=yes"], '--force takes no value; leave out "=yes"'],
    [["--sql"], "--sql has no value, wanted --sql=FILE"],
    [["--sql="], "--sql has no value, wanted --sql=FILE"],
    [["--sql", "--force"], "--sql has no value, wanted --sql=FILE"],
  ];
  for (const [args, message] of cases) {
    assertThrows(() => read(...args), UsageError, message);
  }
});

Deno.test("checkCount() says what is missing, and what is too much", () => {
  const check = (args: string[], takes: string[]) =>
    checkCount(read(...args), takes, "spyglass restore");
  check(["a"], ["PAPER", "[FOLDER]"]);
  check(["a", "b"], ["PAPER", "[FOLDER]"]);
  assertThrows(() => check([], ["PAPER"]), UsageError, "PAPER is missing");
  assertThrows(
    () => check(["a", "b"], ["PAPER"]),
    UsageError,
    'received "b" as well, wanted PAPER',
  );
  assertThrows(() => check(["a"], []), UsageError, "wanted no argument");
});
