import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { ExportError } from "../../../src/errors.ts";
import { writeOwnOptionFile } from "../../../src/export/script/own_option_file.ts";
import { listening } from "../../story/place.ts";
import { withVariable } from "../../with_variable.ts";
import { openLab, PAPER } from "../lab.ts";

const SERVER = { host: "db.example.org", user: "lab", password: 's"e#cret' };

Deno.test("populatePaper({ writeOptionFile }) writes ~/.my.cnf, by which the script runs as it is", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.trial.fetch());
  await inNewHome(async (home) => {
    const { result: { script }, said } = await listening(() =>
      lab.db.Export.populatePaper({ ...PAPER, writeOptionFile: true })
    );
    assertStringIncludes(
      said.join("\n"),
      "Credentials of this connection written to ~/.my.cnf, which only you may read",
    );
    const { success, stderr } = await new Deno.Command("bash", {
      args: [script],
      clearEnv: true,
      env: { PATH: Deno.env.get("PATH")!, HOME: home },
    }).output();
    assert(success, new TextDecoder().decode(stderr));
  });
});

Deno.test("populatePaper() writes no option file unless told to", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.trial.fetch());
  await inNewHome(async (home) => {
    await lab.populate();
    assertEquals(await Array.fromAsync(Deno.readDir(home)), []);
  });
});

Deno.test("writeOwnOptionFile() writes for the user alone, with the authority of the connection beside it", async () => {
  await inNewHome(async (home) => {
    const said = await writeOwnOptionFile({ ...SERVER, tls: { ca: "PEM" } });
    assert(!said.includes("cret"));
    const path = join(home, ".my.cnf");
    assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
    assertEquals(
      await Deno.readTextFile(path),
      `[client]\nuser="lab"\npassword="s\\"e#cret"\nhost="db.example.org"\nssl-ca="${path}.ca.pem"\nprotocol=tcp\n`,
    );
    assertEquals(await Deno.readTextFile(`${path}.ca.pem`), "PEM");
  });
});

Deno.test("writeOwnOptionFile() writes again where only the authority of an earlier one was left", async () => {
  await inNewHome(async (home) => {
    const path = join(home, ".my.cnf");
    await writeOwnOptionFile({ ...SERVER, tls: { ca: "OLD" } });
    await Deno.remove(path);
    await writeOwnOptionFile({ ...SERVER, tls: { ca: "NEW" } });
    assertEquals(await Deno.readTextFile(`${path}.ca.pem`), "NEW");
    assertEquals((await Deno.stat(`${path}.ca.pem`)).mode! & 0o777, 0o600);
    assertStringIncludes(await Deno.readTextFile(path), `${path}.ca.pem`);
  });
});

Deno.test("writeOwnOptionFile() never changes a file that is there, nor one that a link leads to", async () => {
  await inNewHome(async (home) => {
    const path = join(home, ".my.cnf");
    await Deno.symlink(join(home, "elsewhere"), path);
    assertStringIncludes(await writeOwnOptionFile(SERVER), "left as it is");
    await Deno.remove(path);
    await Deno.writeTextFile(path, "[client]\nuser=me\n");
    assertStringIncludes(await writeOwnOptionFile(SERVER), "left as it is");
    assertEquals(await Deno.readTextFile(path), "[client]\nuser=me\n");
    assertEquals((await Array.fromAsync(Deno.readDir(home))).length, 1);
  });
});

Deno.test("writeOwnOptionFile() says what is wrong with the home folder, and shows no credentials", async () => {
  for (const home of ["", "/nowhere/at/all"]) {
    const error = await assertRejects(
      () => writeOwnOptionFile(SERVER, home),
      ExportError,
      "Cannot write ~/.my.cnf: ",
    );
    assert(!error.message.includes("cret"));
  }
});

async function inNewHome(
  work: (home: string) => Promise<void>,
): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    await withVariable("HOME", home, () => work(home));
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}
