import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import {
  type Draft,
  dropDraft,
  makeDraft,
  placesBeside,
  Replacement,
} from "../../src/dandi/replaced_files.ts";
import { ExportError } from "../../src/errors.ts";

Deno.test("Replacement.put() puts drafts in their files' places, with the files' rights, and undo() puts the files back", async () => {
  await using place = await lab();
  const drafts = await place.drafts("a.nwb", "b.nwb");
  assertEquals(place.texts(), ["old a.nwb", "old b.nwb"]);
  const replacement = new Replacement(drafts);
  await replacement.put();
  assertEquals(place.texts(), ["new a.nwb", "new b.nwb"]);
  assertEquals(Deno.statSync(place.path("a.nwb")).mode! & 0o777, 0o440);
  await replacement.undo();
  assertEquals(place.texts(), ["old a.nwb", "old b.nwb"]);
  assertEquals(place.names(), ["a.nwb", "b.nwb"]);
  // There is nothing to undo any more.
  await replacement.undo();
  assertEquals(place.texts(), ["old a.nwb", "old b.nwb"]);
});

Deno.test("Replacement.keep() leaves the new files alone there, and what a link led to is what is replaced", async () => {
  await using place = await lab();
  await Deno.rename(place.path("b.nwb"), place.path("real.nwb"));
  await Deno.symlink("real.nwb", place.path("b.nwb"));
  const replacement = new Replacement(await place.drafts("a.nwb", "b.nwb"));
  await replacement.put();
  await replacement.keep();
  await replacement.undo();
  assertEquals(place.names(), ["a.nwb", "b.nwb", "real.nwb"]);
  assertEquals(place.texts(), ["new a.nwb", "new b.nwb", "new b.nwb"]);
  assertEquals(Deno.lstatSync(place.path("b.nwb")).isSymlink, true);
});

Deno.test("Replacement.put() refuses when a file was changed meanwhile, and leaves all as they are", async () => {
  await using place = await lab();
  const drafts = await place.drafts("a.nwb", "b.nwb");
  await Deno.chmod(place.path("b.nwb"), 0o640);
  await Deno.writeTextFile(place.path("b.nwb"), "somebody else's");
  await assertRejects(
    () => new Replacement(drafts).put(),
    ExportError,
    "b.nwb: it was changed while its copy was mended",
  );
  for (const draft of drafts) await dropDraft(draft);
  assertEquals(place.texts(), ["old a.nwb", "somebody else's"]);
  assertEquals(place.names(), ["a.nwb", "b.nwb"]);
});

Deno.test("Replacement.undo() puts back what it can, and names what it cannot", async () => {
  await using place = await lab();
  const replacement = new Replacement(await place.drafts("a.nwb", "b.nwb"));
  await replacement.put();
  const [lost] = replacement.old;
  await Deno.rename(lost!, `${lost}.away`);
  const error = await assertRejects(() => replacement.undo(), ExportError);
  assert(error.message.includes("Cannot put back 1 of the 2"), error.message);
  assert(error.message.includes(`a.nwb, as it was in ${lost}`), error.message);
  assertEquals(place.texts(), ["new a.nwb", "old b.nwb"]);
  // Once it can be, it is done.
  await Deno.rename(`${lost}.away`, lost!);
  await replacement.undo();
  assertEquals(place.texts(), ["old a.nwb", "old b.nwb"]);
});

Deno.test("Replacement.undoFor() tells of the failure and of what could not be put back", async () => {
  await using place = await lab();
  const replacement = new Replacement(await place.drafts("a.nwb", "b.nwb"));
  await replacement.put();
  await Deno.remove(replacement.old[1]!);
  const cause = new Error("the database refused");
  const error = await replacement.undoFor(cause);
  assert(error.message.startsWith("the database refused"), error.message);
  assert(error.message.includes("b.nwb, as it was in"), error.message);
  assertEquals(place.texts(), ["old a.nwb", "new b.nwb"]);
});

Deno.test({
  name: "Replacement.put() keeps owner, group and mode",
  // Only root gives files away.
  ignore: Deno.uid() !== 0,
  fn: async () => {
    await using place = await lab();
    await Deno.chown(place.path("a.nwb"), 1234, 2345);
    await Deno.chmod(place.path("a.nwb"), 0o664);
    const replacement = new Replacement(await place.drafts("a.nwb", "b.nwb"));
    assertEquals(await replacement.put(), []);
    const { uid, gid, mode } = Deno.statSync(place.path("a.nwb"));
    assertEquals([uid, gid, mode! & 0o7777], [1234, 2345, 0o664]);
    await replacement.keep();
  },
});

Deno.test("Replacement.put() keeps access lists", async (t) => {
  await using place = await lab();
  const given = await accessList(place.path("a.nwb"), GIVEN);
  await t.step({
    name: "where the file system has them",
    ignore: given === null,
    fn: async () => {
      const replacement = new Replacement(await place.drafts("a.nwb"));
      await replacement.put();
      assertEquals(await accessList(place.path("a.nwb")), given);
      await replacement.keep();
    },
  });
});

/** Rights of the user 1234, as the kernel keeps them. */
const GIVEN =
  "0200000001000600ffffffff02000400d204000004000400ffffffff10000400ffffffff20000400ffffffff";

/** A file's access list, set before where one is given; `null` where there is none, or nothing that can tell. */
async function accessList(path: string, list = ""): Promise<string | null> {
  const script =
    "import os, sys\npath, given = sys.argv[1:]\nname = 'system.posix_acl_access'\nif given: os.setxattr(path, name, bytes.fromhex(given))\nprint(os.getxattr(path, name).hex())";
  const { success, stdout } = await new Deno.Command("python3", {
    args: ["-c", script, path, list],
    stderr: "null",
  }).output();
  return success ? new TextDecoder().decode(stdout).trim() : null;
}

Deno.test("makeDraft() says what is wrong with the folder, and leaves nothing", async () => {
  await using place = await lab();
  const long = `${"x".repeat(250)}.nwb`;
  await Deno.writeTextFile(place.path(long), "old");
  await assertRejects(
    async () => makeDraft(await placesBeside(place.path(long))),
    ExportError,
    "nothing was changed",
  );
  assertEquals(place.names(), ["a.nwb", "b.nwb", long]);
});

interface Lab extends AsyncDisposable {
  path(name: string): string;
  /** Copies of files, changed. */
  drafts(...names: string[]): Promise<Draft[]>;
  names(): string[];
  /** Of the files, not of their copies. */
  texts(): string[];
}

async function lab(): Promise<Lab> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const path = (name: string) => join(folder, name);
  for (const name of ["a.nwb", "b.nwb"]) {
    await Deno.writeTextFile(path(name), `old ${name}`);
    await Deno.chmod(path(name), 0o440);
  }
  const names = () => [...Deno.readDirSync(folder)].map(({ name }) => name);
  return {
    path,
    drafts: (...names) =>
      Promise.all(names.map(async (name) => {
        const draft = await makeDraft(await placesBeside(path(name)));
        await Deno.writeTextFile(draft.draft, `new ${name}`);
        return draft;
      })),
    names: () => names().sort(),
    texts: () =>
      names().filter((name) => !name.startsWith(".")).sort().map((name) =>
        Deno.readTextFileSync(path(name))
      ),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
