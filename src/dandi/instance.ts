/**
 * Archives by name: DANDI's own, and any other by its address.
 *
 * @module
 */
import { ExportError } from "../errors.ts";
import { INSTANCE_LENGTH } from "../spyglass/dandi_tables.ts";

/** An archive. */
export interface Instance {
  /** As it is kept in the database. */
  readonly name: string;
  /** As dandi-cli calls it. */
  readonly engineName: string;
  /** Where it answers, without a last `/`. */
  readonly api: string;
}

/**
 * Finds an archive.
 *
 * @param name `dandi`, `dandi-staging` (which is `dandi-sandbox` by now), or an address like
 * `http://localhost:8000/api`.
 * @throws {ExportError} The name is none, or too long for the database.
 */
export function instanceOf(name: string): Instance {
  const known = KNOWN[name];
  if (known) return { name, ...known };
  if (!/^https?:\/\/[^\s/@?#]+(\/[^\s@?#]*)?$/.test(name)) {
    throw new ExportError(
      `Cannot reach the archive ${JSON.stringify(name)}: wanted ${
        Object.keys(KNOWN).join(", ")
      }, or an address without credentials like http://localhost:8000/api`,
    );
  }
  if (!isPrivate(name)) {
    throw new ExportError(
      `Cannot reach the archive ${name}: over http:// everyone on the way could read your key, wanted https://; http:// is for this machine only`,
    );
  }
  if (name.length > INSTANCE_LENGTH) {
    throw new ExportError(
      `Cannot note the archive ${name}: its address has ${name.length} characters, wanted at most ${INSTANCE_LENGTH}, which dandi_path holds`,
    );
  }
  const api = name.replace(/\/+$/, "");
  return { name, engineName: api, api };
}

/** Whether two names mean the same archive: the database has them as whoever published wrote them. */
export function isSameArchive(one: string, other: string): boolean {
  return one === other || addressOf(one) === addressOf(other);
}

function addressOf(name: string): string {
  try {
    return new URL(instanceOf(name).api).href.replace(/\/+$/, "");
  } catch {
    return name;
  }
}

/** Whether nobody on the way can listen. */
function isPrivate(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || hostname === "localhost" ||
    hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

const KNOWN: Readonly<Record<string, Omit<Instance, "name">>> = {
  dandi: {
    engineName: "dandi",
    api: "https://api.dandiarchive.org/api",
  },
  "dandi-staging": {
    engineName: "dandi-sandbox",
    api: "https://api.sandbox.dandiarchive.org/api",
  },
  "dandi-sandbox": {
    engineName: "dandi-sandbox",
    api: "https://api.sandbox.dandiarchive.org/api",
  },
};
