/**
 * Two sessions with their files, and rows that rest on one, on both, on none: for tests of exports.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import type { Populated, PopulateOptions } from "../../src/export/populate.ts";
import { loadSql } from "../setup.ts";
import {
  type Commands,
  filesIn,
  freshPlace,
  listening,
  type Place,
} from "../story/place.ts";
import type { Database } from "../../src/database.ts";
import type { Table } from "../../src/query/table.ts";

/** The paper that the tests export. */
export const PAPER = { paper_id: "paper1" } as const;

/** A place with two sessions, connected. */
export interface SessionLab extends Place {
  readonly db: Database & Commands;
  readonly trial: Table;
  readonly pair: Table;
  readonly mouse: Table;
  /** Starts the analysis, reads with `work`, and stops. */
  log(analysis: string, work: () => Promise<unknown>): Promise<void>;
  /** Populates without its messages. */
  populate(options?: PopulateOptions): Promise<Populated>;
  /** The bundle's folder. */
  readonly bundle: string;
  /** The result: the rows of its tables, and the bundle's files. */
  result(): Promise<unknown>;
}

/** Makes the lab. */
export async function openLab(): Promise<SessionLab> {
  const place = await freshPlace();
  await loadSql(place.socket, TABLES);
  for (const name of ["a", "b"]) {
    await Deno.mkdir(join(place.baseDir, "raw", name), { recursive: true });
    await Deno.writeTextFile(
      join(place.baseDir, "raw", name, `${name}_.dat`),
      name,
    );
  }
  const db = await place.connect();
  const bundle = join(place.baseDir, "export", PAPER.paper_id);
  return {
    ...place,
    db,
    bundle,
    trial: await db.table("lab.trial"),
    pair: await db.table("lab.pair"),
    mouse: await db.table("lab.mouse"),
    log: async (analysis_id, work) => {
      await listening(async () => {
        await db.ExportSelection.startExport({ ...PAPER, analysis_id });
        await work();
        await db.ExportSelection.stopExport();
      });
    },
    populate: async (options = {}) =>
      (await listening(() => db.Export.populatePaper(PAPER, options))).result,
    result: async () => [
      await resultRows(place),
      await Deno.stat(bundle).then(() => filesIn(bundle), () => null),
    ],
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  };
}

/** All rows of the result's tables, blobs as hexadecimal digits. */
export async function resultRows({ pool }: Place): Promise<unknown> {
  return [
    await pool.texts(
      "select export_id, paper_id, hex(included_nwb_file_names) from common_usage.__export order by 1",
    ),
    await pool.texts(
      "select export_id, table_id, table_name, hex(restriction) from common_usage.__export__table order by 1, 2",
    ),
    await pool.texts(
      "select export_id, file_id, file_path from common_usage.__export__file order by 1, 2",
    ),
  ];
}

/** A stand-in for the table that says where files were published. */
export const PUBLISHED = `
create database common_dandi;
create table common_dandi.dandi_path (export_id int not null, file_id int not null, dandi_path varchar(255) not null,
  primary key (export_id, file_id),
  foreign key (export_id, file_id) references common_usage.__export__file (export_id, file_id) on update cascade)
  engine=InnoDB;
`;

const TABLES = `
create database common_nwbfile;
use common_nwbfile;
create table \`~external_raw\` (hash binary(16) not null comment ':uuid:', size bigint unsigned not null,
  attachment_name varchar(255), filepath varchar(1000), contents_hash binary(16) comment ':uuid:',
  timestamp timestamp not null default current_timestamp, primary key (hash)) engine=InnoDB;
insert into \`~external_raw\` (hash, size, filepath) values
  (unhex(repeat('a1', 16)), 1, 'a/a_.dat'), (unhex(repeat('b2', 16)), 1, 'b/b_.dat');
create table nwbfile (nwb_file_name varchar(64) not null primary key,
  nwb_file_abs_path binary(16) not null comment ':filepath@raw:',
  foreign key (nwb_file_abs_path) references \`~external_raw\` (hash) on update cascade) engine=InnoDB;
insert into nwbfile values ('a_.nwb', unhex(repeat('a1', 16))), ('b_.nwb', unhex(repeat('b2', 16)));
create table analysis_nwbfile (analysis_file_name varchar(64) not null primary key,
  nwb_file_name varchar(64) not null, analysis_file_abs_path binary(16) comment ':filepath@analysis:',
  foreign key (nwb_file_name) references nwbfile (nwb_file_name) on update cascade) engine=InnoDB;
create database lab;
use lab;
create table mouse (mouse varchar(20) primary key) engine=InnoDB;
insert into mouse values ('mickey'), ('minnie');
create table trial (nwb_file_name varchar(64) not null, trial int not null, mouse varchar(20) not null,
  primary key (nwb_file_name, trial), foreign key (mouse) references mouse (mouse) on update cascade,
  foreign key (nwb_file_name) references common_nwbfile.nwbfile (nwb_file_name) on update cascade) engine=InnoDB;
insert into trial values ('a_.nwb', 1, 'mickey'), ('a_.nwb', 2, 'mickey'), ('b_.nwb', 1, 'minnie');
create table pair (id int primary key, one varchar(64) not null, one_trial int not null,
  two varchar(64), two_trial int, at timestamp not null default '2024-01-02 03:04:05',
  foreign key (one, one_trial) references trial (nwb_file_name, trial) on update cascade,
  foreign key (two, two_trial) references trial (nwb_file_name, trial) on update cascade) engine=InnoDB;
insert into pair (id, one, one_trial, two, two_trial) values (1, 'a_.nwb', 1, 'a_.nwb', 2),
  (2, 'a_.nwb', 1, 'b_.nwb', 1), (3, 'b_.nwb', 1, null, null);
`;

/** The table that trials are in. */
export const TRIAL = "`lab`.`trial`";

/** Logs one read and populates. */
export async function populated(lab: SessionLab): Promise<void> {
  await lab.log(
    "one",
    () => lab.trial.and({ nwb_file_name: "a_.nwb" }).fetch(),
  );
  await lab.populate();
}

/** Everything that a failure must leave as it was. */
export async function unchanged(
  lab: SessionLab,
  work: () => Promise<unknown>,
): Promise<void> {
  const before = await lab.result();
  await work();
  assertEquals(await lab.result(), before);
  const left = [...Deno.readDirSync(join(lab.baseDir, "export"))]
    .map(({ name }) => name).filter((name) => name !== PAPER.paper_id);
  assertEquals(left, []);
}
