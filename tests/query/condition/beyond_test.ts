/** Texts that look beyond the row that they are about: refused while reads are logged, and read while none are. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { andList, not, sql, top, U } from "../../../mod.ts";
import { LogError } from "../../../src/errors.ts";
import type { Query } from "../../../src/query/query.ts";
import { type Lab, lab } from "../lab.ts";

const TABLES = `
create table mouse (id int primary key, cage int, note varchar(80), fulltext (note)) engine=InnoDB;
insert into mouse values (1, 1, 'grey calm'), (2, 1, 'white'), (3, 2, 'white calm'), (4, 3, 'black');
create table cage (cage int primary key, size int);
insert into cage values (1, 5), (2, 6), (3, 7);
create function size_of(id int) returns int reads sql data return (select size from cage where cage = id);
create function twice(x int) returns int deterministic return x * 2;
`;

/** Queries that call a function of the lab's schema, which is written as LAB. */
const CALLS: Record<string, (tables: Tables) => Query> = {
  condition: ({ mouse, named }) => mouse.and(named("LAB.size_of(cage) = 5")),
  "of itself alone": ({ mouse, named }) => mouse.and(named("LAB.twice(id)=2")),
  "with spaces": ({ mouse, named }) =>
    mouse.and(named("LAB . `size_of` (cage) = 5")),
  template: ({ mouse, named }) =>
    mouse.and(sql`id > ${0} AND ${sql.raw(named("LAB.size_of(cage)"))} = 5`),
  alternatives: ({ mouse, named }) =>
    mouse.and([{ id: 4 }, andList([named("LAB.size_of(cage) = 5")])]),
  "its opposite": ({ mouse, named }) =>
    mouse.and(not(named("LAB.size_of(cage) = 5"))),
  attribute: ({ mouse, named }) =>
    mouse.and({ id: 1 }).proj({ size: named("LAB.size_of(cage)") }),
  group: ({ mouse, named }) =>
    U("cage").aggr(mouse, { size: named("max(LAB.size_of(cage))") }),
  partner: ({ mouse, cage, named }) =>
    mouse.and(cage.and(named("LAB.size_of(cage) = 5"))),
  limit: ({ mouse, named }) =>
    mouse.and(named("LAB.size_of(cage) = 5"), top({ limit: 1 })),
};

for (const [name, build] of Object.entries(CALLS)) {
  Deno.test(`a function of the lab's own is not called by what is logged: ${name}`, async () => {
    await using logged = await lab(TABLES, { logs: true });
    const query = build(tablesOf(logged));
    const error = await assertRejects(() => query.rows(), LogError, "()");
    assertStringIncludes(error.message, "a function of the lab's own");
    await assertRejects(() => Array.fromAsync(query.stream()), LogError);
    assertEquals(logged.reads, []);
    await using plain = await lab(TABLES);
    await build(tablesOf(plain)).rows();
  });
}

const WORDS = "MATCH (note) AGAINST ('calm')";
const HAS = "match (note) against ('calm' in boolean mode)";

Deno.test("how well MATCH … AGAINST finds a row, which all rows of the table decide, is not logged", async () => {
  await using own = await lab(TABLES, { logs: true });
  const mouse = own.table("Mouse");
  for (
    const query of [
      mouse.and(WORDS),
      mouse.and(`${WORDS} > 0.1`),
      mouse.and(`id = 1 OR 0.1 < ${HAS}`),
      mouse.and(`(${HAS}) > 0.1`),
      mouse.and(`NOT (id = 4 AND (${HAS}) > 0.1)`),
      mouse.and(`IF(${HAS} > 1, id, 0)`),
      mouse.and(`COALESCE(${HAS}, 0)`),
      mouse.and(`${HAS} & 1`),
      mouse.and(`0 BETWEEN -1 AND ${HAS}`),
      mouse.and("match (note) against ('calm' with query expansion)"),
      mouse.and({ id: 1 }).proj({ fit: WORDS }),
      mouse.and({ id: 1 }).proj({ fit: HAS }),
      U("cage").aggr(mouse, { fit: `max(${WORDS})` }),
    ]
  ) {
    const error = await assertRejects(() => query.rows(), LogError);
    assertStringIncludes(error.message, "depends on all rows");
    assertStringIncludes(error.message, "IN BOOLEAN MODE");
  }
  assertEquals(own.reads, []);
});

Deno.test("which rows have the words of MATCH … AGAINST is logged", async () => {
  await using own = await lab(TABLES, { logs: true });
  const mouse = own.table("Mouse");
  const ids = async (text: string) =>
    (await mouse.and(text).orderBy("id").rows()).map(({ id }) => id);
  assertEquals(await ids(HAS), [1, 3]);
  assertEquals(await ids(`(${HAS})`), [1, 3]);
  assertEquals(await ids(`NOT ${HAS}`), [2, 4]);
  assertEquals(await ids(`id > 1 AND (NOT (${HAS}) || id = 3)`), [2, 3, 4]);
  assertEquals(await ids(`(id = 4 XOR ${HAS}) && cage > 1`), [3, 4]);
  const found = own.reads.flatMap(({ rows }) =>
    "keys" in rows ? rows.keys : []
  );
  assertEquals(found.length, 2 + 2 + 2 + 3 + 2);
});

interface Tables {
  readonly mouse: Query;
  readonly cage: Query;
  /** Writes the schema's name in place of LAB. */
  readonly named: (text: string) => string;
}

function tablesOf(own: Lab): Tables {
  return {
    mouse: own.table("Mouse")(),
    cage: own.table("Cage")(),
    named: (text) => text.replaceAll("LAB", own.database.name),
  };
}
