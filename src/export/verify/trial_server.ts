/**
 * Where a dump is tried: on a server of the database's own kind, where one is installed here.
 *
 * @module
 */
import {
  type ScratchServer,
  scratchServer,
} from "../../connection/server/scratch_server.ts";
import {
  findMysqlServer,
  findServerPrograms,
  type ServerPrograms,
} from "../../connection/server/server_programs.ts";
import type { Session } from "../../connection/session.ts";
import { ServerError } from "../../errors.ts";

/** A scratch server, and what it is. */
export interface TrialServer extends ScratchServer {
  /** `MySQL 9.7.4` */
  readonly name: string;
  /** Why the dump may fail here and be right all the same; `null` where it may not. */
  readonly caveat: string | null;
}

/**
 * Starts a scratch server for a dump: MySQL's where the database is one and a server as new as that is installed, else
 * MariaDB's.
 *
 * @param source The database.
 * @param say Told where MySQL's is installed and does not start.
 * @throws {ServerError} None can be started here.
 */
export async function trialServer(
  source: Session,
  say: (text: string) => void,
): Promise<TrialServer> {
  const [[version] = []] = await source.texts("SELECT VERSION()");
  if (/mariadb/i.test(version!)) {
    return await launch(await findServerPrograms(), null);
  }
  const programs = await findMysqlServer(version!);
  let why = "no MySQL server that is as new as that is installed here";
  if (programs !== null) {
    try {
      return await launch(programs, null);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      say(`MySQL's server is not used to try the dump: ${error.message}`);
      why = "MySQL's server does not start here";
    }
  }
  const other = await findServerPrograms();
  return await launch(
    other,
    `The database is MySQL ${version}, and the dump was tried on ${
      nameOf(other)
    }, for ${why}. What MariaDB does not know (functional indexes, generated primary keys, MySQL's own functions in ` +
      `CHECKs and defaults, the operators -> and ->>) fails for that reason alone: with mysqld on the PATH, verify again`,
  );
}

async function launch(
  programs: ServerPrograms,
  caveat: string | null,
): Promise<TrialServer> {
  const server = await scratchServer(programs);
  return Object.assign(server, { name: nameOf(programs), caveat });
}

function nameOf({ kind, version }: ServerPrograms): string {
  return `${kind} ${version.replace(/-MariaDB$/i, "")}`;
}
