/**
 * Which export is active, kept in the environment, so that child processes, Python's too, log to the same one. This
 * is the only file that reads or writes it (`spyglass/utils/mixins/export.py` does in Python).
 *
 * @module
 */
import { type ExportKey, isSameExport } from "./ids.ts";

/** The active export, as far as this process knows it. */
export interface ActiveExport {
  readonly id: number;
  /** See {@linkcode activeExportKey}. */
  readonly key: ExportKey | null;
}

/** The id of the active export, `null` when there is none. */
export function activeExportId(): number | null {
  const text = Deno.env.get(VARIABLE);
  if (text === undefined || text === "" || text === "0") return null;
  const id = Number(text);
  return Number.isInteger(id) && id > 0 ? id : NaN;
}

/**
 * What the active export is called; `null` where only its id is known, as Python passes it on. Another server may give
 * the same id to another export.
 */
export function activeExportKey(id = activeExportId()): ExportKey | null {
  const text = Deno.env.get(KEY_VARIABLE);
  if (text === undefined || text === "") return null;
  if (text !== known.text) known = { text, named: namedIn(text) };
  const { named } = known;
  return named !== null && named.export_id === id ? named : null;
}

/** True where the active export may be the one of this name. */
export function mayBeActive(key: ExportKey): boolean {
  const active = activeExportKey();
  return active === null || isSameExport(active, key);
}

/** Makes an export the active one. */
export function setActiveExport(id: number, key: ExportKey): void {
  const { paper_id, analysis_id } = key;
  Deno.env.set(
    KEY_VARIABLE,
    JSON.stringify({ export_id: id, paper_id, analysis_id }),
  );
  setId(id);
}

/** Makes no export the active one. */
export function endActiveExport(): void {
  Deno.env.delete(KEY_VARIABLE);
  // Python writes 0 for none, too: a child that reads it must not fail over an empty text.
  setId(0);
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
/** Python does not know it. */
const KEY_VARIABLE = "SPYGLASS_EXPORT_KEY";

interface NamedExport extends ExportKey {
  readonly export_id: number;
}

let known: { readonly text: string; readonly named: NamedExport | null } = {
  text: "",
  named: null,
};

function setId(id: number): void {
  Deno.env.set(VARIABLE, String(id));
  for (const listener of listeners) listener();
}

/** Whoever sets it by hand may have set anything. */
function namedIn(text: string): NamedExport | null {
  try {
    const found = JSON.parse(text) as Partial<NamedExport> | null;
    const isNamed = Number.isInteger(found?.export_id) &&
      typeof found?.paper_id === "string" &&
      typeof found.analysis_id === "string";
    return isNamed ? found as NamedExport : null;
  } catch {
    return null;
  }
}
