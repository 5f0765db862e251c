import { assert, assertEquals } from "@std/assert";
import { openPool } from "../../../src/connection/pool.ts";
import { NoteTaker } from "../../../src/log/notes/note_taker.ts";
import { reflect } from "../../../src/schema/reflect.ts";
import { testServer } from "../../setup.ts";

Deno.test("close() waits a few seconds for the notes of very many reads, and leaves the rest", async () => {
  const pool = await openPool({ socketPath: testServer(), user: "root" });
  const catalog = await reflect(pool);
  let looks = 0;
  const notes = new NoteTaker({
    pool,
    catalog: () => catalog,
    find: async () => {
      looks++;
      await new Promise((done) => setTimeout(done, 100));
      return [];
    },
    cellAt: () => null,
    warn: () => {},
  });
  try {
    const entries = Array.from(
      { length: 10_000 },
      (_, at) => ({ table: "`lab`.`t`", restriction: `id = ${at}` }),
    );
    notes.add({
      exportId: 1,
      entries,
      time: Date.now(),
      began: performance.now(),
      isSeenByOthers: true,
      given: null,
      stillGiven: null,
    });
    const start = performance.now();
    await notes.close();
    const took = performance.now() - start;
    // All of them would take 25 seconds.
    assert(took < 10_000, `${took} ms`);
    const then = looks;
    assert(then > 0);
    await new Promise((done) => setTimeout(done, 300));
    assertEquals(looks, then);
  } finally {
    await pool.close();
  }
});
