import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { runEngine } from "../../src/dandi/engine.ts";
import { engineHome } from "../../src/dandi/engine_home.ts";
import { ExportError } from "../../src/errors.ts";

const KEY = "0123456789abcdef0123456789abcdef01234567";

/** What programs say that have the key, each as the engine's last word. */
const SAYING: Readonly<Record<string, string>> = {
  "on standard error":
    `echo "HTTPError: sent Authorization: token $key" >&2; exit 1`,
  "in what failed":
    `echo '{"event": "failed", "message": "token '$key' is none"}'`,
  "in what is no event": `echo "token $key is none"`,
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

Deno.test("runEngine() gives the key where no list of processes shows it", async () => {
  await using _place = await engine(
    `shown=$(cat /proc/$$/cmdline /proc/$$/environ | grep -ac "$key")
     echo '{"event": "failed", "message": "key '$key', shown '$shown'"}'`,
  );
  const error = await assertRejects(() =>
    Array.fromAsync(
      runEngine({ action: "validate", files: [] }, { key: KEY, say: () => {} }),
    ), ExportError);
  // It has it, and shows it nowhere.
  assert(error.message.endsWith("key [key], shown 0"), error.message);
});

Deno.test("runEngine() keeps how HDF5 locks files, and passes on nothing else", async () => {
  await using _place = await engine(
    `echo '{"event": "failed", "message": "'$HDF5_USE_FILE_LOCKING $SOMETHING_ELSE.'"}'`,
  );
  Deno.env.set("HDF5_USE_FILE_LOCKING", "FALSE");
  Deno.env.set("SOMETHING_ELSE", "1");
  try {
    await assertRejects(
      () =>
        Array.fromAsync(
          runEngine({ action: "validate", files: [] }, { say: () => {} }),
        ),
      ExportError,
      "FALSE .",
    );
  } finally {
    Deno.env.delete("HDF5_USE_FILE_LOCKING");
    Deno.env.delete("SOMETHING_ELSE");
  }
});

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
    `#!/bin/sh\n[ "$1" = -c ] && exit 0\nread -r request\nkey=$(printf %s "$request" | sed 's/.*"key":"\\([^"]*\\)".*/\\1/')\n${script}\n`,
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
