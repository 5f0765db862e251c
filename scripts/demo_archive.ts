/**
 * A small archive on this machine that speaks as DANDI's does, for trying out and testing what is published: it answers
 * what dandi-cli and this module ask for, keeps the bytes it is sent, and checks keys and digests. Its own, below
 * `/demo/`: what was asked, and faults to come.
 *
 * `deno run --allow-all scripts/demo_archive.ts FOLDER DANDISET…` prints its port; the key that it takes is in the
 * environment variable `DEMO_ARCHIVE_KEY`. It ends when its standard input does.
 *
 * @module
 */
import { type Archive, json, type Route } from "./archive/archive.ts";
import {
  assemble,
  blobByDigest,
  complete,
  download,
  initialize,
  putPart,
  serveBlob,
  validate,
} from "./archive/bytes.ts";
import {
  asset,
  dandiset,
  deleteAsset,
  info,
  listAssets,
  metadata,
  newAsset,
  version,
} from "./archive/dandisets.ts";

const ID = "([0-9a-f-]{36})";
const SET = "/api/dandisets/([^/]+)";

/** What is asked for, whether a key is wanted, and the answer. */
const ROUTES: readonly [string, boolean, Route][] = [
  ["GET /api/info/", false, (archive) => Response.json(info(archive))],
  ["GET /api/auth/token/?", true, () => Response.json({ token: "valid" })],
  [`GET ${SET}/`, false, (archive, [id]) => json(dandiset(archive, id!))],
  [
    `GET ${SET}/versions/draft/`,
    false,
    (archive, [id]) => json(metadata(archive, id!)),
  ],
  [
    `GET ${SET}/versions/draft/info/`,
    false,
    (archive, [id]) => json(version(archive, id!)),
  ],
  [`GET ${SET}/versions/draft/assets/`, false, listAssets],
  [`POST ${SET}/versions/draft/assets/`, true, newAsset],
  [`PUT ${SET}/versions/draft/assets/${ID}/`, true, newAsset],
  [`DELETE ${SET}/versions/draft/assets/${ID}/`, true, deleteAsset],
  [
    `GET ${SET}/versions/draft/assets/${ID}/`,
    false,
    (archive, [, id]) => json(asset(archive, id!)?.metadata),
  ],
  [
    `GET ${SET}/versions/draft/assets/${ID}/info/`,
    false,
    (archive, [, id]) => json(asset(archive, id!)),
  ],
  [
    `GET /api/assets/${ID}/`,
    false,
    (archive, [id]) => json(asset(archive, id!)?.metadata),
  ],
  [
    `GET /api/assets/${ID}/info/`,
    false,
    (archive, [id]) => json(asset(archive, id!)),
  ],
  [
    `(?:GET|HEAD) /api/assets/${ID}/download/`,
    false,
    (archive, [id]) => download(archive, id!),
  ],
  [
    `(?:GET|HEAD) ${SET}/versions/draft/assets/${ID}/download/`,
    false,
    (archive, [, id]) => download(archive, id!),
  ],
  ["POST /api/uploads/initialize/", true, initialize],
  [`POST /api/uploads/${ID}/complete/`, true, complete],
  [`POST /api/uploads/${ID}/validate/`, true, validate],
  ["POST /api/blobs/digest/", true, blobByDigest],
  [`PUT /storage/upload/${ID}/(\\d+)`, false, putPart],
  [`POST /storage/complete/${ID}`, false, assemble],
  [`(?:GET|HEAD) /storage/blob/${ID}`, false, serveBlob],
];

const [folder, ...dandisets] = Deno.args;
const key = Deno.env.get("DEMO_ARCHIVE_KEY") ?? "";
if (folder === undefined || dandisets.length === 0 || key === "") {
  console.error(
    "Cannot start the archive: wanted a folder, the ids of dandisets, and a key in DEMO_ARCHIVE_KEY",
  );
  Deno.exit(2);
}
await Deno.mkdir(folder, { recursive: true });

interface Fault {
  /** Begin of a method and path: `POST /api/uploads/`. */
  at: string;
  status: number;
  times: number;
}

const archive: Archive = {
  folder,
  key,
  origin: () => `http://127.0.0.1:${server.addr.port}`,
  assets: new Map(dandisets.map((id) => [id, new Map()])),
  blobs: new Map(),
  uploads: new Map(),
};
const asked: { method: string; path: string; status: number; bytes: number }[] =
  [];
let faults: Fault[] = [];
/** Begin of the requests that wait, and those that do. */
let holding: { at: string; skip: number } | null = null;
const waiting: (() => void)[] = [];

const server = Deno.serve(
  {
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => console.log(port),
  },
  async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/demo/")) return await demo(request, pathname);
    const body = new Uint8Array(await request.arrayBuffer());
    const { method } = request;
    if (isHeld(`${method} ${pathname}`)) {
      await new Promise<void>((goOn) => waiting.push(goOn));
    }
    const response = fault(`${method} ${pathname}`) ??
      await answer(request, pathname, body);
    const { status } = response;
    asked.push({ method, path: pathname, status, bytes: body.length });
    return response;
  },
);

// Whoever started it may be killed: nobody would end it then.
await Deno.stdin.readable.pipeTo(new WritableStream());
Deno.exit();

/** What tests and notebooks ask of the archive itself. */
async function demo(request: Request, path: string): Promise<Response> {
  if (path === "/demo/asked") return Response.json(asked);
  if (path === "/demo/forget") asked.length = 0;
  if (path === "/demo/faults") faults = await request.json();
  if (path === "/demo/held") return Response.json(waiting.length);
  if (path === "/demo/hold") {
    holding = await request.json();
    if (holding === null) { for (const goOn of waiting.splice(0)) goOn(); }
  }
  return Response.json({});
}

function isHeld(at: string): boolean {
  if (!holding || !at.startsWith(holding.at)) return false;
  return holding.skip-- <= 0;
}

function fault(at: string): Response | null {
  const found = faults.find((one) => one.times > 0 && at.startsWith(one.at));
  if (found === undefined) return null;
  found.times--;
  return Response.json({ detail: "a fault, as asked for" }, {
    status: found.status,
  });
}

async function answer(
  request: Request,
  path: string,
  body: Uint8Array,
): Promise<Response> {
  for (const [pattern, wantsKey, route] of ROUTES) {
    const match = new RegExp(`^${pattern}$`).exec(`${request.method} ${path}`);
    if (!match) continue;
    if (
      wantsKey &&
      request.headers.get("Authorization") !== `token ${archive.key}`
    ) {
      return Response.json({ detail: "Invalid token." }, { status: 401 });
    }
    return await route(archive, match.slice(1), body, request);
  }
  return Response.json({ detail: "Not found." }, { status: 404 });
}
