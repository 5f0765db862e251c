import { assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { CancelledError } from "../../../src/errors.ts";
import { fileFacts, filesTable } from "../../../src/export/slice/file_facts.ts";
import { Progress } from "../../../src/export/progress.ts";

Deno.test("fileFacts() gives store, size and SHA-256, and names what is missing", async () => {
  await using place = await folders();
  const { base, write } = place;
  const stores = { raw: join(base, "raw"), inner: join(base, "raw", "inner") };
  const bytes = new Uint8Array(3_000_000).fill(7);
  const paths = [
    await write("raw/a.nwb", bytes),
    await write("raw/inner/b.nwb", new Uint8Array()),
    await write("elsewhere", Uint8Array.of(1)),
    join(base, "raw", "gone.nwb"),
  ];
  const files = paths.map((file_path) => ({ file_path }));
  const facts = await fileFacts(files, stores, new Progress("look", {}));
  assertEquals(facts.map(({ store }) => store), ["raw", "inner", null, "raw"]);
  assertEquals(facts.map(({ size }) => size), [bytes.length, 0, 1, null]);
  assertEquals(facts.map(({ isMissing }) => isMissing), [
    false,
    false,
    false,
    true,
  ]);
  assertEquals(facts[0]!.sha256, sha256(bytes));
  assertEquals(facts[1]!.sha256, sha256(new Uint8Array()));
  assertEquals(facts[3]!.sha256, null);

  const [large] = await fileFacts(files, stores, new Progress("look", {}), 100);
  assertEquals(large, { ...facts[0]!, sha256: null });

  await write("raw/a.nwb", bytes.fill(8));
  await Deno.utime(paths[0]!, 1, 1);
  const [changed] = await fileFacts(files, stores, new Progress("look", {}));
  assertEquals(changed!.sha256, sha256(bytes));
});

Deno.test("fileFacts() looks again only at files that it must read", async () => {
  await using place = await folders();
  const known = await place.write("known", Uint8Array.of(1));
  const other = await place.write("other", Uint8Array.of(2));
  const files = [known, other].map((file_path) => ({ file_path }));
  const progress = new Progress("look", {});
  const looked = new Map<string, Deno.FileInfo>();
  for (const path of [known, other]) looked.set(path, await Deno.stat(path));
  const [before] = await fileFacts([files[0]!], {}, progress, Infinity, looked);
  await place.write("other", Uint8Array.of(2, 3));
  await Deno.remove(known);
  const facts = await fileFacts(files, {}, progress, Infinity, looked);
  // As it was when it was looked at.
  assertEquals(facts[0], before);
  assertEquals(facts[1]!.size, 2);
  assertEquals(facts[1]!.sha256, sha256(Uint8Array.of(2, 3)));
});

Deno.test("fileFacts() stops in the middle of a file when it is cancelled", async () => {
  await using place = await folders();
  const file_path = await place.write("a", new Uint8Array(3_000_000));
  const controller = new AbortController();
  const progress = new Progress("look at files", {
    every: 0,
    onProgress: () => controller.abort(),
    signal: controller.signal,
  });
  await assertRejects(
    () => fileFacts([{ file_path }], {}, progress),
    CancelledError,
    "look at files",
  );
});

Deno.test("filesTable() is a line a file, whatever its name", () => {
  const named = (file_path: string) => ({
    file_path,
    store: "raw",
    size: 3,
    sha256: "ab",
    isMissing: false,
  });
  const text = filesTable([
    named("/a b"),
    named("/a\tb\nc\\d"),
    { ...named("/x"), store: null, size: null, sha256: null, isMissing: true },
  ]);
  assertEquals(text.split("\n"), [
    "file_path\tstore\tbytes\tsha256",
    "/a b\traw\t3\tab",
    "/a\\tb\\nc\\\\d\traw\t3\tab",
    "/x\t\tmissing\t",
    "",
  ]);
});

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

interface Folders extends AsyncDisposable {
  readonly base: string;
  write(name: string, bytes: Uint8Array): Promise<string>;
}

async function folders(): Promise<Folders> {
  const base = await Deno.makeTempDir();
  await Deno.mkdir(join(base, "raw", "inner"), { recursive: true });
  return {
    base,
    write: async (name, bytes) => {
      const path = join(base, name);
      await Deno.writeFile(path, bytes);
      return path;
    },
    [Symbol.asyncDispose]: () => Deno.remove(base, { recursive: true }),
  };
}
