/**
 * Which notebook had which export open, on disk: a kernel restart must not silently end the logging.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import type { ExportKey } from "./ids.ts";

/** An export that was active when its kernel went away. */
export interface Remembered extends ExportKey {
  readonly export_id: number;
  /** The server it belongs to. */
  readonly server: string;
  /** When it was started or resumed, ISO 8601. */
  readonly since: string;
  /** The sessions that it may show; missing where it may show all. */
  readonly includedNwbFiles?: readonly string[];
}

/** The memory of one notebook. */
export class RememberedExport {
  readonly #path: string | null;

  /**
   * @param folder The user's data folder.
   * @param notebook What tells notebooks apart; `null` where this is none, so that nothing is remembered.
   */
  constructor(folder: string, notebook: string | null) {
    this.#path = notebook === null ? null : join(
      folder,
      "notebooks",
      `${fileName(notebook)}.json`,
    );
  }

  /** What was remembered, `null` where nothing was. */
  read(): Remembered | null {
    if (this.#path === null) return null;
    try {
      const found = JSON.parse(Deno.readTextFileSync(this.#path));
      return isRemembered(found) ? found : null;
    } catch {
      return null;
    }
  }

  /** Remembers an export; a disk that is full only costs the reminder. */
  write(remembered: Remembered): void {
    if (this.#path === null) return;
    try {
      Deno.mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      Deno.writeTextFileSync(this.#path, JSON.stringify(remembered), {
        mode: 0o600,
      });
    } catch (error) {
      console.warn(
        `Cannot remember the active export on disk: ${
          (error as Error).message
        }; after a kernel restart, resume it yourself`,
      );
    }
  }

  /** Forgets it: the export was stopped on purpose. */
  clear(): void {
    if (this.#path === null) return;
    try {
      Deno.removeSync(this.#path);
    } catch {
      // Nothing was remembered.
    }
  }
}

/** A name that is too long for a file's is cut, and told from others by a hash. */
function fileName(notebook: string): string {
  const name = encodeURIComponent(notebook);
  if (name.length <= LONGEST) return name;
  const hash = createHash("sha256").update(name).digest("hex");
  return `${name.slice(-LONGEST / 2)}-${hash}`;
}

const LONGEST = 200;

/** What tells this notebook from others; `null` outside a Jupyter kernel. */
export function notebookName(): string | null {
  return isKernel() ? Deno.env.get("JPY_SESSION_NAME") ?? Deno.cwd() : null;
}

/** Outside a kernel the property is there, too, and throws. */
function isKernel(): boolean {
  try {
    return (Deno as { jupyter?: unknown }).jupyter !== undefined;
  } catch {
    return false;
  }
}

/** The file may be damaged, or some other version's. */
function isRemembered(found: unknown): found is Remembered {
  const { export_id, includedNwbFiles: names = [], ...texts } =
    (found ?? {}) as Partial<Remembered>;
  return Number.isInteger(export_id) && Array.isArray(names) &&
    names.every((name) => typeof name === "string") &&
    [texts.paper_id, texts.analysis_id, texts.server]
      .every((text) => typeof text === "string");
}
