import { assert, assertEquals } from "@std/assert";
import type { File, FileOptions, Group } from "h5wasm";
import { localBytes } from "../../src/nwb/byte_source.ts";
import { hdf5, linkAt, openForReading } from "../../src/nwb/hdf5.ts";
import { paths } from "../../src/nwb/index.ts";
import { type LinkNames, linkNames } from "../../src/nwb/link_names.ts";
import { freshFolder, write } from "./folder.ts";

const CASES: [string, (file: File) => void][] = [
  ["nothing", () => {}],
  ["no links", (file) => {
    file.create_group("a").create_dataset({ name: "b", data: [1, 2] });
  }],
  ["links at several depths", (file) => {
    links(file);
    links(file.create_group("a"));
    links(file.create_group("b").create_group("c é"));
    links(file.create_group("specifications").create_group("core"));
  }],
  ["a circle of groups", (file) => {
    file.create_group("a").create_hard_link("/", "up");
    links(file.get("a") as Group);
  }],
  ["an object with a long header", (file) => {
    const group = file.create_group("a");
    for (let i = 0; i < 100; i++) {
      group.create_attribute(`a${i}`, "text ".repeat(20));
    }
    links(group);
  }],
  ["many links, few of them to elsewhere", (file) => {
    const group = file.create_group("a");
    for (let i = 0; i < 3000; i++) {
      if (i % 1000 === 7) group.create_external_link("o.nwb", "/x", `e${i}`);
      else if (i % 3 === 0) group.create_soft_link("/x", `s${i}`);
      else group.create_hard_link("/", `h${i}`);
    }
    links(group.create_group("last"));
  }],
];

const FORMS: [string, FileOptions][] = [["older", {}], ["newer", {
  libver: "latest",
}]];

for (const [form, options] of FORMS) {
  for (const [name, work] of CASES) {
    Deno.test(`linkNames() finds in groups of the ${form} form what the library finds: ${name}`, async () => {
      await using folder = await freshFolder();
      const path = await write(folder.path, "x.nwb", work, options);
      assertEquals(await namesOf(path), await libraryNames(path));
    });
  }
}

Deno.test("linkNames() reads a file behind a user block", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "x.nwb", links);
  const expected = await namesOf(path);
  const bytes = await Deno.readFile(path);
  await Deno.writeFile(path, new Uint8Array(2048));
  await Deno.writeFile(path, bytes, { append: true });
  assertEquals(await namesOf(path), expected);
  assertEquals(expected?.external, new Set(["elsewhere"]));
});

Deno.test("linkNames() leaves to the library what it does not understand", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "x.nwb", links);
  const whole = await Deno.readFile(path);
  const altered: [string, Uint8Array][] = [
    ["empty", new Uint8Array()],
    ["no HDF5 file", new TextEncoder().encode("x".repeat(5000))],
    ["cut off", whole.slice(0, 100)],
    ["a name that is no UTF-8", replaced(whole, "elsewhere", "\xff".repeat(9))],
    ["a name with a zero", replaced(whole, "elsewhere", "else\0here")],
  ];
  for (const [name, bytes] of altered) {
    await Deno.writeFile(path, bytes);
    assertEquals(await namesOf(path), null, name);
  }
});

Deno.test("linkNames() comes to an end in any damaged file", async () => {
  await using folder = await freshFolder();
  for (const [name, work] of CASES.slice(1, 5)) {
    for (const [, options] of FORMS) {
      const path = await write(folder.path, "x.nwb", work, options);
      const whole = await Deno.readFile(path);
      for (let at = 8; at < Math.min(3000, whole.length); at += 7) {
        const bytes = whole.slice();
        bytes.fill((at * 31) % 256, at, at + 1 + at % 8);
        await Deno.writeFile(path, bytes);
        const names = await namesOf(path);
        assert(names === null || names.soft.size < 50, `${name} ${at}`);
      }
    }
  }
});

function links(group: File | Group): void {
  group.create_soft_link("/nothing", "soft");
  group.create_soft_link("/", "Größe");
  group.create_external_link("o.nwb", "/x", "elsewhere");
}

// deno-lint-ignore require-await
async function namesOf(path: string): Promise<LinkNames | null> {
  const source = localBytes(path);
  try {
    return linkNames(source);
  } finally {
    source.close();
  }
}

async function libraryNames(path: string): Promise<LinkNames> {
  await hdf5();
  const { file, close } = openForReading(path, () => localBytes(path));
  const names = { soft: new Set<string>(), external: new Set<string>() };
  for (const at of paths(file).slice(1)) {
    const link = linkAt(file, at);
    if (link !== null) names[link.kind].add(at.slice(at.lastIndexOf("/") + 1));
  }
  close();
  return names;
}

function replaced(bytes: Uint8Array, old: string, by: string): Uint8Array {
  const text = new TextDecoder("latin1").decode(bytes).replaceAll(old, by);
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}
