import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { runEngine } from "../../src/dandi/engine.ts";
import { engineHome } from "../../src/dandi/engine_home.ts";
import { ExportError } from "../../src/errors.ts";

const KEY = "0123456789abcdef0123456789abcdef01234567";

/** What programs say that have the key, each as the engine's last word. */
const SAYING: Readonly<Record<string, string>> = {
  "on standard error":
    `echo "HTTPError: sent Authorization: token $DANDI_ENGINE_KEY" >&2; exit 1`,
  "in what failed":
    `echo '{"event": "failed", "message": "token '$DANDI_ENGINE_KEY' is none"}'`,
  "in what is no event": `echo "token $DANDI_ENGINE_KEY is none"`,
};

for (const [where, script] of Object.entries(SAYING)) {
  Deno.test(`runEngine() tells no key that the engine says ${where}`, async () => {
    await using _place = await engine(script);
    const error = await assertRejects(
      () =>
        Array.fromAsync(
          runEngine({ action: "validate", files: [] }, {
            key: KEY,
            say: () => {},
          }),
        ),
      ExportError,
    );
    assert(error.message.includes("token [key]"), error.message);
    assert(!Deno.inspect(error).includes(KEY));
  });
}

Deno.test("engineHome() goes away with its use, and those of processes that were killed with the next one", async () => {
  const script = `import { engineHome } from "${
    import.meta.resolve("../../src/dandi/engine_home.ts")
  }";
     console.log((await engineHome()).path); await new Promise(() => setTimeout(() => {}, 1e6));`;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    stdout: "piped",
  }).spawn();
  const { value } = await process.stdout.getReader().read();
  const left = new TextDecoder().decode(value).trim();
  let kept: string;
  {
    // Whoever lives keeps what is theirs.
    await using home = await engineHome();
    kept = home.path;
    assert(isThere(left) && isThere(kept));
    await using _other = await engineHome();
    assert(isThere(left) && isThere(kept));
    await Deno.writeTextFile(join(left, "dandi.log"), "log");
    process.kill("SIGKILL");
    await process.status;
    await using _next = await engineHome();
    assertEquals([isThere(left), isThere(kept)], [false, true]);
  }
  assert(!isThere(kept));
});

/** Makes a program be the engine's Python. */
async function engine(script: string): Promise<AsyncDisposable> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "python");
  await Deno.writeTextFile(
    path,
    `#!/bin/sh\n[ "$1" = -c ] && exit 0\nread request\n${script}\n`,
    { mode: 0o755 },
  );
  Deno.env.set("SPYGLASS_DANDI_PYTHON", path);
  return {
    [Symbol.asyncDispose]: async () => {
      Deno.env.delete("SPYGLASS_DANDI_PYTHON");
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
