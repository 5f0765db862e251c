/**
 * What the sidebar's end needs of a connected database; `connect` wires it.
 *
 * @module
 */
import type { Pool } from "../connection/session.ts";
import type { ExportCommandContext } from "../export/commands/export_commands.ts";
import type { RememberedExport } from "../log/exports/remembered.ts";
import type { QueryContext } from "../query/context.ts";

/** A connected database, as the sidebar's end sees it. */
export interface LabConnection {
  /** `root@localhost:3308`, never a password. */
  readonly label: string;
  /** The user's own queries: what is read through them is logged. */
  readonly query: QueryContext;
  /** A few connections of the sidebar's own: the user's reads never wait for them. */
  readonly openPool: (
    options: { readonly readOnly: boolean },
  ) => Promise<Pool>;
  /** The commands on exports, which say what they say to `say` and ask nobody. */
  readonly commands: (
    pool: Pool,
    say: (text: string) => void,
  ) => ExportCommandContext;
  readonly remembered: RememberedExport;
}
