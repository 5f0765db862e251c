import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { NwbError } from "../../../src/errors.ts";
import { openNwb, openRemoteNwb } from "../../../src/nwb/file.ts";
import { BLOCK } from "../../../src/nwb/remote/block_cache.ts";
import {
  endRangeThread,
  rangeThread,
} from "../../../src/nwb/remote/range_thread.ts";
import { CHANNELS, expected, served } from "./far_file.ts";
import { freshFolder } from "../folder.ts";

/** 100 MB. */
const ROWS = 1_638_400;

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

Deno.test("openRemoteNwb() waits for a server that is slow, and right", async () => {
  await using place = await served(20_000);
  using nwb = await place.open("drip", { timeout: 700, tries: 1 });
  const began = Date.now();
  assertEquals(nwb.series("/series").slice().data, expected(0, 20_000));
  assert(Date.now() - began > 1000, `${Date.now() - began} ms`);
});

Deno.test("openRemoteNwb() says once that a server marks no state of its files", async () => {
  await using place = await served(100);
  const told: string[] = [];
  const say = (text: string) => told.push(text);
  using _marked = await place.open("plain", { say });
  assertEquals(told, []);
  using _one = await place.open("unmarked", { say });
  using _two = await place.open("unmarked", { say });
  assertEquals(told.length, 1);
  assert(/gives no mark.*far.nwb/.test(told[0]!), told[0]);
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

Deno.test("openRemoteNwb() waits as long as a busy server asks, and says so", async () => {
  await using place = await served(20_000);
  const said: string[] = [];
  using nwb = await place.open("later2", {
    tries: 2,
    say: (text: string) => said.push(text),
  });
  const series = nwb.series("/series");
  await place.reset(1);
  const began = performance.now();
  assertEquals(series.slice().data, expected(0, 20_000));
  const took = performance.now() - began;
  assert(took >= 2000, `${took} ms`);
  assertEquals(said.length, 1);
  assert(/is busy, streaming far.nwb.* 2 s/.test(said[0]!), said[0]);
});

Deno.test("openRemoteNwb() does not wait for an hour", async () => {
  await using place = await served(20_000);
  using nwb = await place.open("later3600");
  const series = nwb.series("/series");
  await place.reset(1);
  const error = assertThrows(() => series.slice(), NwbError);
  assert(
    /status 429, and asks to be left alone for 3600 s/.test(error.message),
    error.message,
  );
  assertEquals(series.slice().data, expected(0, 20_000));
});

Deno.test("openRemoteNwb() says what is wrong with a server", async () => {
  await using place = await served(100);
  const cases: [string, RegExp][] = [
    ["missing", /status 404/],
    ["whole", /does not serve ranges/],
    ["slow", /did not answer in time|sent nothing for/],
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

Deno.test("openRemoteNwb() asks for the way again when the address that it led to has expired", async () => {
  await using place = await served(20_000);
  using nwb = await place.open("signed", { tries: 1 });
  const series = nwb.series("/series");
  assertEquals(series.slice(0, 100).data, expected(0, 100));
  assertEquals((await place.stats()).requests, 1);
  await place.ask("expire");
  assertEquals(series.slice(15_000).data, expected(15_000, 5000));
  assertEquals((await place.stats()).requests, 2);
  // The new address is remembered like the first one.
  assertEquals(series.slice(8000, 9000).data, expected(8000, 1000));
  assertEquals((await place.stats()).requests, 2);
});

Deno.test("openRemoteNwb() reads through a redirect to a very long address", async () => {
  await using place = await served(5000);
  using nwb = await place.open("long");
  assertEquals(nwb.series("/series").slice().data, expected(0, 5000));
});

Deno.test("openRemoteNwb() reads on when the thread that fetches has died", async () => {
  await using place = await served(20_000);
  using nwb = await place.open("plain");
  const series = nwb.series("/series");
  await rangeThread().terminate();
  assertEquals(series.slice(0, 5000).data, expected(0, 5000));
  // Now it dies while it is waited for, when no event can say so.
  rangeThread().postMessage(null);
  assertEquals(series.slice(15_000).data, expected(15_000, 5000));
});

Deno.test("openRemoteNwb() takes no file for another one of the same name", async () => {
  await using one = await served(100);
  await using two = await served(200);
  using first = await one.open("plain");
  using second = await two.open("plain");
  const id = [...first.objects().keys()][0]!;
  const other = [...second.objects().keys()][0]!;
  assert(id !== other);
  assertEquals(second.get(other).path, "/series");
  assert(!second.has(id));
});

Deno.test("openRemoteNwb() reads ahead of sequential reads, and of no others", async () => {
  await using place = await served(100_000);
  using nwb = await place.open("plain");
  const series = nwb.series("/series");
  series.slice(0, 1);
  await place.reset(0);
  // Little at a time: 16 KiB of 64 bytes each.
  for (let row = 20_000; row < 60_000; row += 256) series.slice(row, row + 256);
  const sequential = await place.stats();
  assert(sequential.ranges <= 20, `${sequential.ranges} requests`);
  assert(sequential.sent <= 40_000 * 64 + 48 * BLOCK, `${sequential.sent}`);
  await place.reset(0);
  for (const row of [90_000, 70_000, 80_000]) series.slice(row, row + 16);
  const scattered = await place.stats();
  // The library reads 64 KiB at a time.
  assert(scattered.sent <= 3 * 10 * BLOCK, `${scattered.sent} bytes`);
});

Deno.test("openRemoteNwb() says that a server redirects without end, and asks it once", async () => {
  await using place = await served(10);
  const error = await assertRejects(() => place.open("round"), NwbError);
  assert(error.message.includes("redirects without end"), error.message);
  assert((await place.stats()).requests < 30);
});

Deno.test("openRemoteNwb() says that what a server has is no HDF5 file", async () => {
  await using place = await served(10);
  const error = await assertRejects(() => place.open("garbage"), NwbError);
  assert(
    error.message.includes("found a file that HDF5 refuses"),
    error.message,
  );
});
