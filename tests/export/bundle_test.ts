/** The folder of an export: whole or as it was, whatever happens. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ExportError } from "../../src/errors.ts";
import { prepareBundle } from "../../src/export/bundle.ts";
import { filesIn } from "../story/place.ts";
import { openLab, PAPER } from "./lab.ts";

/** A folder for bundles, gone at disposal. */
async function exportDir(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir();
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

async function write(path: string, text: string): Promise<void> {
  const bundle = await prepareBundle(path, {
    "manifest.json": text,
    "environment/a": text,
  });
  await bundle.commit();
  await bundle.finish();
}

Deno.test("prepareBundle() shows nothing before commit(), all of it after, and undo() puts all back", async () => {
  await using dir = await exportDir();
  const place = join(dir.path, "deep", "paper");
  const first = await prepareBundle(place, { "manifest.json": "1" });
  await assertRejects(() => Deno.stat(place), Deno.errors.NotFound);
  await first.undo();
  assertEquals(filesIn(dir.path), {});
  await write(place, "2");
  await Deno.writeTextFile(join(place, "notes"), "mine");
  const before = filesIn(dir.path);
  for (const isCommitted of [false, true]) {
    const next = await prepareBundle(place, { "manifest.json": "3" });
    if (isCommitted) await next.commit();
    await next.undo();
    assertEquals(filesIn(dir.path), before);
  }
  await write(place, "4");
  assertEquals(filesIn(dir.path), {
    "deep/paper/environment/a": "4",
    "deep/paper/manifest.json": "4",
    "deep/paper/notes": "mine",
  });
});

Deno.test("undo() puts the old bundle back also where the new one cannot be removed", async () => {
  await using dir = await exportDir();
  const place = join(dir.path, "paper");
  await write(place, "old");
  const next = await prepareBundle(place, { "manifest.json": "new" });
  await next.commit();
  const { remove } = Deno;
  Deno.remove = () => Promise.reject(new Deno.errors.PermissionDenied());
  await next.undo().finally(() => Deno.remove = remove);
  assertEquals(filesIn(place)["manifest.json"], "old");
  // What could not be removed goes with the next one.
  await write(place, "later");
  assertEquals(Object.keys(filesIn(dir.path)), [
    "paper/environment/a",
    "paper/manifest.json",
  ]);
});

Deno.test("prepareBundle() puts in order what a killed run left: between its steps", async () => {
  await using dir = await exportDir();
  const place = join(dir.path, "paper");
  await write(place, "old");
  await Deno.writeTextFile(join(place, "notes"), "mine");
  await Deno.rename(place, join(dir.path, ".paper.old-0123abcd"));
  await Deno.mkdir(join(dir.path, ".paper.new-0123abcd"));
  const next = await prepareBundle(place, { "manifest.json": "new" });
  assertEquals(filesIn(place)["manifest.json"], "old");
  await next.undo();
  assertEquals(filesIn(dir.path), {
    "paper/environment/a": "old",
    "paper/manifest.json": "old",
    "paper/notes": "mine",
  });
});

Deno.test("prepareBundle() puts in order what a killed run left: before the old one was cleared away", async () => {
  await using dir = await exportDir();
  const place = join(dir.path, "paper");
  await write(join(dir.path, ".paper.old-0123abcd"), "old");
  await Deno.writeTextFile(
    join(dir.path, ".paper.old-0123abcd", "notes"),
    "mine",
  );
  await write(place, "new");
  await (await prepareBundle(place, {})).undo();
  assertEquals(filesIn(dir.path), {
    "paper/environment/a": "new",
    "paper/manifest.json": "new",
    "paper/notes": "mine",
  });
});

Deno.test("prepareBundle() refuses a link to what is not there, such as a disk that is not mounted", async () => {
  await using dir = await exportDir();
  const place = join(dir.path, "paper");
  const disk = join(dir.path, "disk");
  await Deno.symlink(join(disk, "paper"), place);
  await assertRejects(
    () => prepareBundle(place, { "manifest.json": "new" }),
    ExportError,
    `a link to ${join(disk, "paper")}, where nothing is`,
  );
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), [
    "paper",
  ]);
  await Deno.mkdir(join(disk, "paper"), { recursive: true });
  await write(place, "new");
  assertEquals(filesIn(join(disk, "paper"))["manifest.json"], "new");
});

Deno.test("prepareBundle() leaves other papers' folders alone, whatever their names", async () => {
  await using dir = await exportDir();
  const names = [
    "paper.new-0123abcd",
    "paper.old-0123abcd",
    ".paper.old-x",
    ".paper2.new-0123abcd",
    "xpaper",
  ];
  for (const name of names) await write(join(dir.path, name), name);
  const before = filesIn(dir.path);
  await write(join(dir.path, "paper"), "mine");
  await Deno.remove(join(dir.path, "paper"), { recursive: true });
  assertEquals(filesIn(dir.path), before);
});

Deno.test("a folder that cannot be made is told with what to do", async () => {
  await using dir = await exportDir();
  await Deno.writeTextFile(join(dir.path, "file"), "");
  await assertRejects(
    () => prepareBundle(join(dir.path, "file", "paper"), {}),
    ExportError,
    "SPYGLASS_BASE_DIR",
  );
});

Deno.test("populatePaper() killed at any moment leaves a result that the next one completes", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.pair.fetch());
  await lab.populate();
  await Deno.writeTextFile(join(lab.bundle, "notes.txt"), "mine");
  const before = await lab.result() as [unknown, Record<string, string>];
  const program = fileURLToPath(new URL("populate_again.ts", import.meta.url));
  for (let kill = 0; kill < 8; kill++) {
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", program, lab.socket, lab.baseDir],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const ready = process.stdout.getReader();
    await ready.read();
    await new Promise((done) => setTimeout(done, Math.random() * 400));
    process.kill("SIGKILL");
    await process.status;
    await ready.cancel();
    // The rows are those of one whole result.
    assertEquals((await lab.result() as unknown[])[0], before[0]);
  }
  await lab.populate();
  const [rows, files] = await lab.result() as typeof before;
  assertEquals(rows, before[0]);
  assertEquals(Object.keys(files), Object.keys(before[1]));
  assertEquals(files["notes.txt"], "mine");
  const left = [...Deno.readDirSync(join(lab.baseDir, "export"))];
  assert(left.every(({ name }) => name === PAPER.paper_id), Deno.inspect(left));
});
