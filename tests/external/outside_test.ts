import { assert, assertEquals, assertRejects } from "@std/assert";
import { dirname, join } from "node:path";
import { encodeBlob } from "../../src/blob/encode.ts";
import {
  attachmentPath,
  blobPath,
  contentHash,
} from "../../src/external/layout.ts";
import { lab, type LabOptions } from "../query/lab.ts";

const BLOB = encodeBlob({ a: [1, 2] });
const NOTES = new TextEncoder().encode("notes");
const HASHES = {
  blob: contentHash(BLOB),
  attachment: contentHash(NOTES, "n.txt\0"),
  hostile: contentHash(NOTES, "../../n.txt\0"),
  path: contentHash(new Uint8Array(), "sub/f.nwb"),
  outside: contentHash(new Uint8Array(), "../f.nwb"),
};

async function place(options: Omit<LabOptions, "stores" | "downloads"> = {}) {
  const folder = await Deno.makeTempDir({ prefix: "spyglass-outside-" });
  const store = join(folder, "store");
  const made = await lab(
    `create table \`~external_s\` (hash binary(16) primary key, size bigint unsigned not null,
       attachment_name varchar(255), filepath varchar(1000), contents_hash binary(16));
     create table t (id int primary key, big binary(16) comment ':blob@s:', here longblob comment ':attach:',
       there binary(16) comment ':attach@s:', path binary(16) comment ':filepath@s:');
     insert into \`~external_s\` values (x'${HASHES.blob}', ${BLOB.length}, null, null, null),
       (x'${HASHES.attachment}', 5, 'n.txt', null, null), (x'${HASHES.hostile}', 5, '../../n.txt', null, null),
       (x'${HASHES.path}', 5, null, 'sub/f.nwb', x'${contentHash(NOTES)}'),
       (x'${HASHES.outside}', 5, null, '../f.nwb', x'${contentHash(NOTES)}');
     insert into t values (1, x'${HASHES.blob}', concat('h.txt', char(0), 'notes'), x'${HASHES.attachment}',
       x'${HASHES.path}');`,
    { ...options, stores: { s: store }, downloads: join(folder, "down") },
  );
  const paths = {
    blob: blobPath({ location: store }, made.database.name, HASHES.blob),
    attachment: attachmentPath(
      { location: store },
      made.database.name,
      HASHES.attachment,
      "n.txt",
    ),
    file: join(store, "sub", "f.nwb"),
  };
  for (const [path, bytes] of Object.entries(paths)) {
    await Deno.mkdir(dirname(bytes), { recursive: true });
    await Deno.writeFile(bytes, path === "blob" ? BLOB : NOTES);
  }
  return {
    ...made,
    T: made.table("T"),
    folder,
    paths,
    [Symbol.asyncDispose]: async () => {
      await made.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("reads give what is kept outside of the table, in every form of reading", async () => {
  await using made = await place();
  const { T, folder, paths } = made;
  const wanted = {
    id: 1,
    big: { a: [1, 2] },
    here: join(
      folder,
      "down",
      contentHash(new TextEncoder().encode("h.txt\0notes")),
      "h.txt",
    ),
    there: join(folder, "down", HASHES.attachment, "n.txt"),
    path: paths.file,
  };
  assertEquals(await T.rows(), [wanted]);
  assertEquals(await T.fetch1("big", "path"), [wanted.big, wanted.path]);
  assertEquals((await T.fetch()).objects(), [wanted]);
  assertEquals(await Array.fromAsync(T.stream()), [wanted]);
  assertEquals(await Deno.readFile(wanted.here), NOTES);
  assertEquals(await Deno.readFile(wanted.there), NOTES);
  const shown = (await T.preview()).display()["text/plain"]!;
  assertEquals(shown.match(/=BLOB=/g)?.length, 3, shown);
});

Deno.test("an attachment that its user has altered stays, and the stored one goes beside it", async () => {
  await using made = await place();
  const { T } = made;
  const first = await T.fetch1("there") as string;
  assertEquals(await T.fetch1("there"), first);
  await Deno.writeTextFile(first, "my own");
  const second = await T.fetch1("there") as string;
  assert(second !== first && second.endsWith("n.txt"), second);
  assertEquals(await Deno.readFile(second), NOTES);
  assertEquals(await Deno.readTextFile(first), "my own");
});

Deno.test("a stored thing that is altered or missing is an error that names it", async () => {
  for (const [name, column] of [["blob", "big"], ["attachment", "there"]]) {
    await using made = await place();
    const { T, paths } = made;
    const path = paths[name as "blob"];
    await Deno.writeTextFile(path, "altered");
    const altered = await assertRejects(() => T.fetch1(column!));
    assert(String(altered).includes(`${path} is not the file`), `${altered}`);
    await Deno.remove(path);
    const lost = await assertRejects(() => T.fetch1(column!));
    assert(String(lost).includes(path), String(lost));
    assertEquals(await T.fetch1("id"), 1);
  }
});

Deno.test("a file of another size or checksum than was noted is an error, one that is not there is not", async () => {
  await using made = await place();
  const { T, paths } = made;
  await Deno.writeTextFile(paths.file, "other");
  const other = await assertRejects(() => T.rows("path"));
  assert(String(other).includes("checksum"), String(other));
  await Deno.writeTextFile(paths.file, "longer than noted");
  const longer = await assertRejects(() => T.rows("path"));
  assert(String(longer).includes("17 bytes, wanted 5"), String(longer));
  await Deno.remove(paths.file);
  assertEquals(await T.fetch1("path"), paths.file);
});

Deno.test("no name out of the database leads out of its folder", async () => {
  await using made = await place();
  const { T, run, folder } = made;
  for (const name of ["../h.txt", "a/b", "..", "", "a\\nb", "/etc/x"]) {
    await run(
      `replace into t (id, here) values (2, concat('${name}', char(0), 'x'))`,
    );
    const error = await assertRejects(() => T`id = 2`.rows("here"));
    assert(String(error).includes("Cannot use an attachment"), String(error));
  }
  await run(`replace into t (id, there) values (2, x'${HASHES.hostile}')`);
  await assertRejects(() => T`id = 2`.rows("there"), Error, "../../n.txt");
  await run(`replace into t (id, path) values (2, x'${HASHES.outside}')`);
  await assertRejects(() => T`id = 2`.rows("path"), Error, "../f.nwb");
  await run(`replace into t (id, here) values (2, 'no name')`);
  await assertRejects(() => T`id = 2`.rows("here"), Error, "no file name");
  const found = await Array.fromAsync(Deno.readDir(folder));
  assertEquals(found.map(({ name }) => name), ["store"]);
});

Deno.test("a column whose store is not known is refused before anything is read or logged", async () => {
  await using made = await lab(
    "create table t (id int primary key, big binary(16) comment ':blob@far:'); insert into t values (1, x'00');",
    { logs: true },
  );
  const error = await assertRejects(() => made.table("T").rows());
  assert(String(error).includes("stores.far.location"), String(error));
  assertEquals(made.reads, []);
  assertEquals(await made.table("T").rows("id"), [{ id: 1 }]);
});
