import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { enginePython } from "../../src/dandi/engine_python.ts";
import { ExportError } from "../../src/errors.ts";

Deno.test("enginePython() installs dandi-cli where there is none, and finds it afterwards", async () => {
  await using place = await packages();
  const own = join(place.folder, "own environment");
  const places = [join(place.folder, "none"), own];
  const said: string[] = [];
  const say = (text: string) => said.push(text);

  const error = await assertRejects(
    () => enginePython(say, places),
    ExportError,
  );
  assert(
    /Cannot install dandi-cli: .*dandi/.test(error.message),
    error.message,
  );
  assert(error.message.includes("SPYGLASS_DANDI_PYTHON"), error.message);

  // What the first try left does no harm.
  await place.provide("dandi", "0.81.0");
  await place.provide("hdf5plugin", "7.1.0");
  const python = await enginePython(say, places);
  assertEquals(python, join(own, "bin", "python"));
  assertEquals(said.length, 2);
  assert(said[1]!.includes(own), said[1]);

  assertEquals(await enginePython(say, places), python);
  assertEquals(said.length, 2);

  Deno.env.set("SPYGLASS_DANDI_PYTHON", python);
  assertEquals(await enginePython(say, []), python);
  Deno.env.set("SPYGLASS_DANDI_PYTHON", join(place.folder, "no python"));
  await assertRejects(
    () => enginePython(say, places),
    ExportError,
    "wanted a Python with dandi-cli",
  );
});

interface Packages extends AsyncDisposable {
  readonly folder: string;
  /** Makes a package that pip can install. */
  provide(name: string, version: string): Promise<void>;
}

/** A folder that is all that pip knows: nothing is downloaded. */
async function packages(): Promise<Packages> {
  const folder = await Deno.makeTempDir({ prefix: "spyglass pip " });
  const wheels = join(folder, "wheels");
  await Deno.mkdir(wheels);
  // Spaces separate folders there.
  const link = await Deno.makeTempFile();
  await Deno.remove(link);
  await Deno.symlink(wheels, link);
  const env = {
    PIP_NO_INDEX: "1",
    PIP_FIND_LINKS: link,
    PIP_CONFIG_FILE: "/dev/null",
  };
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  return {
    folder,
    provide: async (name, version) => {
      const wheel = join(wheels, `${name}-${version}-py3-none-any.whl`);
      await Deno.writeFile(wheel, zip(wheelFiles(name, version)));
    },
    [Symbol.asyncDispose]: async () => {
      for (const name of [...Object.keys(env), "SPYGLASS_DANDI_PYTHON"]) {
        Deno.env.delete(name);
      }
      await Deno.remove(link);
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function wheelFiles(name: string, version: string): Record<string, string> {
  const info = `${name}-${version}.dist-info`;
  const files: Record<string, string> = {
    [`${name}/__init__.py`]: "",
    [`${info}/METADATA`]:
      `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
    [`${info}/WHEEL`]:
      "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
  };
  const record = Object.entries(files).map(([path, text]) => {
    const sum = createHash("sha256").update(text).digest("base64url");
    return `${path},sha256=${sum},${text.length}\n`;
  });
  return {
    ...files,
    [`${info}/RECORD`]: `${record.join("")}${info}/RECORD,,\n`,
  };
}

/** A zip of short texts, not compressed. */
function zip(files: Readonly<Record<string, string>>): Uint8Array {
  const parts: Uint8Array[] = [];
  const index: Uint8Array[] = [];
  let at = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = new TextEncoder().encode(path);
    const data = new TextEncoder().encode(text);
    const facts = numbers(
      [20, 2],
      [0, 2],
      [0, 2],
      [0, 2],
      [0x21, 2],
      [
        crc32(data),
        4,
      ],
      [data.length, 4],
      [data.length, 4],
      [name.length, 2],
      [0, 2],
    );
    const local = concat(numbers([0x04034b50, 4]), facts, name, data);
    index.push(concat(
      numbers([0x02014b50, 4], [20, 2]),
      facts,
      numbers([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]),
      name,
    ));
    parts.push(local);
    at += local.length;
  }
  const directory = concat(...index);
  const count = index.length;
  const end = numbers(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [
      directory.length,
      4,
    ],
    [at, 4],
    [0, 2],
  );
  return concat(...parts, directory, end);
}

/** Values with their widths in bytes, little end first. */
function numbers(...fields: readonly [number, number][]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([value, width]) =>
      Array.from(
        { length: width },
        (_, at) => Math.floor(value / 256 ** at) % 256,
      )
    ),
  );
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}
