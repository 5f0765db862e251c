/**
 * Tables of every kind, with generated rows.
 *
 * @module
 */

/** What makes the tables, in an empty schema. */
export const TABLES = `
create table subject (
  subject_id varchar(10) primary key, sex enum('F','M','U') not null, born date null, weight float null,
  tag binary(16) not null comment ':uuid:'
);
create table session (
  session_id int primary key, subject_id varchar(10) null, task varchar(20) null, minutes int not null,
  started datetime(6) null, score decimal(6,3) null,
  foreign key (subject_id) references subject (subject_id)
);
create table region (region_id smallint unsigned primary key, region_name varchar(20) not null, layer char(2) null);
create table electrode (
  session_id int, electrode_id int, depth int null, bad enum('yes','no') not null default 'no', gain double null,
  region_id smallint unsigned not null,
  primary key (session_id, electrode_id), foreign key (session_id) references session (session_id),
  foreign key (region_id) references region (region_id)
);
create table spike (
  session_id int, electrode_id int, spike_id bigint, amplitude double null,
  primary key (session_id, electrode_id, spike_id),
  foreign key (session_id, electrode_id) references electrode (session_id, electrode_id)
);
create table note (session_id int, page int, note_text varchar(40) not null, primary key (session_id, page));
create table param (param_name varchar(16) primary key, param_value decimal(10,2) not null);
create table run (
  session_id int, param_name varchar(16), result double null, status enum('ok','failed') not null,
  primary key (session_id, param_name), foreign key (session_id) references session (session_id),
  foreign key (param_name) references param (param_name)
);
create table lineage (
  child_id varchar(10) primary key, parent_id varchar(10) null,
  foreign key (child_id) references subject (subject_id), foreign key (parent_id) references subject (subject_id)
);
`;

/** Rows for every table, the same for the same seed. */
export function generatedRows(seed: number): string {
  const random = randomNumbers(seed);
  const below = (n: number) => Math.floor(random() * n);
  const some = (value: string | number, share = 0.2) =>
    random() < share ? "null" : String(value);
  const pick = (...values: string[]) => `'${values[below(values.length)]}'`;
  const lines: string[] = [];
  const add = (table: string, ...values: (string | number)[]) =>
    lines.push(`insert ignore into ${table} values (${values.join(", ")});`);
  const subjects = ["anna", "bert", "cleo", "dora", "emil", "o''hara"];
  for (const [i, id] of subjects.entries()) {
    const born = some(`'20${10 + below(12)}-0${1 + below(9)}-1${below(9)}'`);
    const tag = `x'0123456789abcdef0123456789abcd0${i}'`;
    add(
      "subject",
      `'${id}'`,
      pick("F", "M", "U"),
      born,
      some(20 + below(90) / 8),
      tag,
    );
  }
  for (let i = 0; i < 5; i++) {
    add("region", i, pick("CA1", "CA3", "DG", "mPFC"), some(pick("a", "b")));
    add("param", `'p${i}'`, (below(1000) / 100).toFixed(2));
  }
  for (let id = 1; id <= 12; id++) {
    const subject = some(`'${subjects[below(5)]}'`);
    const started = some(
      `'2024-0${1 + below(9)}-11 10:${10 + below(49)}:00.${
        100000 + below(899999)
      }'`,
    );
    add(
      "session",
      id,
      subject,
      some(pick("rest", "run", "sleep")),
      5 * (1 + below(9)),
      started,
      some((below(90000) / 1000).toFixed(3)),
    );
    for (let n = 0; n < below(5); n++) {
      add(
        "electrode",
        id,
        n,
        some(100 * below(6)),
        pick("yes", "no"),
        some(below(64) / 8),
        below(5),
      );
      for (let spike = 0; spike < below(4); spike++) {
        add("spike", id, n, spike, some(below(64) / 4 - 8));
      }
    }
    for (let page = 1; page <= below(4); page++) {
      add(
        "note",
        id + below(2),
        page,
        pick("first", "100%", "it''''s", "a_b", "zero"),
      );
    }
    for (let n = 0; n < below(4); n++) {
      add(
        "run",
        id,
        `'p${below(5)}'`,
        some(below(100) / 4),
        pick("ok", "failed"),
      );
    }
  }
  for (const id of subjects.slice(1)) {
    add("lineage", `'${id}'`, some(`'${subjects[below(3)]}'`, 0.4));
  }
  return lines.join("\n");
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
