import { assertEquals, assertThrows } from "@std/assert";
import { closure } from "../../src/closure/closure.ts";
import { whereTexts } from "../../src/keys/where.ts";
import { reflect } from "../../src/schema/reflect.ts";
import { inLab, keysOf, MICE } from "./lab.ts";

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

Deno.test("closure() tells an ENUM's and a SET's empty member from their having none", async () => {
  await inLab(
    `set sql_mode = '';
     create table kind (e enum('', 'a'), s set('x', ''), primary key (e, s));
     create table item (id int primary key, e enum('', 'a'), s set('x', ''), foreign key (e, s) references kind (e, s));
     insert into kind values (0, 0), (1, 0), (0, 2), (1, 2), (2, 3);
     insert into item values (1, 0, 0), (2, 1, 2), (3, 2, 3), (4, null, 0);`,
    async (lab) => {
      assertEquals((await lab.of({ kind: "TRUE" })).total, 5);
      const found = await lab.of({ item: "id <> 3" });
      const kinds = found.tables.get(lab.full("kind"))!;
      assertEquals(kinds.keys.map(String).sort(), ["0,0", "1,2"]);
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

Deno.test("closure() brings the source of a merge table's row, and no merge row for a source", () =>
  inLab(
    `create table sorting (id int primary key);
     create table imported (id int primary key);
     create table output (merge_id int primary key, source varchar(32) not null);
     create table output__sorting (merge_id int primary key, id int not null,
       foreign key (merge_id) references output (merge_id), foreign key (id) references sorting (id));
     create table output__imported (merge_id int primary key, id int not null,
       foreign key (merge_id) references output (merge_id), foreign key (id) references imported (id));
     create table used (used int primary key, merge_id int not null,
       foreign key (merge_id) references output (merge_id));
     insert into sorting values (1), (2);
     insert into imported values (1), (2);
     insert into output values (10, 'Sorting'), (20, 'Imported'), (30, 'Sorting');
     insert into output__sorting values (10, 1), (30, 2);
     insert into output__imported values (20, 2);
     insert into used values (5, 20), (6, 10);`,
    async (lab) => {
      assertEquals(keysOf(lab, await lab.of({ used: "used = 5" })), {
        imported: ["2"],
        output: ["20"],
        output__imported: ["20"],
        used: ["5"],
      });
      assertEquals(keysOf(lab, await lab.of({ output__sorting: "id = 1" })), {
        output: ["10"],
        output__sorting: ["10"],
        sorting: ["1"],
      });
      assertEquals(keysOf(lab, await lab.of({ sorting: "id = 1" })), {
        sorting: ["1"],
      });
    },
  ));
