import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { sharedLists } from "../../../src/export/script/shared_lists.ts";

/** What bash makes of assignments and words. */
async function inBash(
  text: string,
  words: readonly string[],
): Promise<string[]> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(
      path,
      `set -eu\n${text}printf '%s\\0' ${words.join(" ")}\n`,
    );
    const { stdout, success } = await new Deno.Command("bash", { args: [path] })
      .output();
    assertEquals(success, true);
    return new TextDecoder().decode(stdout).split("\0").slice(0, -1);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("sharedLists() gives bash every condition unchanged, whatever its values hold", async () => {
  const value = fc.oneof(
    fc.nat().map(String),
    fc.constantFrom(
      "$(touch x)",
      "`id`",
      "$list_1",
      '"$list_1"',
      ") OR (1=1",
      "a''b",
      " IN (",
      "\\",
      "new\nline",
      "é😀",
    ).map((text) => `'${text}'`),
  );
  const list = fc.array(value, { minLength: 1, maxLength: 120 })
    .map((values) => values.join());
  const lists = fc.array(list, { minLength: 1, maxLength: 4 });
  const picks = fc.array(fc.nat(), { minLength: 2, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(lists, picks, async (lists, picks) => {
      const conditions = picks.map((pick, at) =>
        `(\`c${at}\` IN (${
          lists[pick % lists.length]
        }) AND \`d\`='it''s' OR \`e\` IN (${lists[at % lists.length]}))`
      );
      const shared = sharedLists(conditions);
      assertEquals(
        await inBash(shared.text, conditions.map(shared.word)),
        conditions,
      );
    }),
    { numRuns: 60 },
  );
});

Deno.test("sharedLists() writes a long list once, and a short or a single one where it is", () => {
  const long = Array.from({ length: 200 }, (_, at) => `'s${at}'`).join();
  const other = Array.from({ length: 200 }, (_, at) => `'t${at}'`).join();
  const conditions = [
    `\`a\` IN (${long})`,
    `\`b\` IN (${long})`,
    `\`c\` IN (${other})`,
    "`d` IN (1,2)",
    "`e` IN (1,2)",
  ];
  const { text, word } = sharedLists(conditions);
  assertEquals(text, `list_1='${long.replaceAll("'", `'\\''`)}'\n`);
  assertEquals(conditions.map(word), [
    "'`a` IN ('\"$list_1\"')'",
    "'`b` IN ('\"$list_1\"')'",
    `'\`c\` IN (${other.replaceAll("'", `'\\''`)})'`,
    "'`d` IN (1,2)'",
    "'`e` IN (1,2)'",
  ]);
});

Deno.test("sharedLists() tells long lists of one length apart, in a time that grows with their number", () => {
  const list = (first: number) =>
    Array.from(
      { length: 900 },
      (_, at) => `0x${(first * 500 + at).toString(16).padStart(32, "0")}`,
    ).join();
  const lists = Array.from({ length: 6000 }, (_, at) => list(at));
  // One that begins and ends as another does.
  const middle = lists[7]!.length / 2;
  lists.push(
    `${lists[7]!.slice(0, middle - 1)}f${lists[7]!.slice(middle)}`,
    list(7),
  );
  const conditions = lists.map((list) => `\`id\` IN (${list})`);
  const start = performance.now();
  const shared = sharedLists(conditions);
  const took = performance.now() - start;
  assertEquals(shared.text, `list_1='${lists[7]}'\n`);
  const word = "'`id` IN ('\"$list_1\"')'";
  const named = conditions.flatMap((condition, at) =>
    shared.word(condition) === word ? [at] : []
  );
  assertEquals(named, [7, 6001]);
  assert(took < 2000, `${took} ms`);
});
