/**
 * Serves one file in ranges, in the ways that servers do and in some that they should not; a program of its own, since
 * whoever reads waits without doing anything else. The first part of the path says how.
 *
 * @module
 */
const [path] = Deno.args;
let bytes = await Deno.readFile(path!);
let etag = '"1"';
const STARTED = new Date().toUTCString();
let failures = 0;
let requests = 0;
let ranges = 0;
let sent = 0;
/** What signed addresses must hold. */
let signature = 1;

const other = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: () => {} },
  (request) => {
    const signed = new URL(request.url).searchParams.get("signature");
    if (signed === null || signed === String(signature)) {
      return serveRange(request);
    }
    return new Response("Request has expired", { status: 403 });
  },
);

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(port),
}, async (request) => {
  const { pathname, searchParams } = new URL(request.url);
  const way = pathname.slice(1);
  if (way === "stats") return Response.json({ requests, ranges, sent });
  if (way === "reset") {
    [requests, ranges, sent] = [0, 0, 0];
    failures = Number(searchParams.get("failures") ?? 0);
    return new Response("ok");
  }
  if (way === "change") {
    bytes = bytes.slice(0);
    bytes.fill(1, bytes.length >> 1, (bytes.length >> 1) + 1000);
    etag = '"2"';
    return new Response("ok");
  }
  if (way === "expire") {
    signature++;
    return new Response("ok");
  }
  requests++;
  const elsewhere = {
    redirect: "",
    signed: `?signature=${signature}`,
    long: `?${"x".repeat(9000)}`,
  }[way];
  if (elsewhere !== undefined) {
    const Location = `http://localhost:${other.addr.port}/${elsewhere}`;
    return new Response(null, { status: 302, headers: { Location } });
  }
  if (way === "slow") await new Promise((done) => setTimeout(done, 30_000));
  if (way === "whole") return new Response(bytes);
  if (way === "round") {
    return new Response(null, { status: 302, headers: { Location: "/round" } });
  }
  if (way === "garbage") bytes = bytes.map(() => 7);
  if (way === "missing") return new Response("no", { status: 404 });
  if (failures > 0) {
    failures--;
    const later = /^later(\d+)$/.exec(way)?.[1];
    if (later !== undefined) {
      return new Response("later", {
        status: 429,
        headers: { "Retry-After": later },
      });
    }
    if (way === "busy") return new Response("later", { status: 503 });
    if (way === "cut") return serveRange(request, way, "cut");
    if (way === "wrong") return serveRange(request, way, "wrong");
  }
  return serveRange(request, way);
});

function serveRange(request: Request, way = "", fault = ""): Response {
  const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("Range") ?? "");
  if (!match) return new Response("no range", { status: 400 });
  const from = Number(match[1]);
  const to = Math.min(Number(match[2]) + 1, bytes.length);
  const shift = fault === "wrong" ? 7 : 0;
  const headers = {
    "Content-Range": `bytes ${from + shift}-${to - 1 + shift}/${bytes.length}`,
    "Content-Length": String(to - from),
    ...marks(way),
  };
  const part = bytes.slice(from, to);
  ranges++;
  sent += part.length;
  if (way === "drip") return dripped(part, headers);
  if (fault !== "cut") return new Response(part, { status: 206, headers });
  const half = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(part.subarray(0, part.length >> 1));
      setTimeout(() => controller.error("cut off"), 20);
    },
  });
  return new Response(half, { status: 206, headers });
}

/** Ten pieces, one after another: all of it takes longer than a reader may wait for one. */
function dripped(part: Uint8Array, headers: HeadersInit): Response {
  const length = Math.ceil(part.length / 10);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (part.length > 100_000) await new Promise((r) => setTimeout(r, 150));
      controller.enqueue(part.slice(at, at += length));
      if (at >= part.length) controller.close();
    },
  });
  return new Response(body, { status: 206, headers });
}

/** What tells that the file is the same; some servers say less, and some only what is true for a while. */
function marks(way: string): Record<string, string> {
  switch (way) {
    case "unmarked":
      return {};
    case "weak":
      return { ETag: 'W/"1"' };
    case "dated":
      return { "Last-Modified": "Wed, 01 Jan 2020 00:00:00 GMT" };
    case "fresh":
      return { "Last-Modified": STARTED };
    default:
      return { ETag: etag };
  }
}
