/** A script that is still running when its paper is populated again. */
import { assertEquals, assertRejects } from "@std/assert";
import { ExportError } from "../../src/errors.ts";
import { clientCredentials } from "../../src/export/script/client_credentials.ts";
import { runScript } from "../../src/export/script/run_script.ts";
import { openLab, PAPER } from "./lab.ts";

Deno.test("a script that runs while its paper is populated again puts nothing into the new bundle", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.mouse.and({ mouse: "minnie" }).fetch());
  const { script } = await lab.populate();
  await using credentials = await clientCredentials({
    socketPath: lab.socket,
    user: "root",
  });
  const waits = Promise.withResolvers<void>();
  const refused = Promise.withResolvers<unknown>();
  await lab.pool.reserve(async (session) => {
    await session.run("begin");
    await session.run("insert into lab.mouse values ('mighty')");
    const run = runScript(script, {
      defaultsFile: credentials.path,
      onProgress: (line) => line.startsWith("Waiting") && waits.resolve(),
    });
    refused.resolve(assertRejects(() => run, ExportError, "populated again"));
    await waits.promise;
    await lab.log("two", () => lab.trial.fetch());
    await lab.populate();
    await session.run("rollback");
  });
  await refused.promise;
  const names = [...Deno.readDirSync(lab.bundle)].map(({ name }) => name);
  assertEquals(names.filter((name) => name.startsWith("_Populate_")), []);
  assertEquals((await lab.db.Export.status(PAPER)).dumped, null);
});
