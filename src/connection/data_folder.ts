/**
 * Where this module keeps its own data: one folder a user, outside of any project.
 *
 * @module
 */

import { isAbsolute, join, resolve } from "node:path";
import { ServerError } from "../errors.ts";

/**
 * The folder in which this module keeps the private server and what belongs to it. It is not made by this call.
 *
 * `SPYGLASS_DATA_DIR` comes first, then `$XDG_DATA_HOME/spyglass-deno`, then `~/.local/share/spyglass-deno`.
 *
 * @returns an absolute path
 * @throws {ServerError} when neither of them nor `HOME` is set
 *
 * @example
 * ```ts
 * import { dataFolder } from "./data_folder.ts";
 *
 * console.log(dataFolder().startsWith("/"));
 * ```
 */
export function dataFolder(): string {
  const own = Deno.env.get("SPYGLASS_DATA_DIR");
  if (own) return resolve(own);
  const shared = Deno.env.get("XDG_DATA_HOME");
  // The XDG specification asks to ignore a relative path.
  if (shared && isAbsolute(shared)) return join(shared, NAME);
  const home = Deno.env.get("HOME");
  if (home) return resolve(home, ".local", "share", NAME);
  throw new ServerError(
    "Cannot find the data folder: HOME is not set; set SPYGLASS_DATA_DIR to a folder that this user may write",
  );
}

const NAME = "spyglass-deno";
