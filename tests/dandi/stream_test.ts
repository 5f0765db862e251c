import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Session } from "../../src/connection/session.ts";
import { findPublished } from "../../src/dandi/stream.ts";
import { NwbError } from "../../src/errors.ts";

Deno.test("findPublished() waits as long as a busy archive asks, and says so", async () => {
  await using archive = busyArchive("2");
  const began = performance.now();
  const found = await archive.find();
  assert(performance.now() - began >= 2000);
  assert(found?.remote.url.endsWith("/assets/7/download/"));
  assertEquals(archive.said.length, 1);
  assert(/is busy, asked for a.nwb.* 2 s/.test(archive.said[0]!));
});

Deno.test("findPublished() does not wait for an hour", async () => {
  await using archive = busyArchive("3600");
  const error = await assertRejects(() => archive.find(), NwbError);
  assert(
    /status 503, and asks to be left alone for 3600 s/.test(error.message),
    error.message,
  );
});

/** An archive that is busy when it is asked first. */
function busyArchive(seconds: string) {
  let isBusy = true;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => {
      if (!isBusy) {
        const asset = { asset_id: "7", path: "sub-1/a.nwb", size: 1 };
        return Response.json({ results: [asset] });
      }
      isBusy = false;
      return new Response("later", {
        status: 503,
        headers: { "Retry-After": seconds },
      });
    },
  );
  const said: string[] = [];
  const instance = `http://127.0.0.1:${server.addr.port}/api`;
  // What the database knows of the file, and nothing else.
  const session = {
    texts: () => Promise.resolve([["000123", "sub-1/a.nwb", instance]]),
  } as unknown as Session;
  const context = {
    session,
    catalog: { tables: new Map() } as never,
    stores: {},
    say: (text: string) => said.push(text),
  };
  return {
    said,
    find: () => findPublished(context, "a.nwb", null),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
