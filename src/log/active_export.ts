/**
 * Which export is active, kept in the environment, so that child processes, Python's too, log to the same one. This
 * is the only file that reads or writes it (`spyglass/utils/mixins/export.py` does in Python).
 *
 * @module
 */

/** The id of the active export, `null` when there is none. */
export function activeExportId(): number | null {
  const text = Deno.env.get(VARIABLE);
  if (text === undefined || text === "" || text === "0") return null;
  const id = Number(text);
  return Number.isInteger(id) && id > 0 ? id : NaN;
}

/** Makes an export the active one, or none. */
export function setActiveExportId(id: number | null): void {
  // Python writes 0 for none, too: a child that reads it must not fail over an empty text.
  Deno.env.set(VARIABLE, String(id ?? 0));
  for (const listener of listeners) listener();
}

/**
 * Tells when this process makes an export the active one, or none.
 *
 * @param listener Must not throw.
 * @returns Ends the telling.
 */
export function onActiveExport(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const listeners = new Set<() => void>();

const VARIABLE = "SPYGLASS_EXPORT_ID";
