/**
 * The commands of an export in a process of its own, for the programs that tests run beside themselves.
 *
 * @module
 */
import { connect } from "../../src/connect.ts";
import type { Database } from "../../src/database.ts";
import type { ExportCommands } from "../../src/export/commands/export_commands.ts";

/** Connects to the server and the folder that the first two arguments name. */
export async function exportsHere(): Promise<
  { readonly db: Database; readonly Export: ExportCommands }
> {
  const [socketPath, baseDir] = Deno.args;
  const db = await connect({
    socketPath: socketPath!,
    user: "root",
    baseDir: baseDir!,
  });
  const { Export } = await db.schema("common_usage");
  return { db, Export: Export as unknown as ExportCommands };
}
