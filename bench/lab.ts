/**
 * A database to measure on: electrodes of many sessions, shaped as a lab has them.
 *
 * @module
 */
import { connect, type Database } from "spyglass-deno";
import mysql from "mysql2/promise";
import { scratchServer } from "../src/connection/server/scratch_server.ts";

/** What a benchmark runs on. */
export interface Lab extends AsyncDisposable {
  readonly db: Database;
  /** The plain driver on the same server. */
  readonly plain: mysql.Connection;
  readonly socketPath: string;
}

/** Starts a server with `rows` electrodes, 128 a session. */
export async function makeLab(rows: number): Promise<Lab> {
  const server = await scratchServer();
  const lab = await labOn(server.socket, rows);
  return {
    ...lab,
    async [Symbol.asyncDispose]() {
      await lab[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Makes `rows` electrodes on a server. */
export async function labOn(socketPath: string, rows: number): Promise<Lab> {
  const { plain, [Symbol.asyncDispose]: end } = await plainConnection(
    socketPath,
  );
  for (const statement of STATEMENTS) {
    await plain.query(statement.replace(":rows", String(rows)));
  }
  const db = await connect({ socketPath, user: "root" });
  return {
    db,
    plain,
    socketPath,
    async [Symbol.asyncDispose]() {
      await db.close();
      await end();
    },
  };
}

/** Another connection of the plain driver. */
export async function plainConnection(
  socketPath: string,
): Promise<Pick<Lab, "plain"> & AsyncDisposable> {
  const plain = await mysql.createConnection({
    socketPath,
    user: "root",
    supportBigNumbers: true,
    dateStrings: true,
  });
  return { plain, [Symbol.asyncDispose]: () => plain.end() };
}

const STATEMENTS = [
  "set max_recursive_iterations = 1000000",
  "create database lab",
  `create table lab._electrode (
    session_name varchar(64) not null, group_name varchar(80) not null, electrode_id int not null,
    probe_id varchar(80), probe_shank int, probe_electrode int, region_id smallint not null,
    name varchar(200) not null, original_reference int not null default -1, x float, y float, z float,
    filtering varchar(2000) not null, impedance float, bad_channel enum('True','False') not null default 'False',
    x_warped float, y_warped float, z_warped float, contacts varchar(200) not null,
    primary key (session_name, group_name, electrode_id))`,
  `insert into lab._electrode
    select concat('session', lpad(seq div 128, 5, '0'), '_.nwb'), seq % 128 div 4, seq % 128, 'tetrode_12.5', 0, seq % 4,
      1, seq % 128, 0, rand(), rand(), rand(), 'None', rand(), 'False', rand(), rand(), rand(), ''
    from (with recursive n as (select 0 as seq union all select seq + 1 from n where seq + 1 < :rows) select * from n) as numbers`,
];
