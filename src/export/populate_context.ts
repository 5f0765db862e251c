/**
 * What populating needs of the rest.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import type { Catalog } from "../schema/table.ts";
import type { ClientCredentials } from "./script/client_credentials.ts";

/** A database, where its bundles go, and whom to ask and tell. */
export interface PopulateContext {
  readonly pool: Pool;
  readonly catalog: Catalog;
  readonly stores: Readonly<Record<string, string>>;
  /** Folder that holds the bundles. */
  readonly exportDir: string;
  /** The server, as it is named in messages: `root@localhost:3308`. */
  readonly server: string;
  /** Makes the option file for the script, where it is to be run. */
  readonly defaultsFile: () => Promise<ClientCredentials>;
  readonly ask: (question: string) => boolean | null;
  readonly say: (text: string) => void;
  /** What goes on while the slice is computed; where it fails, nothing is written. */
  readonly meanwhile?: Promise<void>;
}
