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
  const lists = new Lists();
  for (const condition of conditions) {
    for (const [, list] of condition.matchAll(LIST)) {
      if (list!.length >= SHORT) lists.of(list!).count++;
    }
  }
  const shared = lists.all.filter(({ count }) => count > 1);
  shared.forEach((list, at) => list.name = `list_${at + 1}`);
  const lines = shared.map(({ text, name }) => `${name}=${shellWord(text)}\n`);
  return {
    text: lines.join(""),
    word: (condition) => wordWith(lists, condition),
  };
}

interface List {
  readonly text: string;
  /** How often it occurs. */
  count: number;
  /** What bash calls it; `null` where it occurs once. */
  name: string | null;
}

/**
 * Lists, each once. A Map with such texts as its keys tells long ones apart by their length alone before it compares
 * them, and lists of as many keys are mostly of one length.
 */
class Lists {
  /** In the order in which they were first asked for. */
  readonly all: List[] = [];
  readonly #alike = new Map<string, List[]>();

  /** The list of this text. */
  of(text: string): List {
    const looks = `${text.length} ${text.slice(0, LOOK)} ${text.slice(-LOOK)}`;
    const alike = this.#alike.get(looks) ?? [];
    const known = alike.find((list) => list.text === text);
    if (known) return known;
    const list = { text, count: 0, name: null };
    if (alike.push(list) === 1) this.#alike.set(looks, alike);
    this.all.push(list);
    return list;
  }
}

/** So many characters from both ends are looked at before lists are compared. */
const LOOK = 100;

/** What stands in the parentheses of an IN: numbers, bytes and texts in quotes. */
const LIST = / IN \(((?:'[^']*'|[^()'])+)\)/g;

/** Shorter lists are written where they are. */
const SHORT = 300;

function wordWith(lists: Lists, condition: string): string {
  let word = "";
  let from = 0;
  for (const found of condition.matchAll(LIST)) {
    if (found[1]!.length < SHORT) continue;
    const { name } = lists.of(found[1]!);
    if (name === null) continue;
    const start = found.index + " IN (".length;
    word += `${shellWord(condition.slice(from, start))}"$${name}"`;
    from = start + found[1]!.length;
  }
  return word + shellWord(condition.slice(from));
}
