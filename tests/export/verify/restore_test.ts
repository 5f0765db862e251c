import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { stopServer } from "../../../src/connection/server/server.ts";
import { ExportError } from "../../../src/errors.ts";
import { restoreInto } from "../../../src/export/verify/restore.ts";
import { loadSql } from "../../setup.ts";
import { lab } from "./verify_setup.ts";

Deno.test("restoreInto() makes a server of the dump, and never changes one that has its tables", async () => {
  await using at = await lab();
  await at.exports.verify(at.paper);
  const folder = await Deno.makeTempDir({ prefix: "restored $(x) " });
  try {
    const said: string[] = [];
    const restored = await restoreInto(join(folder, "here"), at.sql, {
      onProgress: (line) => said.push(line),
    });
    assertEquals([restored.tables, restored.rows], [5, 19]);
    assertStringIncludes(said.join("\n"), restored.folder);
    assertStringIncludes(restored.connect.notebook, restored.socket);
    const count = `select count(*) from ${at.tables.leaf}`;
    assertEquals((await loadSql(restored.socket, count)).trim(), "7");
    await assertRejects(
      () => restoreInto(join(folder, "here"), at.sql),
      ExportError,
      "look at what it has: await connect({ socketPath: ",
    );
    const others = join(folder, "others");
    await Deno.mkdir(others, { mode: 0o755 });
    await Deno.writeTextFile(join(others, "thesis.txt"), "mine");
    await assertRejects(
      () => restoreInto(others, at.sql),
      ExportError,
      "holds other files (thesis.txt)",
    );
    assertEquals(Array.from(Deno.readDirSync(others)).length, 1);
    assertEquals(Deno.statSync(others).mode! & 0o777, 0o755);
    await Deno.remove(others, { recursive: true });
    assertEquals((await loadSql(restored.socket, count)).trim(), "7");
    await assertRejects(
      () => restoreInto(join(folder, "there"), join(folder, "none.sql")),
      ExportError,
      "no such file",
    );
    const empty = join(folder, "empty.sql");
    await Deno.writeTextFile(empty, "");
    await assertRejects(
      () => restoreInto(join(folder, "there"), empty),
      ExportError,
      "nothing in it that makes a schema",
    );
    const cut = join(folder, "cut.sql");
    const whole = await Deno.readTextFile(at.sql);
    await Deno.writeTextFile(cut, whole.slice(0, whole.lastIndexOf("USE ")));
    await assertRejects(
      () => restoreInto(join(folder, "there"), cut),
      ExportError,
      'its last line is not "-- This is the end',
    );
    assertEquals([...Deno.readDirSync(folder)].length, 3);
  } finally {
    await stopServer(join(folder, "here"));
    await Deno.remove(folder, { recursive: true });
  }
});
