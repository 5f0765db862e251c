import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { clientCredentials } from "../../../src/export/script/client_credentials.ts";
import { ExportError } from "../../../src/errors.ts";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

Deno.test("clientCredentials() writes what only its owner may read, and takes it away", async () => {
  const tls = { ca: "-----BEGIN CERTIFICATE-----\n" };
  const credentials = await clientCredentials({
    host: "localhost",
    port: 3307,
    user: "lab",
    password: 'p"#;\\',
    tls,
  });
  const { path } = credentials;
  const info = await Deno.stat(path);
  assertEquals(info.mode! & 0o777, 0o600);
  assertEquals((await Deno.stat(dirname(path))).mode! & 0o777, 0o700);
  const text = await Deno.readTextFile(path);
  assertStringIncludes(text, 'password="p\\"#;\\\\"\n');
  // Clients would take this host for the socket of a server on this machine.
  assertStringIncludes(text, "protocol=tcp\n");
  assertStringIncludes(text, "ssl-ca=");
  await credentials.dispose();
  await assertRejects(() => Deno.stat(dirname(path)), Deno.errors.NotFound);
  await credentials.dispose();
});

Deno.test("clientCredentials() leaves nothing where it fails, and tells no password", async () => {
  const error = await assertRejects(
    () => clientCredentials({ user: "lab", password: "sec\0ret" }),
    ExportError,
  );
  assertEquals(error.message.includes("ret"), false);
});

Deno.test("clientCredentials() says that a shell is wanted, and no other folder, where nothing can watch over them", async () => {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--deny-run=/bin/sh", HELD],
  }).output();
  const said = new TextDecoder().decode(stderr);
  assertEquals(success, false);
  assertStringIncludes(said, "see that /bin/sh is there");
  assertEquals(said.includes("TMPDIR"), false);
});

Deno.test("clientCredentials() go away with their process, also where that is killed", async () => {
  await using held = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", HELD],
    stdout: "piped",
  }).spawn();
  const lines = held.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const folder = dirname((await lines.read()).value!.trim());
  assertEquals((await Deno.stat(folder)).isDirectory, true);
  held.kill("SIGKILL");
  await held.status;
  await lines.cancel();
  for (let round = 0; round < 100 && await isThere(folder); round++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assertEquals(await isThere(folder), false);
});

const HELD = fileURLToPath(new URL("credentials_held.ts", import.meta.url));

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
