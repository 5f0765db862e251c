/**
 * Words of names that tell of people, whatever lab it is: whole words, as they stand in `snake_case` and `camelCase`.
 *
 * @module
 */

/**
 * Whether a table is of people, by its name.
 *
 * @example
 * ```ts
 * import { tellsOfPeople } from "./personal_words.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(["people", "#LabMember", "useful"].map(tellsOfPeople), [true, true, false]);
 * ```
 */
export function tellsOfPeople(table: string): boolean {
  const words = wordsOf(table);
  return words.some((word) => PEOPLE.has(word)) && !isOfSystem(words);
}

/** Whether a column tells who somebody is, or how to reach or be them, by its name. */
export function isPersonal(column: string): boolean {
  const text = wordsOf(column).join(" ");
  return PERSONAL.test(text);
}

/** Whether a column does where it is one of a table of people. */
export function isPersonalOfPerson(column: string): boolean {
  const words = wordsOf(column);
  return isPersonal(column) || words.some((word) => OF_PERSON.has(word));
}

/** `labMember_eMail2` → `lab member e mail 2`. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/(\p{Ll}|\d)(?=\p{Lu})/gu, "$1 ")
    .replaceAll(/\p{Lu}(?=\p{Lu}\p{Ll})/gu, "$& ")
    .replaceAll(/(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/gu, " ")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** Those of people, one or several. */
const PEOPLE: ReadonlySet<string> = new Set(
  "person,account,user,member,experimenter,author,investigator,scientist,researcher,student,operator,owner,employee,participant,volunteer,patient,collaborator,technician"
    .split(",").flatMap((word) => [word, `${word}s`])
    .concat("people", "staff", "personnel", "crew"),
);

/** What users have on computers, and what else is called so. */
function isOfSystem(words: readonly string[]): boolean {
  const text = words.join(" ");
  return /\buser (environment|agent|defined|interface|setting|version)s?\b/
    .test(text);
}

/** In a table of people. */
const OF_PERSON: ReadonlySet<string> = new Set([
  "name",
  "names",
  "initials",
  "nickname",
  "title",
  "sex",
  "gender",
  "age",
]);

const NOUN =
  "(member|person|author|operator|owner|scientist|investigator|researcher|student|experimenter|participant|patient|employee)";

/** Words are parted by one space. */
const PERSONAL = new RegExp(
  [
    "\\b(e ?)?mails?\\b( (address(es)?|account))?$",
    "\\be ?mails?\\b",
    "\\b(tele|cell|mobile )?phones?\\b",
    "\\bfax\\b",
    "\\bdob\\b",
    "\\bbirth(day|date|place)?\\b(?! (weight|order))",
    "^((postal|home|street|mailing|private|work) )?address(es)?( line)?( \\d+)?$",
    "^pass$|\\bpass ?(word|wd|phrase|code|port)s?\\b",
    "\\b(user|screen|login|sur|nick|maiden|fore) ?names?\\b",
    "\\b(first|last|full|middle|given|family|real|legal) names?$",
    "^logins?$",
    "^((dj|db|database|created by|changed by|updated by) )?user$",
    "^(user|social|twitter|github|slack|orcid) (handle|id)$",
    "^handle$",
    "\\borcid\\b",
    "^ssn$|\\bsocial security\\b",
    `^(lab )?${NOUN}( name)?$`,
  ].join("|"),
);
