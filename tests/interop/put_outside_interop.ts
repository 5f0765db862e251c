import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { Manual } from "../../src/declare/user_tables.ts";
import { loadSql } from "../setup.ts";
import { freshPlace } from "../story/place.ts";
import { dataJointSide } from "./datajoint_side.ts";

class Kept extends Manual {
  static definition = `
  id : int
  ---
  data = null : blob@raw
  inside = null : attach
  file = null : attach@raw
  path = null : filepath@raw
  `;
}

Deno.test("what is kept outside of tables: Python reads what we wrote, and we what Python wrote", async () => {
  await using place = await freshPlace();
  await using python = await dataJointSide(place.socket);
  const db = await place.connect();
  const raw = join(place.baseDir, "raw");
  const elsewhere = join(place.baseDir, "elsewhere");
  const downloads = join(place.baseDir, "downloads");
  for (const folder of [join(raw, "day 1"), elsewhere, downloads]) {
    await Deno.mkdir(folder, { recursive: true });
  }
  await python.ask("set_stores", { raw });
  const kept = await db.declare("kept_outside", Kept);
  const files: string[] = [];
  for (const name of ["a b.txt", "it's é.txt", 'q"uote.txt']) {
    for (const folder of [elsewhere, join(raw, "day 1")]) {
      files.push(join(folder, name));
      await Deno.writeTextFile(join(folder, name), `content of ${name}`);
    }
  }
  const rows = [0, 1].map((i) => ({
    id: i,
    data: [i, "é", null, { a: [1.5] }],
    inside: files[2 * i]!,
    file: files[2 * i]!,
    path: files[2 * i + 1]!,
  }));
  await kept.insert(rows);
  await kept.insert1({ id: 5 });
  const table = "`kept_outside`.`kept`";
  const fetched = await python.ask("fetch_kept", {
    table,
    folder: downloads,
  }).catch((error) => error);
  assertEquals(fetched instanceof Error, true, "a row of NULL has no file");
  await kept.and({ id: 5 }).delete({ force: true });
  assertEquals(
    await python.ask("fetch_kept", { table, folder: downloads }),
    ["a b.txt", "it's é.txt"].map((name, i) => ({
      id: i,
      data: [i, "é", null, { a: [1.5] }],
      inside: `${name}: content of ${name}`,
      file: `${name}: content of ${name}`,
      path: `${name}: content of ${name}`,
    })),
  );

  // The same files from Python: the same hashes, so that rows and files are shared.
  const before = await loadSql(
    place.socket,
    "select count(*) from kept_outside.`~external_raw`",
  );
  await python.ask("insert_kept", {
    table,
    rows: [{ ...rows[0]!, id: 2 }, { ...rows[1]!, id: 3, data: [1, 2] }],
  });
  assertEquals(
    Number(
      await loadSql(
        place.socket,
        "select count(*) from kept_outside.`~external_raw`",
      ),
    ),
    Number(before) + 1,
  );
  const [here, there] = [
    await kept.and({ id: 0 }).fetch1() as Record<string, string>,
    await kept.and({ id: 2 }).fetch1() as Record<string, string>,
  ];
  assertEquals(there.data, here.data);
  for (const name of ["inside", "file", "path"]) {
    assertEquals(
      await Deno.readTextFile(there[name]!),
      await Deno.readTextFile(here[name]!),
    );
  }
});

Deno.test("a file that cannot be kept is refused, and nothing is written", async () => {
  await using place = await freshPlace();
  const db = await place.connect();
  const raw = join(place.baseDir, "raw");
  await Deno.mkdir(raw, { recursive: true });
  const kept = await db.declare("kept_outside", Kept);
  const path = join(raw, "one.txt");
  await Deno.writeTextFile(path, "one");
  await kept.insert1({ id: 1, path });
  await Deno.writeTextFile(path, "another");
  await Deno.writeTextFile(join(place.baseDir, "outside.txt"), "x");
  for (
    const [row, word] of [
      [{ path }, "another version"],
      [{ path: join(place.baseDir, "outside.txt") }, "is not in the folder"],
      [{ path: join(raw, "../raw/../outside.txt") }, "is not in the folder"],
      [{ path: join(raw, "missing.txt") }, "is missing"],
      [{ path: raw }, "is not in the folder"],
      [{ file: "/nowhere/x" }, "is missing"],
      [{ inside: place.baseDir }, "is no file"],
      [{ inside: 5 }, "the path of a file"],
    ] as const
  ) {
    await assertRejects(
      () => kept.insert([{ id: 2 }, { id: 3, ...row }]),
      Error,
      word,
    );
  }
  assertEquals(await kept.count(), 1);
  assertEquals(
    await loadSql(
      place.socket,
      "select count(*) from kept_outside.`~external_raw`",
    ),
    "1\n",
  );
});
