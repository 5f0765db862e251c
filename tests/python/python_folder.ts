/**
 * Where the modules are that our programs in Python share.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** This folder, for `PYTHONPATH`. */
export function pythonFolder(): string {
  return fileURLToPath(new URL(".", import.meta.url));
}
