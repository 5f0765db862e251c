import { assert, assertEquals, assertRejects } from "@std/assert";
import { closure } from "../../src/closure/closure.ts";
import type { Session } from "../../src/connection/session.ts";
import { QueryError } from "../../src/errors.ts";
import { reflect } from "../../src/schema/reflect.ts";
import { inLab } from "./lab.ts";
import { listening } from "./listening.ts";

/** A loop over sessions logs a read for each: a thousand of one table, and more. */
Deno.test("closure() takes few statements for a thousand reads, and compares no row with more than a few of them", async () => {
  await inLab(
    `create table session (session int primary key);
     create table trial (session int, trial int, primary key (session, trial),
       foreign key (session) references session (session));
     insert into session select seq from seq_0_to_1999;
     insert into trial select session.session, seq from session join seq_0_to_9;`,
    async (lab) => {
      const catalog = await reflect(lab.pool);
      const seeds = Array.from({ length: 1000 }, (_, session) => ({
        table: lab.full("trial"),
        restriction: `(session=${session})AND(trial=3) -- one of them`,
      }));
      const statements: string[] = [];
      const found = await lab.pool.reserve((session) =>
        closure(listening(session, statements), catalog, seeds)
      );
      assertEquals(
        [...found.tables.values()].map(({ count, logged }) => [count, logged]),
        [[1000, 0], [1000, 1000]],
      );
      const read = statements.filter((sql) => sql.includes("one of them"));
      assert(read.length <= 10, `${read.length} statements`);
      for (const arm of read.flatMap((sql) => sql.split(" UNION ALL "))) {
        const count = arm.match(/one of them/g)!.length;
        assert(count <= 20, `${count} reads in one condition`);
      }
    },
  );
});

/** Several SELECTs in one statement go through a temporary table, where MariaDB does not keep such dates. */
Deno.test("closure() of many reads knows rows by dates without a month or a day", async () => {
  await inLab(
    `create table day (day date primary key);
     create table run (run int primary key, day date, foreign key (day) references day (day));
     insert into day values ('0000-00-00'), ('2024-00-00'), ('2024-05-00'), ('2024-00-07'), ('0000-00-01');
     insert into run values (1, '2024-00-00'), (2, '2024-05-00'), (3, '2024-00-07'), (4, '0000-00-01');`,
    async (lab) => {
      const catalog = await reflect(lab.pool);
      const seeds = Array.from({ length: 40 }, (_, run) => ({
        table: lab.full("run"),
        restriction: `(run=${run})`,
      }));
      const found = await lab.pool.reserve((session) =>
        closure(session, catalog, seeds)
      );
      assertEquals(
        found.tables.get(lab.full("day"))!.keys.map(([day]) => day).sort(),
        ["0000-00-01", "2024-00-00", "2024-00-07", "2024-05-00"],
      );
      assertEquals(found.orphans, []);
    },
  );
});

/** Reads that open thousands of files log their names, as many as fit into an entry. */
Deno.test("closure() of reads that list values compares a row with one list, and finds what each read selected", async () => {
  await inLab(
    `create table file (name varchar(32) character set utf8mb4 collate utf8mb4_bin primary key);
     insert into file select concat('f', seq) from seq_0_to_2999;
     insert into file values ('it''s'), ('back\\\\slash'), ('a'',''b');`,
    async (lab) => {
      const catalog = await reflect(lab.pool);
      const list = (
        from: number,
        more: string[] = [],
      ) => [...Array.from({ length: 30 }, (_, i) => `'f${from + i}'`), ...more];
      const restrictions = [
        ...Array.from(
          { length: 60 },
          (_, i) => `(\`name\` IN (${list(i * 40).join()}))`,
        ),
        `(\`name\` IN (${list(2900, ["'it''s'"]).join()}))`,
        `(\`name\` IN ('back\\\\slash','f2999'))`,
        "(`name` IN ('f2500','f2501')) AND name > 'f2500'",
        "(name='a'',''b')",
      ];
      const seeds = restrictions.map((restriction) => ({
        table: lab.full("file"),
        restriction,
      }));
      const statements: string[] = [];
      const found = await lab.pool.reserve((session) =>
        closure(listening(session, statements), catalog, seeds)
      );
      const { keys } = found.tables.get(lab.full("file"))!;
      const rows = await lab.pool.texts(
        `select name from ${lab.full("file")} where ${
          restrictions.join(" or ")
        } order by name`,
      );
      assertEquals(keys.map(([name]) => name).sort(), rows.flat().sort());
      const read = statements.filter((sql) => sql.includes("'f0'"));
      assert(read[0]!.split(" IN (").length < 12, read[0]);
    },
  );
});

Deno.test("where one of many statements on a table fails, no further one is sent, and the connection is free", async () => {
  await inLab(
    `create table parent (name varchar(100) primary key);
    create table child (id int primary key, parent varchar(100), foreign key (parent) references parent (name));
    insert into parent select concat(repeat('x', 60), seq) from seq_1_to_12000;
    insert into parent select concat(repeat('y', 60), seq) from seq_1_to_60000;
    insert into child select seq, concat(repeat('x', 60), seq) from seq_1_to_12000;
    analyze table parent;`,
    async (lab) => {
      const catalog = await reflect(lab.pool);
      const seeds = [{ table: lab.full("child"), restriction: "TRUE" }];
      const whole = await lab.of({ child: "TRUE" });
      assertEquals(whole.total, 24_000);
      await lab.pool.reserve(async (session) => {
        const statements: string[] = [];
        const named = () => statements.filter((sql) => sql.includes(" IN ("));
        const failing: Session = {
          ...listening(session, statements),
          cells: (sql, onRow) => {
            statements.push(sql);
            const run = named().length === 3 ? "SELECT gone" : sql;
            return session.cells(run, onRow);
          },
        };
        await assertRejects(
          () => closure(failing, catalog, seeds),
          QueryError,
          "gone",
        );
        // Two had given their rows; eight at once were on their way already.
        assertEquals(named().length, 10);
        assertEquals(await session.texts("SELECT 1"), [["1"]]);
      });
    },
  );
});
