import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { findMysqlServer } from "../../../src/connection/server/server_programs.ts";

/** Folders with a `mysqld` that says this of its version; nothing where it does not run. */
async function folders(base: string, said: string[]): Promise<string[]> {
  return await Promise.all(said.map(async (line, at) => {
    const folder = join(base, String(at));
    await Deno.mkdir(folder);
    const text = line === "" ? "exit 1" : `echo '${line}'`;
    await Deno.writeTextFile(join(folder, "mysqld"), `#!/bin/sh\n${text}\n`, {
      mode: 0o755,
    });
    return folder;
  }));
}

Deno.test("findMysqlServer() passes over MariaDB, what does not run, and what is older than the database", async () => {
  const base = await Deno.makeTempDir();
  try {
    const all = await folders(base, [
      "/usr/sbin/mysqld  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)",
      "",
      "/usr/sbin/mysqld  Ver 8.0.35-27 for Linux on x86_64 (Percona Server (GPL), Release 27)",
      "/usr/sbin/mysqld  Ver 8.4.3 for Linux on x86_64 (MySQL Community Server - GPL)",
    ]);
    const found = async (version: string) =>
      (await findMysqlServer(version, all))?.version ?? null;
    assertEquals(await found("8.0.41-0ubuntu0.24.04.1"), "8.0.35");
    assertEquals(await found("8.0.mysql_aurora.3.04.0"), "8.0.35");
    assertEquals(await found("8.1.0"), "8.4.3");
    assertEquals(await found("9.7.4-2"), null);
    assertEquals(await findMysqlServer("8.0.1", all.slice(0, 2)), null);
  } finally {
    await Deno.remove(base, { recursive: true });
  }
});
