import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import {
  type Draft,
  dropDraft,
  makeDraft,
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

Deno.test("makeDraft() says what is wrong with the folder, and leaves nothing", async () => {
  await using place = await lab();
  const long = `${"x".repeat(250)}.nwb`;
  await Deno.writeTextFile(place.path(long), "old");
  await assertRejects(
    () => makeDraft(place.path(long)),
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
        const draft = await makeDraft(path(name));
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
