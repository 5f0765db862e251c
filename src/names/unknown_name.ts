/**
 * The error for a name that does not exist.
 *
 * @module
 */
import { UnknownNameError } from "../errors.ts";
import { nearestName } from "./nearest.ts";

/** An error for a name that does not exist, with the nearest one that does. */
export function unknownName(
  action: string,
  found: string,
  name: string,
  candidates: readonly string[],
): UnknownNameError {
  const nearest = nearestName(name, candidates);
  const shown = candidates.slice(0, 12).join(", ") +
    (candidates.length > 12 ? ", …" : "");
  return new UnknownNameError(
    nearest === null
      ? `${action}: ${found}, wanted one of ${shown || "none: there are none"}`
      : `${action}: ${found}, wanted an existing name; did you mean ${nearest}?`,
    name,
    nearest,
  );
}
