/** The panel over MySQL: it shows and does what it does over MariaDB. */
import { assertEquals, assertMatch } from "@std/assert";
import type { Job, State } from "../../src/lab/messages.d.ts";
import { MYSQL_PROGRAMS, mysqlServer } from "../mysql_server.ts";
import { freshServer, loadSql } from "../setup.ts";
import { type LabPlace, labPlace } from "./front_end.ts";
import { copy, head, ITEMS, rows } from "./grid/grid_asked.ts";
import { logging, PAPER, start } from "./shop.ts";

Deno.test({
  name: "the panel shows and does the same over MySQL as over MariaDB",
  ignore: MYSQL_PROGRAMS === null,
  fn: async () => {
    const [mariadb, mysql] = [
      await story(() => freshServer()),
      await story(mysqlServer),
    ];
    assertEquals(mysql, mariadb);
    assertMatch(JSON.stringify(mysql.logged), /"rows":3,/);
  },
});

/** What a session at the panel shows, step by step. */
async function story(begin: NonNullable<Parameters<typeof labPlace>[0]>) {
  await using place = await labPlace(begin);
  await loadSql(place.socket, SHOP);
  const db = await logging(place);
  const { front } = place;
  const item = await db.table("shop.item");
  const sale = await db.table("shop.sale");
  await item.and("id < 4").fetch();
  await sale.join(item).and({ id: 2 }).fetch();
  await item.orderBy("price").limit(2).fetch("name");
  const logged = await front.until(
    "all reads, counted",
    (state) =>
      state.reads.total === 4 && state.reads.tables.every(isCounted) &&
      state.slice.tables.length > 0,
  );
  const entry = { export_id: 1, table_id: 1 };
  const asked = {
    code: await front.ask({ ask: "code", ...entry }),
    cell: await front.ask({ ask: "cell", ...entry }),
    diagram: await front.ask({ ask: "diagram" }),
    forget: await front.ask({ ask: "forget", ...entry, confirmed: false }),
  };
  const grids = await gridsOf(place);
  await front.ask({ ask: "populate", paper_id: PAPER.paper_id });
  const populated = await front.until(
    "the end of the job",
    ({ job, outcome }) => job?.state === "done" && outcome !== null,
  );
  const { mark } = asked.forget as { mark: string };
  await front.ask({ ask: "forget", ...entry, confirmed: true, mark });
  const forgotten = await front.until(
    "one read less; what was copied is one, too",
    (state) => state.reads.total === 4 && state.reads.tables.every(isCounted),
  );
  await start(db, { ...PAPER, analysis_id: "other" });
  const key = { ask: "deleteAnalysis", ...PAPER, confirmed: false };
  const leaving = await front.ask(key) as { mark: string };
  await front.ask({ ...key, confirmed: true, mark: leaving.mark });
  const deleted = await front.until(
    "no reads, and no analysis of theirs",
    ({ reads, papers }) =>
      reads.total === 0 &&
      papers.every(({ analyses }) => analyses.length === 1),
  );
  return {
    logged: shownOf(logged),
    asked,
    grids,
    job: jobOf(populated.job),
    forgotten: shownOf(forgotten),
    leaving,
    deleted: shownOf(deleted),
  };
}

function isCounted({ rows, newest }: State["reads"]["tables"][number]) {
  return rows !== null && newest.every((entry) => entry.rows !== null);
}

/** Without what differs from run to run. */
function shownOf({ database, active, papers, reads, slice }: State) {
  return {
    problem: database?.problem,
    active: active && { ...active, since: null },
    papers,
    reads: {
      ...reads,
      tables: reads.tables.map((table) => ({
        ...table,
        bytes: null,
        newest: table.newest.map((one) => ({ ...one, at: null })),
      })),
    },
    tables: slice.tables,
  };
}

function jobOf(job: Job | null) {
  return job && { name: job.name, state: job.state };
}

async function gridsOf(place: LabPlace) {
  const filters = [
    { column: "name", operator: "contains", value: "3%" },
    { column: "price", operator: ">", value: "12.5" },
    { column: "day", operator: "<=", value: "2024-01-05" },
  ] as const;
  const sort = [{ column: "price", isDescending: true }];
  const shown = [];
  for (const filter of [[], ...filters.map((one) => [one])]) {
    for (const which of ["all", "logged", "slice"] as const) {
      const view = { ...ITEMS, rows: which, sort, filter };
      const { total, columns } = await head(place, view);
      // An int has a width on one of them.
      const names = columns.map(({ type: _, ...column }) => column);
      shown.push({ total, names, rows: await rows(place, view) });
    }
  }
  const copied = await copy(place, { ...ITEMS, sort }, { format: "csv" });
  return { shown, copied };
}

/** Without what only one of the servers has. */
const SHOP = `
create database shop;
use shop;
create table item (id int primary key, name varchar(40) not null, price decimal(8,2) not null, day date not null)
  engine=InnoDB;
insert into item values ${
  Array.from({ length: 30 }, (_, i) =>
    `(${i + 1}, 'item ${i + 1}%', ${
      (i * 7) % 30
    }.5, date '2024-01-01' + interval ${i} day)`)
    .join(", ")
};
create table sale (sale_id int primary key, id int not null, foreign key (id) references item (id)) engine=InnoDB;
insert into sale values (1, 2), (2, 2), (3, 3);
`;
