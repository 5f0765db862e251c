/** What outlives a kernel. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { LogError } from "../../../src/errors.ts";
import { ExportLog } from "../../../src/log/exports/export_log.ts";
import { IncludedSessions } from "../../../src/log/exports/included_sessions.ts";
import { NoteTaker } from "../../../src/log/notes/note_taker.ts";
import { Recorder } from "../../../src/log/recorder.ts";
import { RememberedExport } from "../../../src/log/exports/remembered.ts";
import { RemovalRight } from "../../../src/log/removal/removal_right.ts";
import { LogStore } from "../../../src/log/store.ts";
import { ViewsRead } from "../../../src/log/views_read.ts";
import { WholeTables } from "../../../src/log/whole_tables.ts";
import { loadSql } from "../../setup.ts";
import { KEY, openShop, type Shop, start } from "../shop.ts";

/** A log as a kernel of one notebook has it, and what it says. */
function kernel(
  shop: Shop,
  folder: string,
  notebook = "a/n b.ipynb",
  server = "root@lab",
) {
  const said: string[] = [];
  const warn = (text: string) => void said.push(`warning: ${text}`);
  const included = new IncludedSessions({
    pool: shop.pool,
    server,
    warn,
    sessionsOf: () => Promise.resolve([]),
  });
  const store = new LogStore(shop.pool);
  const notes = new NoteTaker({
    pool: shop.pool,
    catalog: () => ({ schemas: [], tables: new Map(), referredBy: new Map() }),
    find: (exportId, entries) => store.find(exportId, entries),
    cellAt: () => null,
    warn,
  });
  const recorder: Recorder = new Recorder({
    included,
    notes,
    views: new ViewsRead(shop.pool, new Set()),
    wholeTables: new WholeTables(shop.pool, warn, new Set()),
    store,
    removalRight: new RemovalRight(shop.pool),
    limits: () => ({ anyCharacter: true }),
    keyOf: (id) => log.keyOf(id),
    requireExport: false,
    isInTransaction: () => false,
  });
  const log: ExportLog = new ExportLog({
    pool: shop.pool,
    recorder,
    notes,
    memory: store.memory,
    remembered: new RememberedExport(folder, notebook),
    server,
    version: "0.1.0",
    prepare: () => Promise.resolve(),
    dropResult: () => Promise.resolve(null),
    say: (text) => said.push(text),
    included,
    warn,
  });
  return { log, said };
}

/** The kernel goes away, and its environment with it. */
function restart(): void {
  Deno.env.delete("SPYGLASS_EXPORT_ID");
}

Deno.test("after a kernel restart connect() says which export was active, and resumeExport() goes on with it", async () => {
  await using shop = await openShop();
  const folder = await Deno.makeTempDir();
  await kernel(shop, folder).log.start(KEY);
  restart();
  const { log, said } = kernel(shop, folder);
  await log.announce();
  assertMatch(
    said.join(),
    /^warning: Export 1 \(paper1 \/ analysis1\) was active.*resumeExport\(\)/,
  );
  assertEquals(await log.active(), null);
  assertEquals(await log.resume(), { export_id: 1 });
  assertEquals(await log.active(), KEY);
  assertEquals(said.at(-1), 'Resuming {"export_id":1}');
  await Deno.remove(folder, { recursive: true });
});

Deno.test("an export that was stopped is not remembered; another notebook's or server's is none of ours", async () => {
  await using shop = await openShop();
  const folder = await Deno.makeTempDir();
  const first = kernel(shop, folder);
  await first.log.start(KEY);
  for (
    const other of [
      kernel(shop, folder, "other.ipynb"),
      kernel(shop, folder, "a/n b.ipynb", "root@elsewhere"),
    ]
  ) {
    restart();
    await other.log.announce();
    assertEquals(other.said, []);
    await assertRejects(
      () => other.log.resume(),
      LogError,
      "none is remembered",
    );
  }
  Deno.env.set("SPYGLASS_EXPORT_ID", "1");
  await first.log.stop();
  const later = kernel(shop, folder);
  await later.log.announce();
  assertEquals(later.said, []);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("resumeExport() of an export that is gone says so, and forgets it", async () => {
  await using shop = await openShop();
  const folder = await Deno.makeTempDir();
  await kernel(shop, folder).log.start(KEY);
  restart();
  await loadSql(shop.socket, "delete from common_usage.export_selection");
  const { log } = kernel(shop, folder);
  await assertRejects(
    () => log.resume(),
    LogError,
    "does not know it any more",
  );
  await assertRejects(() => log.resume(), LogError, "none is remembered");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("what is remembered may be damaged, or not be writable: nothing but the reminder is lost", async () => {
  await using shop = await openShop();
  const folder = await Deno.makeTempDir();
  await start(shop);
  restart();
  for (
    const text of ["", "{", "null", "7", "[]", '{"server":"root@lab"}', ODD]
  ) {
    const path = join(
      folder,
      "notebooks",
      `${encodeURIComponent("a/n b.ipynb")}.json`,
    );
    await Deno.mkdir(join(folder, "notebooks"), { recursive: true });
    await Deno.writeTextFile(path, text);
    const { log, said } = kernel(shop, folder);
    await log.announce();
    assertEquals(said, [], text);
    await assertRejects(() => log.resume(), LogError);
  }
  const file = join(folder, "file");
  await Deno.writeTextFile(file, "");
  const { log } = kernel(shop, join(file, "below"));
  const { warn } = console;
  const warned: string[] = [];
  console.warn = (text) => warned.push(text);
  try {
    await log.start(KEY);
  } finally {
    console.warn = warn;
  }
  assertMatch(warned.join(), /Cannot remember the active export on disk/);
  assertEquals(await log.active(), KEY);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("notebooks with long names are told apart, wherever they differ", () => {
  const folder = Deno.makeTempDirSync();
  // An encoded letter takes nine characters.
  const name = "日本/".repeat(40);
  const entry = { ...KEY, export_id: 1, server: "s", since: "" };
  const one = `マウス1/${name}a.ipynb`;
  new RememberedExport(folder, one).write(entry);
  for (const other of [`マウス1/${name}b.ipynb`, `マウス2/${name}a.ipynb`]) {
    assertEquals(new RememberedExport(folder, other).read(), null, other);
  }
  assertEquals(new RememberedExport(folder, one).read(), entry);
  assertEquals(new RememberedExport(folder, null).read(), null);
  Deno.removeSync(folder, { recursive: true });
});

/** Sessions that are no list of names. */
const ODD = JSON.stringify({
  ...KEY,
  export_id: 1,
  server: "root@lab",
  includedNwbFiles: "a_.nwb",
});
