import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { type Closure, closure } from "../../src/closure/closure.ts";
import { openPool } from "../../src/connection/pool.ts";
import type { Session } from "../../src/connection/session.ts";
import { CancelledError, ExportError } from "../../src/errors.ts";
import { reflect } from "../../src/schema/reflect.ts";
import { forwarding } from "../forwarding_session.ts";
import { loadSql } from "../setup.ts";
import { inLab, type Lab, MICE } from "./lab.ts";

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
      ...forwarding(session),
      cells: async (sql, onRow) => {
        await session.cells(sql, onRow);
        await write();
      },
    };
    return closure(watched, catalog, seeds);
  });
}

Deno.test("closure() leaves the session as it was", async () => {
  await inLab(MICE, async (lab) => {
    const catalog = await reflect(lab.pool);
    const seeds = [{ table: lab.full("mouse"), restriction: "id = 3" }];
    await lab.pool.reserve(async (session) => {
      await session.run("SET time_zone = '+09:00'");
      await closure(session, catalog, seeds);
      assertEquals(
        await session.texts("SELECT @@time_zone, @@in_transaction"),
        [["+09:00", "0"]],
      );
      // It may write again: the transaction that only reads is over.
      await session.run(`DELETE FROM ${lab.full("mouse")} WHERE FALSE`);
    });
  });
});

Deno.test("closure() that is cancelled in the middle of the walk says so", async () => {
  await inLab(MICE, async (lab) => {
    const catalog = await reflect(lab.pool);
    const seeds = [{ table: lab.full("mouse"), restriction: "id = 3" }];
    const controller = new AbortController();
    const cancelled = lab.pool.reserve((session) =>
      closure(session, catalog, seeds, {
        signal: controller.signal,
        // More than the seeds.
        onProgress: (rows) => rows > 1 && controller.abort(),
      })
    );
    await assertRejects(() => cancelled, CancelledError, "cancelled");
    assertEquals((await lab.of({ mouse: "id = 3" })).total, 8);
  });
});

Deno.test("closure() refuses a foreign key whose values are other ones on its other side", async () => {
  const types: readonly [string, string, string, string][] = [
    ["enum('a','b','c')", "enum('c','a','b')", "'a'", "'c'"],
    ["set('a','b')", "set('b','a')", "'a'", "'b'"],
    ["tinyint unsigned", "enum('x','y')", "2", "'y'"],
    ["year", "tinyint unsigned", "2000", "100"],
    ["decimal(4,2)", "decimal(3,1)", "1.05", "1.5"],
    ["decimal(5,0)", "time", "4227", "'01:02:03'"],
  ];
  for (const [parent, child, value, reference] of types) {
    await inLab(
      `create table parent (k ${parent} primary key);
       create table child (id int primary key, k ${child}, foreign key (k) references parent (k));
       insert into parent values (${value});
       insert into child values (1, ${reference}), (2, null);`,
      async (lab) => {
        await assertRejects(
          () => lab.of({ child: "TRUE" }),
          ExportError,
          `(k ${child}`.slice(0, 8),
        );
        assertEquals((await lab.of({ child: "id = 2" })).total, 1);
      },
    );
  }
});

Deno.test("closure() follows an ENUM that has fewer members than its parent's, or more", async () => {
  for (
    const [parent, child] of [["'a','b','c'", "'a','b'"], ["'a'", "'a','b'"]]
  ) {
    await inLab(
      `create table parent (k enum(${parent}) primary key);
       create table child (id int primary key, k enum(${child}), foreign key (k) references parent (k));
       insert into parent values ('a');
       insert into child values (1, 'a');`,
      async (lab) => assertEquals((await lab.of({ child: "TRUE" })).total, 2),
    );
  }
});

for (
  const [what, change] of [
    ["removes", "set foreign_key_checks = 0; drop table cage"],
    ["empties", "set foreign_key_checks = 0; truncate cage"],
    ["renames", "rename table cage to box"],
    ["alters", "alter table cage add column size int, algorithm=copy"],
    ["renames a column of", "alter table cage rename column cage to box"],
  ] as const
) {
  Deno.test(`closure() says to run it again where somebody ${what} a table meanwhile`, async () => {
    await inLab(MICE, async (lab) => {
      const alter = once(() => loadSql(lab.socket, change, lab.name));
      const error = await assertRejects(
        () => writingMeanwhile(lab, alter),
        ExportError,
        `${lab.full("cage")} was altered, renamed or removed meanwhile`,
      );
      assertStringIncludes(error.message, "run it again");
    });
  });
}

Deno.test("closure() says to run it again where a column of a logged table was dropped since the tables were looked up", async () => {
  await inLab(MICE, async (lab) => {
    const catalog = await reflect(lab.pool);
    await loadSql(
      lab.socket,
      "alter table mouse drop foreign key born_of, drop column mother",
      lab.name,
    );
    const seeds = [{ table: lab.full("mouse"), restriction: "id = 3" }];
    const error = await assertRejects(
      () => lab.pool.reserve((session) => closure(session, catalog, seeds)),
      ExportError,
      `${lab.full("mouse")} was altered, renamed or removed meanwhile`,
    );
    assertStringIncludes(error.message, "run it again");
  });
});

function once(work: () => Promise<unknown>): () => Promise<void> {
  let isDone = false;
  return async () => {
    if (isDone) return;
    isDone = true;
    await work();
  };
}
