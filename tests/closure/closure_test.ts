import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  type Closure,
  closure,
  type ClosureOptions,
} from "../../src/closure/closure.ts";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool, Session } from "../../src/connection/session.ts";
import { CancelledError, ExportError } from "../../src/errors.ts";
import { whereTexts } from "../../src/keys/where.ts";
import { reflect } from "../../src/schema/reflect.ts";
import { freshDatabase, loadSql } from "../setup.ts";

/** A schema of a test's own. */
interface Lab {
  readonly name: string;
  readonly socket: string;
  readonly pool: Pool;
  full(table: string): string;
  /** The closure of rows of tables of this schema: `of({ rat: "id = 1" })`. */
  of(seeds: Record<string, string>, options?: ClosureOptions): Promise<Closure>;
}

async function inLab(
  tables: string,
  test: (lab: Lab) => Promise<void>,
): Promise<void> {
  await using database = await freshDatabase("closure");
  const { name, socket } = database;
  await loadSql(socket, `set sql_mode = '';\n${tables}`, name);
  const pool = await openPool({ socketPath: socket, user: "root" });
  const full = (table: string) => `\`${name}\`.\`${table}\``;
  const of: Lab["of"] = async (seeds, options) => {
    const catalog = await reflect(pool);
    const all = Object.entries(seeds).map(([table, restriction]) => ({
      table: full(table),
      restriction,
    }));
    return await pool.reserve((session) =>
      closure(session, catalog, all, options)
    );
  };
  try {
    await test({ name, socket, pool, full, of });
  } finally {
    await pool.close();
  }
}

function keysOf(lab: Lab, found: Closure): Record<string, string[]> {
  return Object.fromEntries(
    [...found.tables].map(([name, { keys }]) => [
      name.slice(lab.name.length + 4, -1),
      keys.map((key) => key.join("/")).sort(),
    ]),
  );
}

const MICE = `
  create table cage (room int, cage int, primary key (room, cage));
  create table mouse (id int primary key, room int, cage int, mother int,
    foreign key at_home (room, cage) references cage (room, cage),
    foreign key born_of (mother) references mouse (id));
  create table mouse__weight (id int, day date, primary key (id, day),
    foreign key weighs (id) references mouse (id));
  insert into cage values (1, 1), (1, 2), (2, 1);
  insert into mouse values (1, 1, 1, null), (2, 1, 2, 1), (3, 2, null, 2),
    (4, null, null, null);
  insert into mouse__weight values (1, '2024-01-01'), (1, '2024-01-02'),
    (3, '2024-01-01'), (4, '2024-01-01');`;

Deno.test("closure() follows references, self-references and parts, and no NULL", async () => {
  await inLab(MICE, async (lab) => {
    const found = await lab.of({ mouse: "id = 3" });
    assertEquals(keysOf(lab, found), {
      cage: ["1/1", "1/2"],
      mouse: ["1", "2", "3"],
      mouse__weight: ["1/2024-01-01", "1/2024-01-02", "3/2024-01-01"],
    });
    assertEquals([...found.tables.keys()], [
      lab.full("cage"),
      lab.full("mouse"),
      lab.full("mouse__weight"),
    ]);
    assertEquals([found.total, found.orphans.length], [8, 0]);
    assertEquals([...found.tables.values()].map((slice) => slice.logged), [
      0,
      1,
      0,
    ]);
  });
});

Deno.test("closure() brings a part's master, and so the other parts", async () => {
  await inLab(MICE, async (lab) => {
    const found = await lab.of({ mouse__weight: "id = 1 AND day > '2024'" });
    assertEquals(keysOf(lab, found), {
      cage: ["1/1"],
      mouse: ["1"],
      mouse__weight: ["1/2024-01-01", "1/2024-01-02"],
    });
  });
});

Deno.test("closure() of no seed, or of seeds that select nothing, is empty", async () => {
  await inLab(MICE, async (lab) => {
    assertEquals((await lab.of({})).total, 0);
    const found = await lab.of({ mouse: "FALSE" });
    assertEquals([found.total, found.tables.size], [0, 0]);
  });
});

Deno.test("closure().why() gives a shortest chain, parts by their own foreign key", async () => {
  await inLab(MICE, async (lab) => {
    const found = await lab.of({ mouse: "id = 3" });
    const names = found.why(lab.full("mouse__weight"), ["1", "2024-01-02"])
      .map(({ table, key, via }) => [table, Object.values(key).join(), via]);
    assertEquals(names.map(([table, key]) => [table, key]), [
      [lab.full("mouse"), "3"],
      [lab.full("mouse"), "2"],
      [lab.full("mouse"), "1"],
      [lab.full("mouse__weight"), "1,2024-01-02"],
    ]);
    assertEquals(names.map(([, , via]) => via), [
      null,
      "born_of",
      "born_of",
      "weighs",
    ]);
    const [seed, ...none] = found.why(lab.full("mouse"), ["3"]);
    assertEquals([seed!.via, none], [null, []]);
  });
});

Deno.test("closure().why() refuses rows that are not in it", async () => {
  await inLab(MICE, async (lab) => {
    const found = await lab.of({ mouse: "id = 3" });
    for (const [table, key] of [["mouse", ["4"]], ["mouse", []], ["x", []]]) {
      assertThrows(
        () => found.why(lab.full(table as string), key as string[]),
        RangeError,
        "found no row",
      );
    }
  });
});

Deno.test("closure() tells rows apart by their own keys where the collation sees no difference", async () => {
  await inLab(
    `create table team (name varchar(20) collate utf8mb4_general_ci primary key);
     create table person (id int primary key, team varchar(20) collate utf8mb4_general_ci,
       foreign key (team) references team (name));
     insert into team values ('abc'), ('NÉE'), ('other');
     insert into person values (1, 'ABC'), (2, 'aBc  '), (3, 'nee'), (4, 'abc');`,
    async (lab) => {
      const found = await lab.of({ person: "id < 4" });
      assertEquals(keysOf(lab, found).team, ["NÉE", "abc"]);
      assertEquals(found.why(lab.full("team"), ["NÉE"])[0]!.key, { id: "3" });
      assertThrows(() => found.why(lab.full("team"), ["nee"]), RangeError);
      assertEquals(found.orphans, []);
    },
  );
});

Deno.test("closure() brings all rows that a foreign key to a plain index means", async () => {
  await inLab(
    `create table run (id int primary key, label varchar(9) collate utf8mb4_general_ci, index (label));
     create table result (id int primary key, label varchar(9) collate utf8mb4_general_ci,
       foreign key (label) references run (label));
     insert into run values (1, 'a'), (2, 'A'), (3, 'b'), (4, null);
     insert into result values (1, 'a'), (2, 'b'), (3, null);`,
    async (lab) => {
      const found = await lab.of({ result: "id <> 2" });
      assertEquals(keysOf(lab, found), { result: ["1", "3"], run: ["1", "2"] });
      for (const id of ["1", "2"]) {
        assertEquals(found.why(lab.full("run"), [id]).length, 2);
      }
    },
  );
});

Deno.test("closure() takes as parts what belongs to the master, not what refers to it besides", async () => {
  await inLab(
    `create table node (id int primary key);
     create table node__edge (id int, n int, other int, primary key (id, n),
       foreign key aaa (other) references node (id), foreign key zzz (id) references node (id));
     insert into node values (1), (2), (3);
     insert into node__edge values (1, 1, 2), (3, 1, 2), (2, 1, null);`,
    async (lab) => {
      assertEquals(keysOf(lab, await lab.of({ node: "id = 1" })), {
        node: ["1", "2"],
        node__edge: ["1/1", "2/1"],
      });
    },
  );
});

Deno.test("closure() keeps a row whose reference leads nowhere, and says so", async () => {
  await inLab(
    `create table a (x int, y varchar(9), primary key (x, y));
     create table b (id int primary key, y varchar(9), x int, foreign key gone (y, x) references a (y, x));
     insert into a values (1, 'one');
     set foreign_key_checks = 0;
     insert into b values (1, 'one', 1), (2, 'two', 1), (3, 'two', 1);`
      .replace("primary key (x, y)", "primary key (x, y), index (y, x)"),
    async (lab) => {
      const found = await lab.of({ b: "TRUE" });
      assertEquals(keysOf(lab, found), { a: ["1/one"], b: ["1", "2", "3"] });
      assertEquals(
        found.orphans.map(({ foreignKey, values }) => [
          foreignKey.child,
          foreignKey.parent,
          foreignKey.columns,
          values,
        ]),
        [[lab.full("b"), lab.full("a"), ["y", "x"], ["two", "1"]]],
      );
    },
  );
});

Deno.test("closure() refuses rows of a table without a primary key, and only rows", async () => {
  await inLab(
    `create table plain (x int not null, index (x));
     create table child (id int primary key, x int, foreign key (x) references plain (x));
     insert into plain values (1);
     insert into child values (1, 1), (2, null);`,
    async (lab) => {
      const message = `rows of ${lab.full("plain")} belong to it`;
      for (const seeds of [{ plain: "TRUE" }, { child: "id = 1" }]) {
        const error = await assertRejects(
          () => lab.of(seeds as Record<string, string>),
          ExportError,
          message,
        );
        assertStringIncludes(error.message, "ADD PRIMARY KEY");
      }
      assertEquals(
        (await lab.of({ child: "id = 2", plain: "x = 9" })).total,
        1,
      );
    },
  );
});

Deno.test("closure() refuses views, tables that do not exist, and restrictions that the server refuses", async () => {
  await inLab(
    `${MICE} create view some as select * from mouse;`,
    async (lab) => {
      for (
        const [table, restriction, message] of [
          ["some", "TRUE", "is a view"],
          ["nothing", "TRUE", `${lab.full("nothing")}, which a read names`],
          ["mouse", "gone = 1", "gone"],
        ] as const
      ) {
        await assertRejects(
          () => lab.of({ [table]: restriction }),
          ExportError,
          message,
        );
      }
    },
  );
});

Deno.test("closure() needs no right but SELECT, and names the table that lacks it", async () => {
  await inLab(MICE, async (lab) => {
    const user = `u${crypto.randomUUID().slice(0, 8)}`;
    await loadSql(
      lab.socket,
      `create user ${user}@localhost; grant select on ${lab.name}.* to ${user}@localhost;`,
    );
    const pool = await openPool({ socketPath: lab.socket, user });
    try {
      const catalog = await reflect(lab.pool);
      const seeds = [{ table: lab.full("mouse"), restriction: "id = 3" }];
      const run = () =>
        pool.reserve((session) => closure(session, catalog, seeds));
      assertEquals((await run()).total, 8);
      await loadSql(
        lab.socket,
        `revoke select on ${lab.name}.* from ${user}@localhost;
         grant select on ${lab.name}.mouse to ${user}@localhost;`,
      );
      await assertRejects(run, ExportError, "GRANT SELECT ON");
      // What this user is shown does not hold the other tables at all.
      const shown = await reflect(pool);
      await assertRejects(
        () => pool.reserve((session) => closure(session, shown, seeds)),
        ExportError,
        "GRANT SELECT ON",
      );
    } finally {
      await pool.close();
      await loadSql(lab.socket, `drop user ${user}@localhost`);
    }
  });
});

Deno.test("closure() sees one state of the database, whatever others write meanwhile", async () => {
  await inLab(MICE, async (lab) => {
    let written = false;
    const found = await writingMeanwhile(lab, async () => {
      if (written) return;
      written = true;
      await lab.pool.run(`UPDATE ${lab.full("mouse")} SET mother = NULL`);
      await lab.pool.run(`DELETE FROM ${lab.full("mouse__weight")}`);
      await lab.pool.run(`DELETE FROM ${lab.full("mouse")} WHERE id < 3`);
    });
    assert(written);
    assertEquals(found.total, 8);
    assertEquals((await lab.of({ mouse: "id = 3" })).total, 1);
  });
});

async function writingMeanwhile(
  lab: Lab,
  write: () => Promise<void>,
): Promise<Closure> {
  const catalog = await reflect(lab.pool);
  const seeds = [{ table: lab.full("mouse"), restriction: "id = 3" }];
  return await lab.pool.reserve((session) => {
    const watched: Session = {
      query: (sql) => session.query(sql),
      bytes: (sql) => session.bytes(sql),
      stream: (sql) => session.stream(sql),
      run: (sql) => session.run(sql),
      texts: async (sql) => {
        const rows = await session.texts(sql);
        await write();
        return rows;
      },
    };
    return closure(watched, catalog, seeds);
  });
}

Deno.test("closure() leaves the session as it was, also when it fails", async () => {
  await inLab(MICE, async (lab) => {
    const catalog = await reflect(lab.pool);
    await lab.pool.reserve(async (session) => {
      await session.run("SET time_zone = '+09:00'");
      const controller = new AbortController();
      const run = (restriction: string) =>
        closure(
          session,
          catalog,
          [{ table: lab.full("mouse"), restriction }],
          {
            signal: controller.signal,
            // After the seeds: in the middle of the walk.
            onProgress: (rows) => rows > 1 && controller.abort(),
          },
        );
      await assertRejects(() => run("gone = 1"), ExportError);
      await assertRejects(() => run("id = 3"), CancelledError, "cancelled");
      assertEquals(
        await session.texts("SELECT @@time_zone, @@in_transaction"),
        [["+09:00", "0"]],
      );
      // It may write again: the transaction that only reads is over.
      await session.run(`DELETE FROM ${lab.full("mouse")} WHERE FALSE`);
    });
  });
});

Deno.test("closure() evaluates restrictions in the session's time zone, and names rows in UTC", async () => {
  await inLab(
    `set time_zone = '+00:00';
     create table spike (at timestamp(3) primary key);
     insert into spike values ('2024-05-01 10:00:00.5'), ('2024-05-01 15:30:00.5');`,
    async (lab) => {
      const catalog = await reflect(lab.pool);
      const table = lab.full("spike");
      const restriction = "`at` = '2024-05-01 15:30:00.5'";
      const found = await lab.pool.reserve(async (session) => {
        await session.run("SET time_zone = '+05:30'");
        return await closure(session, catalog, [{ table, restriction }]);
      });
      const slice = found.tables.get(table)!;
      assertEquals(slice.keys, [["2024-05-01 10:00:00.500"]]);
      assertEquals(whereTexts(slice.table, slice.keys), [
        "`at`='2024-05-01 10:00:00.500'",
      ]);
      assertEquals(
        whereTexts(slice.table, slice.keys, { anyTimeZone: true }),
        ["UNIX_TIMESTAMP(`at`)=1714557600.500"],
      );
    },
  );
});

Deno.test("closure() reads each table once where no cycle calls it up again", async () => {
  await inLab(
    `create table top (id int primary key);
     create table left_ (id int primary key, top int, foreign key (top) references top (id));
     create table right_ (id int primary key, l int, top int, foreign key (l) references left_ (id),
       foreign key (top) references top (id));
     create table leaf (id int primary key, l int, r int, top int, foreign key (l) references left_ (id),
       foreign key (r) references right_ (id), foreign key (top) references top (id));
     insert into top values (1), (2), (3), (4);
     insert into left_ values (1, 1), (2, 2);
     insert into right_ values (1, 1, 3), (2, 2, 3);
     insert into leaf values (1, 1, 1, 4), (2, 1, 2, 4);`,
    async (lab) => {
      const visited: string[] = [];
      const found = await lab.of({ leaf: "TRUE" }, {
        onProgress: (_, table) => visited.push(table),
      });
      assertEquals(found.total, 10);
      assertEquals(
        visited,
        ["leaf", "right_", "left_", "top"].map((name) => lab.full(name)),
      );
    },
  );
});
