import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { NwbError } from "../../src/errors.ts";
import { type NwbFile, openNwb, openRemoteNwb } from "../../src/nwb/file.ts";
import { endRangeThread } from "../../src/nwb/range_thread.ts";
import { freshFolder, write } from "./folder.ts";

/** 100 MB, as samples of 32 channels. */
const ROWS = 1_638_400;
const CHANNELS = 32;

Deno.test("openRemoteNwb() fetches of 100 MB little more than what is read", async () => {
  await using place = await served(ROWS);
  using nwb = await place.open("plain");
  assertEquals(nwb.get("/series").attributes.description, "far away");
  assert(place.bytes() <= 128 * 1024, `${place.bytes()} bytes`);
  place.forget();
  const rows = 2 ** 20 / 2 / CHANNELS;
  const middle = nwb.series("/series").slice(ROWS / 2, ROWS / 2 + rows);
  assertEquals(middle.data.length, 2 ** 20 / 2);
  assertEquals(middle.data, expected(ROWS / 2, rows));
  assert(place.bytes() <= 1.5 * 2 ** 20, `${place.bytes()} bytes`);
  assert(place.bytes() >= 2 ** 20 * 0.9);
  // The same again costs nothing, in this file and in another reader's.
  place.forget();
  nwb.series("/series").slice(ROWS / 2, ROWS / 2 + rows);
  assertEquals(place.bytes(), 0);
  using again = await place.open("plain");
  assertEquals(
    again.series("/series").slice(ROWS / 2, ROWS / 2 + rows).data,
    middle.data,
  );
  assert(place.bytes() <= 20_000, `${place.bytes()} bytes`);
});

Deno.test("openRemoteNwb() reads the same as openNwb(), through redirects to another host", async () => {
  await using place = await served(5000);
  using local = await openNwb(place.path);
  using nwb = await place.open("redirect");
  assertEquals(nwb.objects(), local.objects());
  assertEquals(nwb.read("/series/data"), local.read("/series/data"));
  assertEquals(nwb.read("/texts"), local.read("/texts"));
  // The way is asked for once.
  assertEquals((await place.stats()).requests, 1);
});

for (const way of ["busy", "cut", "wrong"]) {
  Deno.test(`openRemoteNwb() reads on when the server is ${way} for a while`, async () => {
    await using place = await served(20_000);
    using nwb = await place.open(way);
    await place.reset(2);
    assertEquals(nwb.series("/series").slice().data, expected(0, 20_000));
  });

  Deno.test(`openRemoteNwb() says when the server stays ${way}, and reads on later`, async () => {
    await using place = await served(20_000);
    using nwb = await place.open(way, { tries: 2 });
    const series = nwb.series("/series");
    await place.reset(1000);
    const error = assertThrows(() => series.slice(), NwbError);
    assert(error.message.includes("Cannot read far.nwb from 127.0.0.1"));
    assert(
      /503|cut off|bytes 7|gave the bytes|cannot be reached|error/.test(
        error.message,
      ),
      error.message,
    );
    await place.reset(0);
    assertEquals(series.slice().data, expected(0, 20_000));
  });
}

Deno.test("openRemoteNwb() says what is wrong with a server", async () => {
  await using place = await served(100);
  const cases: [string, RegExp][] = [
    ["missing", /status 404/],
    ["whole", /does not serve ranges/],
    ["slow", /did not answer in time|no end within/],
  ];
  for (const [way, message] of cases) {
    const error = await assertRejects(
      () =>
        place.open(way, {
          ...(way === "slow" ? { timeout: 300 } : {}),
          tries: 2,
        }),
      NwbError,
    );
    assert(message.test(error.message), error.message);
  }
});

Deno.test("openRemoteNwb() says when there is nobody", async () => {
  await using folder = await freshFolder();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const error = await assertRejects(
    () =>
      openRemoteNwb({
        url: `http://127.0.0.1:${port}/a`,
        label: "far.nwb",
        cacheFolder: folder.path,
        tries: 2,
      }),
    NwbError,
  );
  assert(error.message.includes("cannot be reached"), error.message);
  await endRangeThread();
});

Deno.test("openRemoteNwb() notices that the file was changed on the server", async () => {
  await using place = await served(50_000);
  using nwb = await place.open("plain");
  const series = nwb.series("/series");
  series.slice(0, 10);
  await fetch(`${place.url}/change`).then((response) => response.text());
  const error = assertThrows(() => series.slice(40_000), NwbError);
  assert(error.message.includes("was changed on the server"), error.message);
});

Deno.test("openRemoteNwb() keeps no more blocks than wanted, and finds those that were spoilt", async () => {
  await using place = await served(200_000);
  using nwb = await place.open("plain");
  const all = nwb.series("/series").slice();
  const blocks: string[] = [];
  for (const { name } of Deno.readDirSync(place.cache)) {
    blocks.push(join(place.cache, name, "blocks"));
  }
  assertEquals(blocks.length, 1);
  {
    using file = await Deno.open(blocks[0]!, { write: true });
    await file.seek(5 * 16384 + 100, Deno.SeekMode.Start);
    await file.write(new Uint8Array(200).fill(7));
  }
  using again = await place.open("plain");
  assertEquals(again.series("/series").slice().data, all.data);
  using other = await place.open("redirect", { cacheBytes: 1_000_000 });
  other.series("/series").slice(0, 10);
  assertEquals([...Deno.readDirSync(place.cache)].length, 1);
});

interface Place extends AsyncDisposable {
  readonly path: string;
  readonly cache: string;
  readonly url: string;
  open(way: string, options?: object): Promise<NwbFile>;
  bytes(): number;
  forget(): void;
  reset(failures: number): Promise<void>;
  stats(): Promise<{ requests: number; sent: number }>;
}

function expected(from: number, rows: number): Int16Array {
  return Int16Array.from(
    { length: rows * CHANNELS },
    (_, at) => (from * CHANNELS + at) % 32_003,
  );
}

/** A file, a server of it, and a folder for blocks. */
async function served(rows: number): Promise<Place> {
  const folder = await freshFolder();
  const path = await write(folder.path, "far.nwb", (file) => {
    const group = file.create_group("series");
    group.create_attribute("description", "far away", [], "S");
    group.create_attribute("object_id", crypto.randomUUID(), [], "S");
    const data = group.create_dataset({
      name: "data",
      data: expected(0, rows),
      shape: [rows, CHANNELS],
    });
    data.create_attribute("unit", "volts", [], "S");
    const start = group.create_dataset({
      name: "starting_time",
      data: Float64Array.of(0),
      shape: [],
    });
    start.create_attribute("rate", 1000, [], "<d");
    file.create_dataset({ name: "texts", data: ["a", "ü"], dtype: "S" });
  });
  const server = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-check",
      "--allow-read",
      "--allow-net",
      join(import.meta.dirname!, "range_server.ts"),
      path,
    ],
    stdout: "piped",
  }).spawn();
  const reader = server.stdout.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  const url = `http://127.0.0.1:${
    Number(new TextDecoder().decode(value).trim())
  }`;
  const cache = join(folder.path, "cache");
  let transferred = 0;
  return {
    path,
    cache,
    url,
    open: (way, options = {}) =>
      openRemoteNwb({
        url: `${url}/${way}`,
        label: "far.nwb",
        cacheFolder: cache,
        onTransfer: (bytes) => transferred += bytes,
        ...options,
      }),
    bytes: () => transferred,
    forget: () => transferred = 0,
    reset: async (failures) => {
      await fetch(`${url}/reset?failures=${failures}`).then((r) => r.text());
    },
    stats: () => fetch(`${url}/stats`).then((response) => response.json()),
    [Symbol.asyncDispose]: async () => {
      server.kill("SIGKILL");
      await server.stdout.cancel();
      await server.status;
      await endRangeThread();
      await folder[Symbol.asyncDispose]();
    },
  };
}
