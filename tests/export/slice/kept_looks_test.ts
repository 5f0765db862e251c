import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import {
  type Look,
  readLooks,
  writeLooks,
} from "../../../src/export/slice/kept_looks.ts";
import { freshFolder } from "../../nwb/folder.ts";

const PLAIN: Look = {
  targets: [],
  isOnlyLinks: false,
  stamp: "1:2:3:4:5",
  changed: 1000,
};
const COPY: Look = { ...PLAIN, targets: ["/b\n.nwb"], isOnlyLinks: true };

Deno.test("writeLooks() keeps what was seen, for this user alone", async () => {
  await using kept = await keptFolder();
  const looks = new Map([["/a 'é'.nwb", PLAIN], ["/a_.nwb", COPY]]);
  assert(await writeLooks(kept.folder, looks));
  assertEquals(await readLooks(kept.folder), looks);
  for (const [path, mode] of [[kept.folder, 0o700], [kept.file, 0o600]]) {
    const info = await Deno.stat(path as string);
    assertEquals(info.mode! & 0o777, mode as number);
  }
});

Deno.test("writeLooks() keeps what other processes have kept meanwhile", async () => {
  await using kept = await keptFolder();
  await writeLooks(kept.folder, new Map([["/a", PLAIN], ["/b", PLAIN]]));
  await writeLooks(kept.folder, new Map([["/a", COPY]]));
  assertEquals([...await readLooks(kept.folder)], [["/b", PLAIN], [
    "/a",
    COPY,
  ]]);
});

Deno.test("writeLooks() leaves out what changed a moment ago", async () => {
  await using kept = await keptFolder();
  await writeLooks(kept.folder, new Map([["/a", PLAIN]]), { now: 9000 });
  await writeLooks(
    kept.folder,
    new Map([["/a", { ...PLAIN, changed: 8500 }], ["/b", PLAIN]]),
    { now: 9000 },
  );
  assertEquals([...(await readLooks(kept.folder)).keys()], ["/b"]);
});

Deno.test("writeLooks() forgets the oldest where it is too much", async () => {
  await using kept = await keptFolder();
  const looks = new Map(
    Array.from({ length: 100 }, (_, i) => [`/${i}`, PLAIN] as const),
  );
  const most = 2000;
  await writeLooks(kept.folder, looks, { most });
  const left = [...(await readLooks(kept.folder)).keys()];
  assertEquals(left, [...looks.keys()].slice(-left.length));
  const { size } = await Deno.stat(kept.file);
  assert(left.length > 1 && size < most);
  // Another line would not have fitted.
  const line = size / (left.length + 1);
  assert(size + 2 * line > most, `${size} of ${most} bytes`);
});

Deno.test("writeLooks() removes what a process left that was ended", async () => {
  await using kept = await keptFolder();
  await writeLooks(kept.folder, new Map());
  const names = ["old.new", "young.new"];
  for (const name of names) {
    await Deno.writeTextFile(join(kept.folder, name), "half");
  }
  await Deno.utime(join(kept.folder, "old.new"), 1, 1);
  await writeLooks(kept.folder, new Map([["/a", PLAIN]]));
  const left = [...Deno.readDirSync(kept.folder)].map(({ name }) => name);
  assertEquals(left.sort(), ["looks.jsonl", "young.new"]);
});

Deno.test("writeLooks() says that a folder cannot be written", async () => {
  await using kept = await keptFolder();
  await Deno.writeTextFile(kept.folder, "a file");
  assert(!await writeLooks(kept.folder, new Map([["/a", PLAIN]])));
  assertEquals(await Deno.readTextFile(kept.folder), "a file");
});

Deno.test("readLooks() takes what is damaged, or another's, for nothing", async () => {
  const spoil: [string, (file: string) => Promise<unknown>][] = [
    ["cut off", async (file) => {
      await Deno.truncate(file, (await Deno.stat(file)).size - 1);
    }],
    ["a digit altered", async (file) => {
      const text = await Deno.readTextFile(file);
      await Deno.writeTextFile(file, text.replace("/b", "/c"));
    }],
    ["empty", (file) => Deno.truncate(file)],
    ["no text", (file) => Deno.writeFile(file, new Uint8Array(99).fill(255))],
    ["writable by others", (file) => Deno.chmod(file, 0o622)],
    ["a symbolic link", async (file) => {
      await Deno.rename(file, `${file}.x`);
      await Deno.symlink(`${file}.x`, file);
    }],
    ["a folder", async (file) => {
      await Deno.remove(file);
      await Deno.mkdir(file);
    }],
  ];
  for (const [name, work] of spoil) {
    await using kept = await keptFolder();
    await writeLooks(kept.folder, new Map([["/a", COPY]]));
    await work(kept.file);
    assertEquals(await readLooks(kept.folder), new Map(), name);
  }
});

async function keptFolder() {
  const { path, [Symbol.asyncDispose]: dispose } = await freshFolder();
  const folder = join(path, "kept");
  return {
    folder,
    file: join(folder, "looks.jsonl"),
    [Symbol.asyncDispose]: dispose,
  };
}
