/** The tutorial on the database that Spyglass itself made. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSql } from "../setup.ts";
import { freshPlace, type Place } from "./place.ts";
import { assertTutorial } from "./tutorial.ts";

const FIXTURE = fileURLToPath(
  new URL("../../../shared/fixtures/minirec/", import.meta.url),
);

Deno.test({
  name:
    `the tutorial on Spyglass' own database gives Spyglass' numbers, and its dump restores exactly (../shared/fixtures/minirec)`,
  ignore: !existsSync(FIXTURE),
  fn: async () => {
    await using place = await freshPlace();
    await loadFixture(place);
    await assertTutorial(place);
  },
});

async function loadFixture({ socket, baseDir }: Place): Promise<void> {
  const file = await Deno.open(join(FIXTURE, "minirec_spyglass.sql.gz"));
  const text = file.readable.pipeThrough(new DecompressionStream("gzip"));
  await loadSql(
    socket,
    new Uint8Array(await new Response(text).arrayBuffer()),
  );
  await copyFolder(join(FIXTURE, "files"), baseDir);
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory) await copyFolder(source, target);
    else await Deno.copyFile(source, target);
  }
}
