import { assert, assertEquals, assertRejects } from "@std/assert";
import { openPool } from "../../../src/connection/pool.ts";
import type { Pool, Session } from "../../../src/connection/session.ts";
import { ServerSums, type Wanted } from "../../../src/log/notes/server_sums.ts";
import { reflect } from "../../../src/schema/reflect.ts";
import { freshDatabase, loadSql } from "../../setup.ts";

/** A table of three mice, sums of it, and a gate that statements of sums must pass. */
async function mice() {
  const database = await freshDatabase("sums");
  await loadSql(
    database.socket,
    `use ${database.name}; create table mouse (id int primary key, name varchar(9)) engine=InnoDB;
    insert into mouse values (1, 'a'), (2, 'b'), (3, 'c')`,
  );
  const pool = await openPool({ socketPath: database.socket, user: "root" });
  const catalog = await reflect(pool);
  const sent: string[] = [];
  let gate = Promise.resolve();
  const texts = (session: Session) => async (sql: string) => {
    if (sql.includes("SHA2")) sent.push(sql);
    await gate;
    return await session.texts(sql);
  };
  const reserve: Pool["reserve"] = (work) =>
    pool.reserve((session) =>
      work({
        run: (sql: string) => session.run(sql),
        query: (sql: string) => session.query(sql),
        texts: texts(session),
      } as Session)
    );
  const sums = new ServerSums(
    { reserve, texts: texts(pool) } as Pool,
    () => catalog,
  );
  const wanted = (restriction: string, facts: Partial<Wanted>): Wanted => ({
    exportId: 1,
    entry: { table: `\`${database.name}\`.\`mouse\``, restriction },
    began: performance.now(),
    length: 3,
    stillGiven: null,
    ...facts,
  });
  return {
    sums,
    sent,
    close: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    run: (sql: string) =>
      pool.run(sql.replace("mouse", `${database.name}.mouse`)),
    wanted,
    want: (restriction: string, facts: Partial<Wanted> = {}) => {
      const one = wanted(restriction, facts);
      sums.want([one]);
      return one;
    },
    [Symbol.asyncDispose]: async () => {
      sums.close();
      await pool.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** As if the read had begun long after the last change. */
const AT_REST = {
  get began() {
    return performance.now() + 60_000;
  },
};

Deno.test("rows of a table that nobody has changed since they were read are surely those", async () => {
  await using lab = await mice();
  const wanted = lab.want("id < 4", { began: AT_REST.began });
  await lab.sums.settled([wanted]);
  const found = lab.sums.found(wanted)!;
  assertEquals([found.rows, found.isSure], [3, true]);
});

Deno.test("rows of a table that was changed at about the time of the read are not", async () => {
  await using lab = await mice();
  const wanted = lab.want("id < 4");
  await lab.sums.settled([wanted]);
  const found = lab.sums.found(wanted)!;
  assertEquals([found.rows, found.isSure], [3, false]);
  assert(found.checksum !== null);
});

Deno.test("where a read gives the same once more, its rows are surely those, though the table was just changed", async () => {
  await using lab = await mice();
  const table = lab.want("id < 2").entry.table;
  let asked = 0;
  const stillGiven = async (session: Session) => {
    asked++;
    const { rows } = await session.query(`select name from ${table}`);
    await lab.run("update mouse set name = 'later' where id = 2");
    const entries = [{ table, restriction: "id < 4" }];
    return rows[1]![0] === "b" ? entries : [];
  };
  const same = lab.want("id < 4", { stillGiven });
  const gone = lab.want("id < 3", { length: 2, stillGiven });
  await lab.sums.settled([same, gone]);
  assertEquals(asked, 1);
  assertEquals(lab.sums.found(same)!.isSure, true);
  assertEquals(lab.sums.found(gone)!.isSure, false);
  const later = lab.want("id <= 3", { stillGiven });
  await lab.sums.settled([later]);
  assertEquals(lab.sums.found(later)!.isSure, false);
  // In the snapshot in which the read was made again.
  const { checksum } = lab.sums.found(same)!;
  assert(checksum !== lab.sums.found(later)!.checksum);
  await lab.run("update mouse set name = 'b' where id = 2");
  const before = lab.want("id < 4");
  await lab.sums.settled([before]);
  assertEquals(lab.sums.found(before)!.checksum, checksum);
});

Deno.test("a read that the server refuses once more says nothing, and hides no other", async () => {
  await using lab = await mice();
  const { table } = lab.want("id < 2").entry;
  const refused = lab.want("id < 4", {
    stillGiven: async (session) => {
      await session.query("select nothing");
      return [{ table, restriction: "id < 4" }];
    },
  });
  const same = lab.want("id <= 3", {
    stillGiven: () => Promise.resolve([{ table, restriction: "id <= 3" }]),
  });
  await lab.sums.settled([refused, same]);
  assertEquals(lab.sums.found(refused)!.isSure, false);
  assertEquals(lab.sums.found(same)!.isSure, true);
});

Deno.test("where other rows are there than were given, those that were given are noted, without a sum", async () => {
  await using lab = await mice();
  const wanted = lab.want("id < 4", { length: 4, began: AT_REST.began });
  const empty = lab.want("id < 0", { length: null, began: AT_REST.began });
  await lab.sums.settled([wanted, empty]);
  const found = lab.sums.found(wanted)!;
  assertEquals([found.rows, found.checksum, found.isSure], [4, null, false]);
  // A table that was emptied shows no other trace of it.
  assertEquals(lab.sums.found(empty)!.isSure, false);
});

Deno.test("the first goes out at once; those that come meanwhile go together, the last of each", async () => {
  await using lab = await mice();
  const open = lab.close();
  const first = lab.want("id < 4");
  assertEquals(lab.sent.length, 1);
  const early = lab.want("id < 3", { length: 2 });
  const late = lab.want("id < 3", { length: 2 });
  const other = lab.want("id < 2", { length: 1 });
  assertEquals(lab.sent.length, 1);
  const done = lab.sums.settled([first, early, late, other]);
  await lab.run("update mouse set name = 'z' where id = 1");
  open();
  await done;
  assertEquals(lab.sent.length, 2);
  assertEquals(lab.sent[1]!.match(/id < \d\s*\) IS/g)?.length, 2);
  assertEquals(lab.sums.found(early), null);
  for (const wanted of [late, other]) {
    assertEquals(lab.sums.found(wanted)!.isSure, false);
  }
});

Deno.test("all entries of one read go out at once", async () => {
  await using lab = await mice();
  const open = lab.close();
  const read = [lab.wanted("id < 4", {}), lab.wanted("id < 3", { length: 2 })];
  lab.sums.want(read);
  assertEquals(lab.sent.length, 1);
  open();
  await lab.sums.settled(read);
  assertEquals(read.map((one) => lab.sums.found(one)?.rows), [3, 2]);
  assertEquals(lab.sent.length, 1);
});

Deno.test("open() names what is not summed yet, by table", async () => {
  await using lab = await mice();
  const release = lab.close();
  const wanted = [lab.want("id < 4"), lab.want("id < 3", { length: 2 })];
  assertEquals(lab.sums.open(null), wanted);
  assertEquals(lab.sums.open(new Set([wanted[0]!.entry.table])), wanted);
  assertEquals(lab.sums.open(new Set(["`other`.`table`"])), []);
  release();
  await lab.sums.settled(wanted);
  assertEquals(lab.sums.open(null), []);
});

Deno.test("close() sums no entry that still waits", async () => {
  await using lab = await mice();
  const open = lab.close();
  const wanted = [lab.want("id < 4"), lab.want("id < 3")];
  lab.sums.close();
  await lab.sums.settled(wanted);
  open();
  assertEquals(lab.sums.found(wanted[1]!), null);
});

Deno.test("a sum that fails of a fault of this module keeps no other from being waited for", async () => {
  await using lab = await mice();
  const broken = {
    texts: () => Promise.reject(new TypeError("a fault")),
  } as unknown as Session;
  const [first, second] = ["id = 1", "id = 2"].map((text) =>
    lab.want(text, { length: 1 })
  );
  const failing = lab.sums.wantIn(Promise.resolve(broken), [first!]);
  await assertRejects(() => failing, TypeError, "a fault");
  await lab.sums.settled([second!]);
  assertEquals(lab.sums.found(second!)?.rows, 1);
});
