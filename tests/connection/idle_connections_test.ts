import { assert, assertEquals } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import type { Session } from "../../src/connection/session.ts";
import { testServer } from "../setup.ts";

const CONNECTION_ID = "SELECT CONNECTION_ID()";

const idOf = async (session: Session) =>
  Number((await session.query(CONNECTION_ID)).rows[0]![0]);

Deno.test("more work at once than connections is all done, on no more connections than the limit", async () => {
  const pool = await openPool({
    socketPath: testServer(),
    user: "root",
    size: 2,
  });
  try {
    const work = Array.from(
      { length: 40 },
      (_, at) => at % 2 ? idOf(pool) : pool.reserve(idOf),
    );
    const ids = new Set(await Promise.all(work));
    assertEquals(ids.size, 2);
    assert(ids.has(await idOf(pool)));
  } finally {
    await pool.close();
  }
});
