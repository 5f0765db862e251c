import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { openPool } from "../../src/connection/pool.ts";
import type { Pool } from "../../src/connection/session.ts";
import { replaceNoted } from "../../src/dandi/noted_replacement.ts";
import type { Note } from "../../src/external/noted_files.ts";
import {
  type Draft,
  dropDraft,
  makeDraft,
  placesBeside,
} from "../../src/dandi/replaced_files.ts";
import { ExportError } from "../../src/errors.ts";
import { freshDatabase, loadSql } from "../setup.ts";
import { type CuttingProxy, cuttingProxy } from "./cutting_proxy.ts";

const OLD = "0".repeat(32);
const NEW = "1".repeat(32);

Deno.test("replaceNoted() changes files and rows together", async () => {
  await using place = await noted();
  assertEquals(await place.replace(), []);
  assertEquals(await place.state(), ["new a", "new b", `3 ${NEW}`]);
});

Deno.test("replaceNoted() keeps the new files when the server has committed, though its answer was lost", async () => {
  await using place = await noted();
  place.proxy.cut("behind");
  assertEquals(await place.replace(), []);
  assertEquals(await place.state(), ["new a", "new b", `3 ${NEW}`]);
  assertEquals(place.leftovers(), []);
});

Deno.test("replaceNoted() puts the old files back when the commit never came to the server", async () => {
  await using place = await noted();
  place.proxy.cut("before");
  await assertRejects(() => place.replace());
  assertEquals(await place.state(), ["old a", "old b", `1 ${OLD}`]);
  assertEquals(place.leftovers(), []);
});

Deno.test("replaceNoted() says where everything is when the server cannot be asked", async () => {
  await using place = await noted();
  place.proxy.cut("behind");
  place.proxy.close();
  const error = await assertRejects(() => place.replace(), ExportError);
  assert(error.message.startsWith("Cannot tell whether"), error.message);
  const old = place.leftovers();
  assertEquals(old.length, 2);
  for (const name of old) assert(error.message.includes(name), error.message);
  assertEquals(await place.state(), ["new a", "new b", `3 ${NEW}`]);
});

interface Noted extends AsyncDisposable {
  readonly proxy: CuttingProxy;
  replace(): Promise<string[]>;
  /** What the files hold, and what is noted of the first one. */
  state(): Promise<string[]>;
  /** Old files that are still there. */
  leftovers(): string[];
}

/** Two files, their drafts, and a row that notes the first one, behind a way that can break. */
async function noted(): Promise<Noted> {
  const database = await freshDatabase("noted");
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const table = `\`${database.name}\`.\`~external_s\``;
  await loadSql(
    database.socket,
    `create table \`~external_s\` (hash binary(16) primary key, size bigint, filepath varchar(1000), contents_hash binary(16));
     insert into \`~external_s\` values (x'${OLD}', 1, 'a.nwb', x'${OLD}');`,
    database.name,
  );
  const proxy = cuttingProxy(folder, database.socket);
  const pool: Pool = await openPool({ socketPath: proxy.socket, user: "root" });
  const drafts: Draft[] = [];
  for (const name of ["a", "b"]) {
    const path = join(folder, `${name}.nwb`);
    await Deno.writeTextFile(path, `old ${name}`);
    const draft = await makeDraft(await placesBeside(path));
    await Deno.writeTextFile(draft.draft, `new ${name}`);
    drafts.push(draft);
  }
  const note: Note = {
    row: { table, store: "s", filepath: "a.nwb" },
    now: { size: 3, contents: NEW },
  };
  return {
    proxy,
    replace: async () => {
      try {
        return await replaceNoted(pool, drafts, [note], [0, 100]);
      } finally {
        for (const draft of drafts) await dropDraft(draft);
      }
    },
    state: async () => [
      ...drafts.map(({ path }) => Deno.readTextFileSync(path)),
      (await loadSql(
        database.socket,
        `select concat(size, ' ', hex(contents_hash)) from ${table}`,
      )).trim(),
    ],
    leftovers: () =>
      [...Deno.readDirSync(folder)].map(({ name }) => name)
        .filter((name) => name.startsWith(".")),
    [Symbol.asyncDispose]: async () => {
      await pool.close();
      await proxy[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
      await database[Symbol.asyncDispose]();
    },
  };
}
