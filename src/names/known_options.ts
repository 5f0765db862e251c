/**
 * Options: a misspelt one is an error, not a wish that nobody hears.
 *
 * @module
 */
import { unknownName } from "./unknown_name.ts";

/**
 * Refuses options that there are not.
 *
 * @param action What cannot be done then, for the message.
 * @param options What was given; nothing at all is fine.
 * @param known The names that there are.
 * @throws {UnknownNameError} There is no such option; the message names the nearest one.
 */
export function refuseUnknownOptions(
  action: string,
  options: object | null | undefined,
  known: readonly string[],
): void {
  const strange = Object.keys(options ?? {}).find((name) =>
    !known.includes(name)
  );
  if (strange === undefined) return;
  const found = `there is no option ${JSON.stringify(strange)}`;
  throw unknownName(action, found, strange, known);
}
