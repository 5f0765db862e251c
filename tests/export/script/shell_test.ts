import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  commentText,
  LONGEST_ARGUMENT,
  shellWord,
  typedWord,
} from "../../../src/export/script/shell.ts";
import { AWKWARD } from "./script_setup.ts";

/** What bash makes of a script's words: each word's bytes, NUL after each. */
async function wordsOf(script: string, locale: string): Promise<string[]> {
  const file = await Deno.makeTempFile({ suffix: ".sh" });
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(file, script);
    const { stdout, stderr, code } = await new Deno.Command("/bin/bash", {
      args: [file],
      cwd: folder,
      env: { LC_ALL: locale },
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    assertEquals([...Deno.readDirSync(folder)], []);
    return new TextDecoder().decode(stdout).split("\0").slice(0, -1);
  } finally {
    await Deno.remove(file);
    await Deno.remove(folder, { recursive: true });
  }
}

function printer(words: readonly string[], quote = shellWord): string {
  const lines = words.map((word) => `printf '%s\\0' ${quote(word)}\n`);
  return `touch() { echo RUN; }\nset -euo pipefail\n${lines.join("")}`;
}

const WITHOUT_NUL = AWKWARD.filter((text) => !text.includes("\0"));

Deno.test("shellWord() gives bash every awkward value unchanged", async () => {
  const controls = Array.from(
    { length: 127 },
    (_, i) => `a${String.fromCharCode(i + 1)}7'\\`,
  );
  const words = [...WITHOUT_NUL, ...controls, "", "'", "''", "\\", "-n", "\n"];
  for (const locale of ["C", "C.UTF-8"]) {
    assertEquals(await wordsOf(printer(words), locale), words);
  }
});

Deno.test("shellWord() gives bash any text unchanged", async () => {
  const text = fc.string({ unit: "binary" }).filter((text) =>
    !text.includes("\0") && text.isWellFormed()
  );
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 100 }), async (words) => {
      assertEquals(await wordsOf(printer(words), "C"), words);
    }),
    { numRuns: 10 },
  );
});

Deno.test("typedWord() leaves a plain path as it is typed, and gives bash all else unchanged", async () => {
  for (const path of ["/home/ann/.local/a-b_c.sh", "paper1.sh", "./x"]) {
    assertEquals(typedWord(path), path);
  }
  const words = [
    ...WITHOUT_NUL,
    ...[
      "",
      "~/x",
      "~",
      "-n",
      "a b",
      "a=~/b",
      "{a,b}",
      "*",
      "?",
      "[a]",
      "!",
      "#a",
    ],
    ...["a;b", "$HOME", "`id`", "a\n", "\n", "é", "a&", "(a)", "if", "time"],
  ];
  for (const locale of ["C", "C.UTF-8"]) {
    assertEquals(await wordsOf(printer(words, typedWord), locale), words);
  }
});

Deno.test("shellWord() keeps plain text in single quotes", () => {
  assertEquals(shellWord("a b"), "'a b'");
  assertEquals(shellWord("$(touch x)\n`id`"), "'$(touch x)\n`id`'");
  assertEquals(shellWord("it's"), "'it'\\''s'");
  assertEquals(shellWord("\x017"), "$'\\0017'");
});

Deno.test("shellWord() refuses what no argument can hold", () => {
  assertThrows(() => shellWord("a\0b"), RangeError, "found NUL");
  assertThrows(() => shellWord("\ud83e"), RangeError, "surrogate");
});

Deno.test("LONGEST_ARGUMENT is what a program takes, and no more", async () => {
  const run = async (length: number) =>
    await new Deno.Command("/bin/true", { args: ["a".repeat(length)] })
      .output();
  assertEquals((await run(LONGEST_ARGUMENT)).code, 0);
  assertEquals(
    await run(LONGEST_ARGUMENT + 1).catch(() => "refused"),
    "refused",
  );
});

Deno.test("commentText() keeps a comment on its line", () => {
  assertEquals(
    commentText("a\nb\r\u2028\u0085\u202ec\0\ud800"),
    "a\\u000ab\\u000d\\u2028\\u0085\\u202ec\\u0000\ufffd",
  );
  assertEquals(commentText("grün 🧠"), "grün 🧠");
});
