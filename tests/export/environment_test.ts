import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { environmentFiles } from "../../src/export/environment.ts";

Deno.test("environmentFiles() copies deno.json and deno.lock found upward", async () => {
  const root = await Deno.makeTempDir();
  try {
    const cwd = join(root, "a", "b");
    await Deno.mkdir(cwd, { recursive: true });
    await Deno.writeTextFile(
      join(root, "deno.json"),
      '{"imports":{"x":"https://me:secret1@example.org/x?token=secret2&v=1"}}',
    );
    await Deno.writeTextFile(join(root, "a", "deno.lock"), '{"version":"5"}');
    const files = await environmentFiles({ cwd, serverVersion: "10.11" });
    assertEquals(
      files["environment/deno.json"],
      '{"imports":{"x":"https://example.org/x?token=REMOVED&v=1"}}',
    );
    assertEquals(files["environment/deno.lock"], '{"version":"5"}');
    const versions = JSON.parse(files["environment/versions.json"]!);
    assertEquals(versions.deno, Deno.version.deno);
    assertEquals(versions.server, "10.11");
    assert(/^\d+\.\d+\.\d+/.test(versions["spyglass-deno"]));
    // Always what is there now.
    await Deno.remove(join(root, "a", "deno.lock"));
    await Deno.writeTextFile(join(cwd, "deno.lock"), '{"version":"6"}');
    const later = await environmentFiles({ cwd });
    assertEquals(later["environment/deno.lock"], '{"version":"6"}');
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("environmentFiles() never fails and never shows the environment", async () => {
  const names = ["PATH", "CONDA_PREFIX", "MY_TOKEN"];
  const before = names.map((name) => Deno.env.get(name));
  const folder = await Deno.makeTempDir();
  try {
    Deno.env.set("MY_TOKEN", "secret-of-the-environment");
    Deno.env.set("CONDA_PREFIX", folder);
    Deno.env.set("PATH", folder);
    const files = await environmentFiles({ cwd: folder });
    assertEquals(Object.keys(files), ["environment/versions.json"]);
    // A conda that is there but fails, and a python whose pip shows a token.
    await Deno.writeTextFile(join(folder, "conda"), "#!/bin/sh\nexit 3\n", {
      mode: 0o755,
    });
    await Deno.writeTextFile(
      join(folder, "python3"),
      "#!/bin/sh\necho 'x @ git+https://ghp_secret@example.org/x.git'\n",
      { mode: 0o755 },
    );
    const more = await environmentFiles({ cwd: folder });
    assertStringIncludes(
      more["environment/pip.txt"]!,
      "x @ git+https://example.org/x.git",
    );
    assert(!JSON.stringify([files, more]).includes("secret"));
  } finally {
    names.forEach((name, i) =>
      before[i] === undefined
        ? Deno.env.delete(name)
        : Deno.env.set(name, before[i])
    );
    await Deno.remove(folder, { recursive: true });
  }
});
