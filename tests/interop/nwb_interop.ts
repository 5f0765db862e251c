import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { PROJECT } from "../../scripts/setup/project.ts";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import { demoFiles } from "../../src/demo/files.ts";
import { DEMO_FILES } from "../../src/demo/session.ts";
import { type NwbFile, openNwb } from "../../src/nwb/file.ts";
import { isSeries, isTable } from "../../src/nwb/object.ts";
import type { Values } from "../../src/nwb/hdf5/values.ts";
import { freshFolder } from "../nwb/folder.ts";

Deno.test("NwbFile finds what pynwb finds, with equal data, in files of pynwb's", async () => {
  await using folder = await freshFolder();
  await python("make_nwb.py", [folder.path]);
  const paths = ["everything.nwb", "linking.nwb", "tables.nwb", "first.nwb"]
    .map((name) => join(folder.path, name));
  const counts = await assertEqualObjects(paths);
  assertEquals(counts, [105, 5, 53, 4]);
});

Deno.test("NwbFile finds what pynwb finds, with equal data, in the demo's files", async () => {
  await using folder = await freshFolder();
  const paths: string[] = [];
  for (const [name, bytes] of Object.entries(await demoFiles())) {
    const path = join(
      folder.path,
      DEMO_FILES[name as keyof typeof DEMO_FILES].split("/").at(-1)!,
    );
    await Deno.writeFile(path, bytes);
    paths.push(path);
  }
  const counts = await assertEqualObjects(paths);
  assert(counts.every((count) => count > 5), String(counts));
});

const FIXTURE = join(PROJECT, "..", "shared", "fixtures", "minirec", "files");

Deno.test({
  name: "NwbFile finds what pynwb finds, with equal data, in Spyglass' files",
  ignore: !isThere(FIXTURE),
  async fn() {
    const analysis = join(FIXTURE, "analysis", "minirec20230622");
    const counts = await assertEqualObjects([
      join(FIXTURE, "raw", "minirec20230622.nwb"),
      join(FIXTURE, "raw", "minirec20230622_.nwb"),
      join(analysis, "minirec20230622_A424BBS6EX.nwb"),
      join(analysis, "minirec20230622_MOIX3AFADS.nwb"),
    ]);
    assertEquals(counts, [87, 87, 69, 66]);
  },
});

type Facts = Record<string, unknown>;

/** Compares each object of each file; gives the number of objects of each. */
async function assertEqualObjects(paths: string[]): Promise<number[]> {
  const byPython = JSON.parse(await python("describe_nwb.py", paths)) as Record<
    string,
    Record<string, Facts>
  >;
  const counts: number[] = [];
  for (const path of paths) {
    using nwb = await openNwb(path);
    const expected = byPython[path]!;
    for (const [id, facts] of Object.entries(expected)) {
      const found = factsOf(nwb, id);
      if (facts.path === null) found.path = null;
      assertEquals(found, facts, `${path} ${id} ${facts.path}`);
    }
    assertEquals(
      [...nwb.objects().keys()].sort(),
      Object.keys(expected).sort(),
      path,
    );
    counts.push(Object.keys(expected).length);
  }
  return counts;
}

function factsOf(nwb: NwbFile, id: string): Facts {
  const path = nwb.objects().get(id)!;
  const object = nwb.get(id);
  const facts: Facts = { type: object.neurodata_type, path };
  if (isSeries(object)) return { ...facts, series: seriesFacts(nwb, id) };
  if (isTable(object)) {
    const { rows, columns } = nwb.table(id);
    const plainColumns = Object.entries(columns)
      .map(([name, values]) => [name, plain(values)]);
    return { ...facts, table: { rows, ...Object.fromEntries(plainColumns) } };
  }
  return isDataset(nwb, path)
    ? { ...facts, values: nestedValues(nwb.read(path)) }
    : facts;
}

function seriesFacts(nwb: NwbFile, id: string): Facts {
  const series = nwb.series(id);
  const all = series.slice();
  return {
    unit: series.unit,
    conversion: series.conversion,
    offset: series.offset,
    rate: series.rate,
    start: series.startingTime,
    data: nestedValues(all),
    times: series.rate === null
      ? nestedValues({ shape: [all.timestamps.length], data: all.timestamps })
      : null,
    ...(series.channelConversion === null ? {} : {
      inUnit: nestedValues({ shape: all.shape, data: series.inUnit(all) }),
    }),
  };
}

function isDataset(nwb: NwbFile, path: string): boolean {
  try {
    nwb.slice(path, 0, 0);
    return true;
  } catch {
    return false;
  }
}

const MOST = 4000;

/** Many numbers as the digest of their doubles. */
function nestedValues({ shape, data }: Values): unknown {
  if (ArrayBuffer.isView(data) && data.length > MOST) {
    const doubles = Float64Array.from(data as ArrayLike<number>, Number);
    const sha256 = createHash("sha256")
      .update(new Uint8Array(doubles.buffer)).digest("hex");
    return { sha256, shape };
  }
  const nest = (at: number, shape: readonly number[]): unknown => {
    const [length, ...rest] = shape;
    if (length === undefined) return plain(data[at]);
    const size = rest.reduce((product, count) => product * count, 1);
    return Array.from({ length }, (_, row) => nest(at + row * size, rest));
  };
  return nest(0, shape);
}

function plain(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) {
    return String(value);
  }
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : `${value}n`;
  }
  if (typeof value === "string" && value.startsWith("/")) {
    return { object: value };
  }
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return Array.from(value as unknown[], plain);
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, plain(one)]),
  );
}

async function python(script: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(
    await setUpPython("dandi"),
    {
      args: [
        "-W",
        "ignore",
        join(PROJECT, "tests", "interop", script),
        ...args,
      ],
      stderr: "piped",
    },
  ).output();
  const text = new TextDecoder();
  assert(success, text.decode(stderr));
  return text.decode(stdout);
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
