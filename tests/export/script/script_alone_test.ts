/** Two runs at once, on machines without flock, such as macOS; with flock see `script_failures_test.ts`. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import {
  namesIn,
  runBash,
  type ScriptFolder,
  slowDumps,
  startBash,
  withScriptOf,
} from "./script_setup.ts";

/** Runs `work` with a script and a `PATH` that has all programs but flock; dumps begin after some seconds. */
function withoutFlock(
  seconds: number,
  work: (
    at: ScriptFolder,
    env: { PATH: string },
    fast: { PATH: string },
  ) => Promise<void>,
): Promise<void> {
  return withScriptOf(ONE, async (at) => {
    const programs = join(at.folder, "..", "programs");
    const linked = await new Deno.Command("/bin/bash", {
      args: [
        "-c",
        'mkdir "$1" && for folder in ${PATH//:/ }; do ln -s "$folder"/* "$1" 2>/dev/null; done; rm "$1/flock"',
        "-",
        programs,
      ],
    }).output();
    assertEquals(linked.success, true);
    const [slow] = (await slowDumps(at, seconds)).PATH.split(":");
    await work(at, { PATH: `${slow}:${programs}` }, { PATH: programs });
  });
}

const ONE = "create table a (id int primary key); insert into a values (1);";

const WHOLE = [
  "_ExportSQL_paper1.sh",
  "_Populate_paper1.sql",
  "_Populate_paper1.sql.sha256",
];

Deno.test("script refuses a second run beside it where there is no flock", () =>
  withoutFlock(3, async (at, slow, fast) => {
    const first = startBash(at, slow);
    await begun(at);
    const second = await runBash(at, fast);
    assertEquals(second.code, 1);
    assertMatch(second.stderr, /another run is at work .*process \d+/);
    const { code, stderr } = await first.output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    assertEquals(namesIn(at.folder), WHOLE);
  }));

Deno.test("script clears up after a run that was killed where there is no flock", () =>
  withoutFlock(3, async (at, slow, fast) => {
    const first = startBash(at, slow);
    await begun(at);
    first.kill("SIGKILL");
    await first.output();
    assertEquals((await runBash(at, fast)).code, 0);
    assertEquals(namesIn(at.folder), WHOLE);
  }));

Deno.test("script says what to remove where there is no flock, and it cannot tell whether a run goes on", () =>
  withoutFlock(0, async (at, _, fast) => {
    const partial = `${at.sql}.partial`;
    await Deno.mkdir(join(partial, "turn"), { recursive: true });
    const begins = await runBash(at, fast);
    assertEquals(begins.code, 1);
    assertStringIncludes(begins.stderr, `remove ${partial}/turn`);
    await Deno.remove(join(partial, "turn"));
    await Deno.writeTextFile(join(partial, "owner"), "1 another.example.org\n");
    const elsewhere = await runBash(at, fast);
    assertEquals(elsewhere.code, 1);
    assertStringIncludes(elsewhere.stderr, "another.example.org");
    assertStringIncludes(elsewhere.stderr, `remove ${partial}`);
    assertEquals(namesIn(partial), ["owner"]);
  }));

Deno.test("of many runs that begin at once where there is no flock, one at a time is at work", () =>
  withoutFlock(0, async (at, _, fast) => {
    // What a run that was killed has left is there for each to find.
    const partial = `${at.sql}.partial`;
    await Deno.mkdir(partial);
    await Deno.writeTextFile(
      join(partial, "owner"),
      `999999999 ${Deno.hostname()}\n`,
    );
    const all = await Promise.all(
      Array.from({ length: 6 }, () => runBash(at, fast)),
    );
    for (const { code, stderr } of all) {
      if (code !== 0) {
        assertMatch(
          stderr,
          /^Cannot export: .*(another run|wanted to be alone)/m,
        );
      }
    }
    assertEquals(all.some(({ code }) => code === 0), true);
    assertEquals(namesIn(at.folder), WHOLE);
  }));

/** Waits until a run has begun to dump. */
async function begun(at: ScriptFolder): Promise<void> {
  for (const end = Date.now() + 20_000;;) {
    const isThere = await Deno.stat(`${at.sql}.partial/0.part`)
      .then(() => true, () => false);
    if (isThere) return;
    if (Date.now() > end) throw new Error("Waited in vain");
    await new Promise((done) => setTimeout(done, 50));
  }
}
