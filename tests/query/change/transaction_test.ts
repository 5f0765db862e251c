import { assert, assertEquals, assertRejects } from "@std/assert";
import { InsertError, SpyglassError } from "../../../src/errors.ts";
import { loadSql } from "../../setup.ts";
import { freshPlace, listening, logRows } from "../../story/place.ts";
import { type Lab, lab } from "../lab.ts";

const TABLES = `
create table a (id int primary key, v varchar(5));
create table b (id int primary key, a_id int, foreign key (a_id) references a (id));
insert into a values (1, 'one');
`;

async function count(place: Lab, table: string): Promise<number> {
  return Number(await place.run(`select count(*) from ${table}`));
}

Deno.test("transaction() commits all that its work wrote, and gives what the work gives", async () => {
  await using place = await lab(TABLES);
  const [A, B] = [place.table("A"), place.table("B")];
  const given = await place.db.transaction(async () => {
    await A.insert1({ id: 2, v: "two" });
    await B.insert([{ id: 1, a_id: 2 }]);
    assertEquals(await A.count(), 2);
    assertEquals(await count(place, "a"), 1);
    return "given";
  });
  assertEquals([given, await count(place, "a"), await count(place, "b")], [
    "given",
    2,
    1,
  ]);
});

Deno.test("transaction() undoes everything when its work fails", async () => {
  await using place = await lab(TABLES);
  const A = place.table("A");
  const error = await assertRejects(() =>
    place.db.transaction(async () => {
      await A.insert1({ id: 2 });
      await A.update1({ id: 1, v: "x" });
      await A.and({ id: 1 }).delete({ force: true });
      throw new RangeError("no");
    }), RangeError);
  assertEquals(error.message, "no");
  assertEquals(await A.rows(), [{ id: 1, v: "one" }]);
});

Deno.test("a failed insert in a transaction is undone by itself; the transaction may go on", async () => {
  await using place = await lab(TABLES);
  const A = place.table("A");
  await place.db.transaction(async () => {
    await A.insert1({ id: 2 });
    await assertRejects(() => A.insert([{ id: 3 }, { id: 1 }]), InsertError);
    await A.insert1({ id: 4 });
  });
  assertEquals(await A.keys(), [{ id: 1 }, { id: 2 }, { id: 4 }]);
});

Deno.test("pieces of a transaction that run at once do not undo one another", async () => {
  await using place = await lab(TABLES);
  const A = place.table("A");
  await place.db.transaction(async () => {
    await Promise.allSettled([
      A.insert([{ id: 10 }, { id: 11 }]),
      A.insert([{ id: 12 }, { id: 1 }]),
      A.insert([{ id: 13 }]),
      A.rows(),
      A.and({ id: 1 }).delete({ force: true }),
    ]);
  });
  assertEquals(await A.columns("id"), { id: [10, 11, 13] });
});

Deno.test("what runs outside at the same time is not in the transaction", async () => {
  await using place = await lab(TABLES);
  const A = place.table("A");
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const failing = assertRejects(() =>
    place.db.transaction(async () => {
      await A.insert1({ id: 2 });
      begun.resolve();
      await goOn.promise;
      throw new Error("undone");
    })
  );
  await begun.promise;
  assertEquals(await A.count(), 1);
  await A.insert1({ id: 3 });
  goOn.resolve();
  await failing;
  assertEquals(await A.columns("id"), { id: [1, 3] });
});

Deno.test("transactions are not nested, and end when their work ends", async () => {
  await using place = await lab(TABLES);
  const A = place.table("A");
  await assertRejects(
    () => place.db.transaction(() => place.db.transaction(() => A.rows())),
    SpyglassError,
    "one is open already",
  );
  let late: Promise<unknown> = Promise.resolve();
  await place.db.transaction(async () => {
    await A.rows();
    late = new Promise((done) => setTimeout(done, 20)).then(() =>
      A.insert1({ id: 9 })
    );
  });
  await assertRejects(() => late, SpyglassError, "has ended");
  await assertRejects(
    () =>
      place.db.transaction(async () => {
        await A.insert1({ id: 5 });
        A.insert1({ id: 6 }).catch(() => {});
      }),
    SpyglassError,
    "still running",
  );
  assertEquals(await A.columns("id"), { id: [1] });
});

Deno.test("a deadlock ends the transaction: nothing is written outside of it by mistake", async () => {
  await using place = await lab(TABLES);
  const A = place.table("A");
  await A.insert1({ id: 2, v: "two" });
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  const work = (
    mine: number,
    theirs: number,
    here: PromiseWithResolvers<void>,
    there: PromiseWithResolvers<void>,
  ) =>
    place.db.transaction(async () => {
      await A.update1({ id: mine, v: `by${mine}` });
      here.resolve();
      await there.promise;
      await A.update1({ id: theirs, v: `by${mine}` }).catch(() => {});
      await A.insert1({ id: 10 + mine });
    });
  const results = await Promise.allSettled([
    work(1, 2, first, second),
    work(2, 1, second, first),
  ]);
  const failed = results.filter(({ status }) => status === "rejected");
  assertEquals(failed.length, 1);
  assert(
    String((failed[0] as PromiseRejectedResult).reason).includes(
      "run it again whole",
    ),
  );
  assertEquals((await A.columns("id")).id!.length, 3);
});

Deno.test("a stream in a transaction leaves its connection free for the reader's own statements", async () => {
  await using place = await lab(TABLES);
  const [A, B] = [place.table("A"), place.table("B")];
  await A.insert([{ id: 2 }, { id: 3 }]);
  await place.db.transaction(async () => {
    for await (const row of A.stream("id")) {
      await B.insert1({ id: row.id, a_id: row.id });
    }
  });
  assertEquals(await B.count(), 3);
});

Deno.test("many transactions at once, each reading elsewhere too, do not wait for one another for ever", async () => {
  await using place = await lab(TABLES);
  const A = place.table("A");
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      place.db.transaction(async () => {
        await A.insert1({ id: 100 + i });
        await place.db.table(`${place.database.name}.B`);
      })),
  );
  assertEquals(await A.count(), 21);
});

Deno.test("what a transaction read stays in the log though it is undone, and reading by keys waits for nothing", async () => {
  await using place = await freshPlace();
  await loadSql(place.socket, `create database zoo; use zoo; ${TABLES}`);
  const db = await place.connect();
  const { A } = await db.schema("zoo");
  await listening(() =>
    db.ExportSelection.startExport({ paper_id: "p", analysis_id: "a" })
  );
  await assertRejects(
    () =>
      db.transaction(async () => {
        await A!.insert1({ id: 2, v: "new" });
        assertEquals((await A!.rows()).length, 2);
        assertEquals(await A!.orderBy("id").limit(1).keys(), [{ id: 1 }]);
        throw new Error("undone");
      }),
    Error,
    "undone",
  );
  const entries = (await logRows(place.pool)).map(([, , table, text]) =>
    `${table} ${text}`
  );
  assertEquals(entries, ["`zoo`.`a` True", "`zoo`.`a` (`id`=1)"]);
  assertEquals(await A!.count(), 1);
  // More at once than there are connections, each of which must log while it holds one.
  await A!.insert(Array.from({ length: 30 }, (_, i) => ({ id: 50 + i })));
  await Promise.all(
    Array.from(
      { length: 30 },
      (_, i) => A!.and({ id: 50 + i }).limit(1).rows(),
    ),
  );
  await Promise.all(
    Array.from(
      { length: 12 },
      (_, i) => db.transaction(() => A!.and({ id: 50 + i }).limit(1).rows()),
    ),
  );
});
