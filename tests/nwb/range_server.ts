/**
 * Serves one file in ranges, in the ways that servers do and in some that they should not; a program of its own, since
 * whoever reads waits without doing anything else. The first part of the path says how.
 *
 * @module
 */
const [path] = Deno.args;
let bytes = await Deno.readFile(path!);
let etag = '"1"';
let failures = 0;
let requests = 0;
let sent = 0;

const other = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: () => {} },
  serveRange,
);

Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(port),
}, async (request) => {
  const { pathname, searchParams } = new URL(request.url);
  const way = pathname.slice(1);
  if (way === "stats") return Response.json({ requests, sent });
  if (way === "reset") {
    [requests, sent] = [0, 0];
    failures = Number(searchParams.get("failures") ?? 0);
    return new Response("ok");
  }
  if (way === "change") {
    bytes = bytes.slice(0);
    etag = '"2"';
    return new Response("ok");
  }
  requests++;
  if (way === "redirect") {
    const place = `http://localhost:${other.addr.port}/`;
    return new Response(null, { status: 302, headers: { Location: place } });
  }
  if (way === "slow") await new Promise((done) => setTimeout(done, 30_000));
  if (way === "whole") return new Response(bytes);
  if (way === "missing") return new Response("no", { status: 404 });
  if (failures > 0) {
    failures--;
    if (way === "busy") return new Response("later", { status: 503 });
    if (way === "cut") return serveRange(request, "cut");
    if (way === "wrong") return serveRange(request, "wrong");
  }
  return serveRange(request);
});

function serveRange(request: Request, fault?: unknown): Response {
  const match = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("Range") ?? "");
  if (!match) return new Response("no range", { status: 400 });
  const from = Number(match[1]);
  const to = Math.min(Number(match[2]) + 1, bytes.length);
  const shift = fault === "wrong" ? 7 : 0;
  const headers = {
    "Content-Range": `bytes ${from + shift}-${to - 1 + shift}/${bytes.length}`,
    "Content-Length": String(to - from),
    ETag: etag,
  };
  const part = bytes.slice(from, to);
  sent += part.length;
  if (fault !== "cut") return new Response(part, { status: 206, headers });
  const half = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(part.subarray(0, part.length >> 1));
      setTimeout(() => controller.error("cut off"), 20);
    },
  });
  return new Response(half, { status: 206, headers });
}
