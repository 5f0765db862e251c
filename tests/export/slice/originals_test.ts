import { assert, assertEquals, assertRejects } from "@std/assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CancelledError } from "../../../src/errors.ts";
import { Progress } from "../../../src/export/progress.ts";
import { readLooks, writeLooks } from "../../../src/export/slice/kept_looks.ts";
import {
  lookAt,
  lookEarly,
  noFiles,
  originals,
  originalsOf,
} from "../../../src/export/slice/originals.ts";
import { freshFolder, write } from "../../nwb/folder.ts";

Deno.test("originals() gives what a file stands for now, however often it was asked", async () => {
  await using folder = await freshFolder();
  const original = await write(folder.path, "o.nwb", (file) => {
    file.create_dataset({ name: "data", data: [1, 2, 3] });
    file.create_group("units");
  });
  const link = (name: string, more: string[] = []) =>
    write(folder.path, name, (file) => {
      file.create_group("linked");
      file.create_external_link("o.nwb", "/data", "data");
      for (const own of more) file.create_group(own);
    });
  const plain = join(folder.path, "notes.txt");
  await Deno.writeTextFile(plain, "no HDF5 file");
  for (let i = 0; i < 2; i++) {
    assertEquals(await originals(plain), [plain]);
    assertEquals(await originals(original), [original]);
  }

  const copy = await link("copy.nwb");
  await write(folder.path, "o.nwb", (file) => {
    file.create_dataset({ name: "data", data: [1, 2, 3] });
    file.create_group("linked");
  });
  for (let i = 0; i < 2; i++) assertEquals(await originals(copy), [original]);

  // The copy has something of its own now.
  await link("copy.nwb", ["scratch"]);
  for (let i = 0; i < 2; i++) {
    assertEquals(await originals(copy), [copy, original]);
  }

  // The original has that, too: again the copy has nothing of its own.
  await write(folder.path, "o.nwb", (file) => {
    file.create_dataset({ name: "data", data: [1, 2, 3] });
    for (const name of ["linked", "scratch"]) file.create_group(name);
  });
  assertEquals(await originals(copy), [original]);

  await Deno.remove(original);
  assertEquals(await originals(copy), [copy, original]);
});

Deno.test("lookEarly() looks at files before they are named, and gives none that is not", async () => {
  await using folder = await freshFolder();
  using _ = dataIn(join(folder.path, "data"));
  // So many are looked at one after the other.
  const paths = Array.from(
    { length: 100 },
    (_, at) => join(folder.path, `file${at}.txt`),
  );
  for (const path of paths) await Deno.writeTextFile(path, path);
  const [copy] = await Promise.all([
    write(folder.path, "copy.nwb", (file) => {
      file.create_external_link("o.nwb", "/data", "data");
    }),
    write(folder.path, "o.nwb", (file) => {
      file.create_dataset({ name: "data", data: [1, 2, 3] });
    }),
  ]);
  const original = join(folder.path, "o.nwb");
  assertEquals(await originals(copy), [original]);
  await write(folder.path, "copy.nwb", (file) => {
    file.create_group("own");
    file.create_external_link("o.nwb", "/data", "data");
  });

  const files = noFiles();
  const gone = join(folder.path, "gone.nwb");
  const { signal } = new AbortController();
  await lookEarly([copy, gone, ...paths], files, signal);
  assertEquals(files.infos.get(paths[99]!)!.size, paths[99]!.length);
  assertEquals(await originalsOf(files), []);
  await lookAt([copy, gone, paths[0]!], files);
  assertEquals(await originalsOf(files), [[copy, original], [paths[0]!]]);

  const stopped = noFiles();
  await lookEarly(paths, stopped, AbortSignal.abort());
  assertEquals(stopped.infos.size, 0);
});

Deno.test("originals() knows a copy by its name once its original was published and is gone", async () => {
  await using folder = await freshFolder();
  const link = (name: string, targets: string[]) =>
    write(folder.path, name, (file) => {
      for (const target of targets) {
        file.create_external_link(target, "/data", target);
      }
    });
  const at = (name: string) => join(folder.path, name);
  const copy = await link("o_.nwb", ["o.nwb"]);
  const others: [string, string[]][] = [
    ["p.nwb", ["o.nwb"]],
    ["q_.nwb", ["o.nwb", "q.nwb"]],
  ];
  assertEquals(await originals(copy), [at("o.nwb")]);
  for (const [name, targets] of others) {
    const path = await link(name, targets);
    assertEquals(await originals(path), [path, ...targets.map(at)]);
  }
  // One that is there, and damaged, is not taken for gone.
  await Deno.writeTextFile(at("o.nwb"), "x");
  assertEquals(await originals(copy), [copy, at("o.nwb")]);
});

Deno.test("originalsOf() says how far it is, and stops when told to", async () => {
  await using folder = await freshFolder();
  using _ = dataIn(join(folder.path, "data"));
  const paths = await plainFiles(folder.path, 40);
  const lines: string[] = [];
  const stop = new AbortController();
  const progress = new Progress("look", {
    every: 0,
    onProgress: (line) => {
      lines.push(line);
      stop.abort();
    },
    signal: stop.signal,
  });
  await assertRejects(
    async () => await originalsOf(await lookAt(paths), progress),
    CancelledError,
  );
  assertEquals(lines, ["Looking for links to other files: 0 of 40 files"]);
});

Deno.test("originalsOf() keeps nothing of files that changed a moment ago, and writes only what is new", async () => {
  await using folder = await freshFolder();
  const data = join(folder.path, "data");
  using _ = dataIn(data);
  const [path] = await plainFiles(folder.path, 1);
  const kept = join(data, "file-looks");
  await originalsOf(await lookAt([path!]), undefined, { worth: 0 });
  assertEquals([...await readLooks(kept)], []);
  // Nothing new was seen: nothing is written.
  await Deno.remove(kept, { recursive: true });
  await originalsOf(await lookAt([path!]), undefined, { worth: 0 });
  assert(!existsSync(kept));
});

Deno.test("originalsOf() believes what an earlier process saw, unless the file is another one now", async () => {
  await using folder = await freshFolder();
  using _ = dataIn(join(folder.path, "data"));
  const [same, other] = await plainFiles(folder.path, 2);
  const look = async (path: string) => {
    const { dev, ino, size, mtime, ctime } = await Deno.stat(path);
    const stamp = [dev, ino, size, Number(mtime), Number(ctime)].join(":");
    const targets = ["/seen.nwb"];
    return [path, {
      targets,
      isOnlyLinks: true,
      stamp: `${stamp} none`,
      changed: 1,
    }] as const;
  };
  const looks = new Map([await look(same!), await look(other!)]);
  await writeLooks(join(folder.path, "data", "file-looks"), looks);
  await Deno.utime(other!, 5, 5);
  assertEquals(await originalsOf(await lookAt([same!, other!])), [[
    "/seen.nwb",
  ], [other!]]);
});

function plainFiles(folder: string, count: number): Promise<string[]> {
  return Promise.all(
    Array.from(
      { length: count },
      (_, i) =>
        write(folder, `plain${i}.nwb`, (file) => {
          file.create_group("units");
        }),
    ),
  );
}

/** The user's folder for data, until the end of a test. */
function dataIn(folder: string): Disposable {
  const before = Deno.env.get("SPYGLASS_DATA_DIR");
  Deno.env.set("SPYGLASS_DATA_DIR", folder);
  return {
    [Symbol.dispose]() {
      if (before === undefined) Deno.env.delete("SPYGLASS_DATA_DIR");
      else Deno.env.set("SPYGLASS_DATA_DIR", before);
    },
  };
}
