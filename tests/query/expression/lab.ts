/**
 * Small tables that every operator has something to do with, and what reads of them report.
 *
 * @module
 */
import { type Lab, lab, textsOf } from "../lab.ts";

/** Subjects with sessions, these with electrodes and notes; some refer to nothing. */
const TABLES = `
create table subject (subject_id varchar(10) primary key, sex enum('F','M','U') not null, born date);
create table session (
  session_id int primary key, subject_id varchar(10) null, task varchar(20) null, minutes int not null,
  foreign key (subject_id) references subject (subject_id)
);
create table _electrode (
  session_id int, electrode_id int, depth int null, bad enum('yes','no') not null default 'no',
  primary key (session_id, electrode_id), foreign key (session_id) references session (session_id)
);
create table note (session_id int, page int, note_text varchar(40), primary key (session_id, page));
create table lonely (number int primary key, word varchar(20));
insert into subject values ('anna', 'F', '2020-01-01'), ('bert', 'M', null), ('cleo', 'F', '2021-05-05');
insert into session values (1, 'anna', 'rest', 10), (2, 'anna', 'run', 20), (3, 'bert', 'run', 30), (4, null, null, 40);
insert into _electrode values (1, 0, 100, 'no'), (1, 1, 110, 'yes'), (2, 0, 200, 'no'), (3, 0, null, 'no'), (3, 5, 300, 'yes');
insert into note values (1, 1, 'first'), (1, 2, 'second'), (4, 1, 'lost'), (9, 1, 'nobody');
insert into lonely values (1, 'one'), (2, 'two');
`;

/** The tables, and what a read of them reports. */
export interface AlgebraLab extends Lab {
  /** Reads, and gives what was reported: `table keys` or `table condition`, in the order of the tables' names. */
  told(read: () => Promise<unknown>): Promise<string[]>;
}

/** Makes the tables; reads report, as under an active export. */
export async function algebraLab(sql = TABLES): Promise<AlgebraLab> {
  const own = await lab(sql, { logs: true });
  return {
    ...own,
    told: async (read) => {
      own.reads.length = 0;
      await read();
      return own.reads.map(({ table, rows }) =>
        `${table.name} ${
          "keys" in rows
            ? JSON.stringify(rows.keys.map((key) => key.join(" ")).toSorted())
            : textsOf([{ table, rows }])
        }`
      ).toSorted();
    },
  };
}
