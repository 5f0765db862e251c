/**
 * Asking a person.
 *
 * @module
 */

/**
 * Asks a yes-or-no question, in a terminal or a notebook.
 *
 * @returns `null` where there is nobody to ask: a notebook run by a program, output that is no terminal.
 */
export function ask(question: string): boolean | null {
  const answer = prompt(`${question} (yes/no)`);
  return answer === null ? null : /^\s*y(es)?\s*$/i.test(answer);
}
