/**
 * Long lists that several conditions have in common, such as all sessions of a paper: a script writes each once, which
 * makes it several times shorter, and shows which tables are limited to the same values.
 *
 * @module
 */
import { shellWord } from "./shell.ts";

/** Lists with names of their own, and how conditions are written with them. */
export interface SharedLists {
  /** Assignments of bash, a line a list; empty where there is none. */
  readonly text: string;
  /** A condition as one bash word, which bash gives to a command unchanged. */
  word(condition: string): string;
}

/**
 * Finds the lists that occur at least twice.
 *
 * What is found is only a part of a text, put back in its place by bash as it is: whether it is a list has no bearing
 * on what the condition says.
 *
 * @param conditions All conditions of a script.
 *
 * @example
 * ```ts
 * import { sharedLists } from "./shared_lists.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const names = Array.from({ length: 99 }, (_, at) => `'s${at}'`).join();
 * const lists = sharedLists([`\`a\` IN (${names})`, `\`b\` IN (${names}) AND \`c\`=1`]);
 * assertEquals(lists.word(`\`b\` IN (${names}) AND \`c\`=1`), "'`b` IN ('\"$list_1\"') AND `c`=1'");
 * ```
 */
export function sharedLists(conditions: readonly string[]): SharedLists {
  const counts = new Map<string, number>();
  for (const condition of conditions) {
    for (const [, list] of condition.matchAll(LIST)) {
      if (list!.length < SHORT) continue;
      counts.set(list!, (counts.get(list!) ?? 0) + 1);
    }
  }
  const names = new Map<string, string>();
  for (const [list, count] of counts) {
    if (count > 1) names.set(list, `list_${names.size + 1}`);
  }
  const lines = [...names].map(([list, name]) =>
    `${name}=${shellWord(list)}\n`
  );
  return {
    text: lines.join(""),
    word: (condition) => wordWith(names, condition),
  };
}

/** What stands in the parentheses of an IN: numbers, bytes and texts in quotes. */
const LIST = / IN \(((?:'[^']*'|[^()'])+)\)/g;

/** Shorter lists are written where they are. */
const SHORT = 300;

function wordWith(
  names: ReadonlyMap<string, string>,
  condition: string,
): string {
  let word = "";
  let from = 0;
  for (const found of condition.matchAll(LIST)) {
    const name = names.get(found[1]!);
    if (name === undefined) continue;
    const start = found.index + " IN (".length;
    word += `${shellWord(condition.slice(from, start))}"$${name}"`;
    from = start + found[1]!.length;
  }
  return word + shellWord(condition.slice(from));
}
