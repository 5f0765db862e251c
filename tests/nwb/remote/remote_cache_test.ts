import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { BLOCK } from "../../../src/nwb/remote/block_cache.ts";
import { expected, type FarFile, served } from "./far_file.ts";

Deno.test("a remote file's blocks take no more room than wanted, though the file be larger", async () => {
  await using place = await served(400_000);
  const cacheBytes = 10_000_000;
  using nwb = await place.open("plain", { cacheBytes });
  const series = nwb.series("/series");
  for (let row = 0; row < 400_000; row += 20_000) {
    const { data } = series.slice(row, row + 20_000);
    assertEquals(data, expected(row, 20_000));
    assert(sizeOf(place) <= cacheBytes * 1.1, `${sizeOf(place)} bytes`);
  }
  assert(sizeOf(place) >= cacheBytes / 2, `${sizeOf(place)} bytes`);
  // What was read last is there.
  place.forget();
  using again = await place.open("plain", { cacheBytes });
  again.series("/series").slice(395_000);
  assert(place.bytes() <= 64 * 1024, `${place.bytes()} bytes`);
});

Deno.test("blocks of many files that are open take no more room than wanted", async () => {
  await using place = await served(20_000);
  const cacheBytes = 4_000_000;
  const files = await Promise.all(
    Array.from(
      { length: 20 },
      (_, at) => place.open(`plain?${at}`, { cacheBytes }),
    ),
  );
  // 300 kB of each: less than a tenth of what all may take.
  for (const nwb of files) {
    assertEquals(nwb.series("/series").slice(0, 4500).data, expected(0, 4500));
    assert(sizeOf(place) <= cacheBytes * 1.15, `${sizeOf(place)} bytes`);
  }
  for (const nwb of files) nwb.close();
});

Deno.test("where blocks may take no room, reads are right and nothing is kept", async () => {
  await using place = await served(20_000);
  using nwb = await place.open("plain", { cacheBytes: 0 });
  assertEquals(nwb.series("/series").slice().data, expected(0, 20_000));
  assertEquals([...Deno.readDirSync(place.cache)], []);
});

Deno.test("blocks of files that were read longest ago go first", async () => {
  await using place = await served(200_000);
  using nwb = await place.open("plain");
  nwb.series("/series").slice();
  using other = await place.open("redirect", { cacheBytes: 1_000_000 });
  other.series("/series").slice(0, 10);
  assert(sizeOf(place) <= 1_000_000, `${sizeOf(place)} bytes`);
  place.forget();
  using again = await place.open("redirect");
  again.series("/series").slice(0, 10);
  assert(place.bytes() <= 20_000, `${place.bytes()} bytes`);
});

Deno.test("a block that was spoilt is fetched again", async () => {
  await using place = await served(20_000);
  using nwb = await place.open("plain");
  nwb.series("/series").slice();
  const [piece] = pieces(place);
  {
    using file = await Deno.open(piece!, { write: true });
    await file.seek(12_288 + 5 * BLOCK + 100, Deno.SeekMode.Start);
    await file.write(new Uint8Array(200).fill(7));
  }
  place.forget();
  using again = await place.open("plain");
  assertEquals(again.series("/series").slice().data, expected(0, 20_000));
  assert(place.bytes() >= BLOCK && place.bytes() <= 8 * BLOCK);
});

Deno.test("a folder that cannot be written costs the blocks, not the read, and is told once", async () => {
  await using place = await served(20_000);
  const file = `${place.path}.txt`;
  await Deno.writeTextFile(file, "no folder");
  const said: string[] = [];
  const options = {
    cacheFolder: join(file, "cache"),
    say: (text: string) => said.push(text),
  };
  for (let count = 0; count < 2; count++) {
    using nwb = await place.open("plain", options);
    assertEquals(nwb.series("/series").slice().data, expected(0, 20_000));
  }
  assertEquals(said.length, 1, said.join("\n"));
  assert(said[0]!.includes(options.cacheFolder), said[0]);
});

for (const way of ["unmarked", "weak", "fresh"]) {
  Deno.test(`blocks are not read for another state of a file on a server whose marks are ${way}`, async () => {
    await using place = await served(20_000);
    {
      using nwb = await place.open(way);
      assertEquals(nwb.series("/series").slice().data, expected(0, 20_000));
      place.forget();
      nwb.series("/series").slice();
      assertEquals(place.bytes(), 0);
    }
    assertEquals(pieces(place), []);
    await place.ask("change");
    using again = await place.open(way);
    const { data } = again.series("/series").slice();
    assert(
      (data as Int16Array).some((value, at) => value !== at % 32_003),
      "stale blocks",
    );
  });
}

Deno.test("a time of change long ago marks a state, too", async () => {
  await using place = await served(20_000);
  {
    using nwb = await place.open("dated");
    nwb.series("/series").slice();
  }
  place.forget();
  using again = await place.open("dated");
  assertEquals(again.series("/series").slice().data, expected(0, 20_000));
  assert(place.bytes() <= 20_000, `${place.bytes()} bytes`);
});

Deno.test("processes share their blocks, also while both of them read", async () => {
  await using place = await served(100_000);
  const [one, two] = await Promise.all([
    sumElsewhere(place),
    sumElsewhere(place),
  ]);
  const sum = expected(0, 100_000).reduce((all, value) => all + value, 0);
  assertEquals([one, two], [sum, sum]);
  place.forget();
  using nwb = await place.open("plain");
  assertEquals(nwb.series("/series").slice().data, expected(0, 100_000));
  assert(place.bytes() <= 20_000, `${place.bytes()} bytes`);
});

/** Reads the file in a process of its own; gives the sum of its values. */
async function sumElsewhere({ url, cache }: FarFile): Promise<number> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--allow-all",
      join(import.meta.dirname!, "remote_reader.ts"),
      `${url}/plain`,
      cache,
    ],
  }).output();
  const text = new TextDecoder();
  assert(success, text.decode(stderr));
  return Number(text.decode(stdout));
}

function pieces({ cache }: FarFile): string[] {
  return [...Deno.readDirSync(cache)].flatMap(({ name }) =>
    [...Deno.readDirSync(join(cache, name))].map((piece) =>
      join(cache, name, piece.name)
    )
  );
}

function sizeOf(place: FarFile): number {
  return pieces(place).reduce(
    (sum, path) => sum + (Deno.statSync(path).blocks ?? 0) * 512,
    0,
  );
}
