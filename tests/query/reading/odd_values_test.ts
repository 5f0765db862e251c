import { assert, assertEquals, assertRejects } from "@std/assert";
import { lab } from "../lab.ts";

Deno.test("objects compare texts with texts, and decimals digit for digit", async () => {
  await using place = await lab(
    `create table t (id int primary key, s varchar(20), e enum('0','1'), d decimal(40,20));
     insert into t values (1, 'abc', '0', '12345678901234567890.12345678901234567890'),
       (2, '0', '1', '12345678901234567890.12345678901234567891'), (3, '5', '1', null);`,
  );
  const T = place.table("T");
  const ids = async (object: Record<string, unknown>) =>
    (await T.and(object).orderBy("id").columns("id")).id;
  // The number 0 equals every text that begins with no digit.
  assertEquals(await ids({ s: 0 }), [2]);
  assertEquals(await ids({ s: 5 }), [3]);
  assertEquals(await ids({ s: ["abc", 5n] }), [1, 3]);
  // A number names a member of an ENUM by its place.
  assertEquals(await ids({ e: 1 }), [2, 3]);
  assertEquals(await ids({ d: "12345678901234567890.12345678901234567891" }), [
    2,
  ]);
  assertEquals(
    await ids({ d: ["12345678901234567890.12345678901234567890"] }),
    [1],
  );
  const error = await assertRejects(
    async () => await ids({ e: true }),
    TypeError,
  );
  assert(error.message.includes('attribute "e"'), error.message);
});

Deno.test("objects refuse columns that have no equality, whole keys apart", async () => {
  await using place = await lab(
    `create table t (a int, b int, v longblob, primary key (a, b)); insert into t values (1, 2, 'x');`,
  );
  const T = place.table("T");
  const row = await T.fetch1();
  assertEquals(await T.and(row).count(), 1);
  for (const value of [row.v, [row.v], [1, 2]]) {
    await assertRejects(
      async () => await T.and({ a: 1, v: value }).count(),
      TypeError,
      "has no equality here",
    );
  }
  assertEquals(await T.and({ a: 1, v: null }).count(), 0);
});

Deno.test("filepath columns give local paths, and say what is missing", async () => {
  const sql = `
    create table \`~external_raw\` (hash binary(16) primary key, size bigint unsigned default 0,
      attachment_name varchar(255), filepath varchar(1000), contents_hash binary(16));
    create table f (id int primary key, path binary(16) comment ':filepath@raw:The file');
    insert into \`~external_raw\` (hash, filepath) values (unhex(repeat('AB', 16)), 'sub/a b.nwb');
    insert into f values (1, unhex(repeat('AB', 16))), (2, null);`;
  await using place = await lab(sql, { stores: { raw: "/lab/raw" } });
  const F = place.table("F");
  assertEquals(await F.orderBy("id").rows(), [
    { id: 1, path: "/lab/raw/sub/a b.nwb" },
    { id: 2, path: null },
  ]);
  assertEquals((await F.orderBy("id").columns("path")).path, [
    "/lab/raw/sub/a b.nwb",
    null,
  ]);
  assertEquals(
    (await Array.fromAsync(F.and({ id: 1 }).stream()))[0]!.path,
    "/lab/raw/sub/a b.nwb",
  );
  await place.run("insert into f values (3, unhex(repeat('CD', 16)))");
  const lost = await assertRejects(() => F.and({ id: 3 }).rows());
  assert(String(lost).includes("cdcdcd"), String(lost));
  const shown = (await F.preview()).display()["text/plain"]!;
  assert(
    shown.includes("/lab/raw/sub/a b.nwb") && shown.includes("=BLOB="),
    shown,
  );
  await using without = await lab(sql);
  assert(
    (await without.table("F").preview()).display()["text/plain"]!.includes(
      "=BLOB=",
    ),
  );
  const error = await assertRejects(() => without.table("F").rows());
  assert(String(error).includes("stores.raw.location"), String(error));
  assertEquals(await without.table("F").orderBy("id").rows("id"), [{ id: 1 }, {
    id: 2,
  }]);
});

Deno.test("a damaged blob says which column it is in", async () => {
  await using place = await lab(
    `create table t (id int primary key, v longblob); insert into t values (1, concat('mYm', char(0), 'A'));`,
  );
  const error = await assertRejects(() => place.table("T").rows());
  assert(String(error).includes("Cannot decode column v"), String(error));
});
