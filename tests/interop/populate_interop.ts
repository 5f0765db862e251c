import { assert, assertEquals } from "@std/assert";
import { Computed, Manual } from "../../src/declare/user_tables.ts";
import { jobHash } from "../../src/declare/job_hash.ts";
import type { Row } from "../../src/query/reading/result.ts";
import { infoOf } from "../../src/query/table.ts";
import { loadSql } from "../setup.ts";
import { freshPlace } from "../story/place.ts";
import { dataJointSide } from "./datajoint_side.ts";

Deno.test("populate() beside a worker in Python: each key is made once, by one of the two", async () => {
  await using place = await freshPlace();
  await using python = await dataJointSide(place.socket);
  const db = await place.connect();
  class Item extends Manual {
    static definition = "item : int\nkind : varchar(9)\n---\nx : int";
  }
  class Work extends Computed {
    static definition = "-> Item\n---\nworker : varchar(12)";
    async make(key: Row) {
      await new Promise((done) => setTimeout(done, 10));
      await this.insert1({ ...key, worker: "typescript" });
    }
  }
  const item = await db.declare("shared_work", Item);
  await item.insert(
    Array.from(
      { length: 150 },
      (_, i) => ({ item: i, kind: `k${i % 3}`, x: i }),
    ),
  );
  const work = await db.declare("shared_work", Work);
  const asked = python.ask("populate", {
    schema: "shared_work",
    name: "Work",
    parent: "Item",
  });
  // Python takes a while to begin.
  while (await work.count() === 0) {
    await new Promise((done) => setTimeout(done, 20));
  }
  const ours = await work.populate({ reserveJobs: true, order: "random" });
  const theirs = await asked;
  assertEquals(theirs + ours.successCount, 150);
  assert(
    theirs > 0 && ours.successCount > 0,
    `${theirs} and ${ours.successCount}`,
  );
  const { worker } = await work.columns("worker");
  assertEquals(worker!.filter((name) => name === "python").length, theirs);
  assertEquals(
    await loadSql(place.socket, "select count(*) from shared_work.`~jobs`"),
    "0\n",
  );
});

Deno.test("a job has the hash that DataJoint gives it, whatever the types of its key", async () => {
  await using place = await freshPlace();
  await using python = await dataJointSide(place.socket);
  await loadSql(place.socket, TYPES);
  const db = await place.connect();
  for (const name of ["numbers", "moments", "texts"]) {
    const table = await db.table(`kinds.${name}`);
    const kinds = Object.fromEntries(
      infoOf(table).columns.map((column) => [column.name, column.kind]),
    );
    const ours = (await table.keys()).map((key) => jobHash(key, kinds));
    assertEquals(
      ours.toSorted(),
      await python.ask("job_hashes", `\`kinds\`.\`${name}\``),
      name,
    );
  }
});

const TYPES = `
create database kinds; use kinds;
create table numbers (b int, a bigint, d decimal(8,3), f double, g float, primary key (b, a, d, f, g));
insert into numbers values (1, 9007199254740993, 1.5, 0.1, 0.1), (-1, 5, -0.005, 1, 2), (0, 0, 0, 1e-7, 1e10),
  (2, 2, 2, 1e16, 0.001), (3, 3, 3, 123456789.125, 3.25), (4, 4, 4, -1e-5, -0.5), (5, 5, 5, 1.5e300, 16777216);
create table moments (d date, t time, dt datetime, dt6 datetime(6), ts timestamp(3) default '2020-01-01', y year,
  primary key (d, t, dt, dt6, ts, y));
insert into moments values
  ('2024-02-29', '01:02:03', '2024-01-01 00:00:00', '2024-01-01 10:00:00.25', '2024-01-01 10:00:00.5', 2024),
  ('1000-01-01', '-01:00:00', '2024-01-01 23:59:59', '2024-01-01 10:00:00', '2024-01-01 10:00:00', 1999),
  ('9999-12-31', '123:04:05', '2024-01-01 23:59:59', '2024-01-01 10:00:00.000001', '2024-01-01 10:00:00', 1999),
  ('9999-12-30', '-100:00:01', '2024-01-01 23:59:59', '2024-01-01 10:00:00.000001', '2024-01-01 10:00:00', 1999);
create table texts (s varchar(40) collate utf8mb4_bin, u binary(16) comment ':uuid:', e enum('a','b c'), primary key (s, u, e));
insert into texts values ('it''s é😀', x'0123456789abcdef0123456789abcdef', 'b c'), ('', x'00000000000000000000000000000000', 'a');
`;
