/**
 * The sessions that the active export may show, kept in the environment beside its id: every connection of this
 * process, and every process that it starts, must know them. This is the only file that reads or writes them.
 *
 * @module
 */

/** A list, and the export that it belongs to. */
interface Kept {
  readonly server: string;
  readonly export_id: number;
  readonly names: readonly string[];
}

/** The names of an export's sessions; `null` where it may show all. */
export function includedNames(
  server: string,
  exportId: number,
): readonly string[] | null {
  if (kept === undefined) kept = inherited();
  return kept?.export_id === exportId && kept.server === server
    ? kept.names
    : null;
}

/**
 * Sets the list of the export that becomes the active one; `null`: all sessions.
 *
 * @returns False where it is too long to be handed to other processes.
 */
export function setIncludedNames(
  server: string,
  exportId: number,
  names: readonly string[] | null,
): boolean {
  kept = names === null ? null : { server, export_id: exportId, names };
  const text = JSON.stringify(kept);
  const fits = text.length <= LONGEST;
  if (kept !== null && fits) Deno.env.set(VARIABLE, text);
  else Deno.env.delete(VARIABLE);
  return fits;
}

let kept: Kept | null | undefined;

const VARIABLE = "SPYGLASS_EXPORT_INCLUDED";
/** A process cannot be started with a variable of more than 128 KiB; names may need up to four bytes a character. */
const LONGEST = 30_000;

/** The list of the process that started this one; `null` where the variable holds none. */
function inherited(): Kept | null {
  try {
    const found = JSON.parse(Deno.env.get(VARIABLE) ?? "null");
    return isKept(found) ? found : null;
  } catch {
    return null;
  }
}

function isKept(found: unknown): found is Kept {
  const { server, export_id, names } = (found ?? {}) as Partial<Kept>;
  return typeof server === "string" && Number.isInteger(export_id) &&
    Array.isArray(names) && names.every((name) => typeof name === "string");
}
