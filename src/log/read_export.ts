/**
 * The export that a read belongs to: the active one, as this server knows it.
 *
 * @module
 */
import { LogError } from "../errors.ts";
import type { ActiveExport } from "./exports/active_export.ts";
import { type ExportKey, isSameExport, nameOf } from "./exports/ids.ts";

/** Knows the exports of this server. */
export interface Exports {
  /** Those that are known already. */
  readonly keys: Map<number, ExportKey>;
  /** The paper and analysis of an export; `null` where the server knows none of that id. */
  readonly keyOf: (exportId: number) => Promise<ExportKey | null>;
}

/** An export by its id, and by the name that it has where it was started. */
export class ReadExport {
  readonly #id: number;
  readonly #exports: Exports;
  /** What it is called, where that is known. */
  readonly #meant: ExportKey | null;

  constructor({ id, key }: ActiveExport, exports: Exports) {
    this.#id = id;
    this.#exports = exports;
    this.#meant = key;
  }

  /** What this server calls it; `null` where that was not asked yet. */
  get key(): ExportKey | null {
    return this.#exports.keys.get(this.#id) ?? null;
  }

  /** True where this server is known to have it. */
  get isKnown(): boolean {
    const { key } = this;
    return key !== null && this.#isMeant(key);
  }

  /** Another server gives the same ids to other exports. */
  #isMeant(key: ExportKey): boolean {
    return this.#meant === null || isSameExport(this.#meant, key);
  }

  /**
   * An inherited id may be one that this server never gave, or gave to another export.
   *
   * @throws {LogError} It is.
   */
  async check(): Promise<void> {
    if (this.isKnown) return;
    const id = this.#id;
    const key = Number.isNaN(id) ? null : await this.#exports.keyOf(id);
    if (key !== null && this.#isMeant(key)) {
      this.#exports.keys.set(id, key);
      return;
    }
    const found = Number.isNaN(id)
      ? "SPYGLASS_EXPORT_ID names export that is no number, which this server does not know"
      : key === null
      ? `SPYGLASS_EXPORT_ID names export ${id}, which this server does not know`
      : `the active export is ${
        nameOf(this.#meant!)
      }, and export ${id} of this server is ${nameOf(key)}`;
    throw new LogError(
      `Cannot log a read: ${found}, wanted one that it knows; start one here: ExportSelection.startExport({ paper_id, analysis_id }), or stop the active one`,
    );
  }
}
