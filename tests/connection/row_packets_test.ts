import { assertEquals, assertRejects } from "@std/assert";
import { openPool } from "../../src/connection/pool.ts";
import type { RowCells } from "../../src/connection/session.ts";
import { QueryError } from "../../src/errors.ts";
import { testServer } from "../setup.ts";

const TEXT = new TextDecoder();

/** The row's values as texts. */
function texts({ bytes, starts, ends }: RowCells): (string | null)[] {
  return Array.from(
    starts,
    (start, i) =>
      start < 0 ? null : TEXT.decode(bytes.subarray(start, ends[i])),
  );
}

async function withPool(
  work: (pool: Awaited<ReturnType<typeof openPool>>) => Promise<void>,
) {
  const pool = await openPool({
    socketPath: testServer(),
    user: "root",
    size: 1,
  });
  try {
    await work(pool);
  } finally {
    await pool.close();
  }
}

Deno.test("cells() shows every value where it lies, NULL and the empty text apart", () =>
  withPool(async (pool) => {
    const seen: unknown[] = [];
    await pool.cells(
      "SELECT 'é' a, NULL b, X'00FF' c UNION ALL SELECT '', 1.50, ''",
      (row) => seen.push(texts(row)),
    );
    assertEquals(seen, [["é", null, "\0\ufffd"], ["", "1.50", ""]]);
  }));

Deno.test("cells() shows values of every length that the protocol writes in its own way", () =>
  withPool(async (pool) => {
    for (const length of [0, 250, 251, 252, 65_535, 65_536, 9_000_000]) {
      let seen: (string | null)[] = [];
      // The longest is a row of more than 16 MB, which comes in several packets.
      await pool.cells(
        `SELECT 'before' a, REPEAT('x', ${length}) b, NULL c, REPEAT('y', ${length}) d, 'after' e`,
        (row) => seen = texts(row),
      );
      const same = [
        seen[1] === "x".repeat(length),
        seen[3] === "y".repeat(length),
      ];
      assertEquals([length, ...same], [length, true, true]);
      assertEquals([seen[0], seen[2], seen[4]], ["before", null, "after"]);
    }
  }));

Deno.test("cells() passes on what its reader throws, and the connection stays good", () =>
  withPool(async (pool) => {
    let count = 0;
    await assertRejects(
      () =>
        pool.reserve(async (session) => {
          await assertRejects(
            () =>
              session.cells("SELECT seq FROM mysql.seq_1_to_50000", () => {
                if (++count === 3) throw new RangeError("enough");
              }),
            RangeError,
            "enough",
          );
          assertEquals(count, 3);
          assertEquals(await session.texts("SELECT 1"), [["1"]]);
          await session.cells("SELECT gone", () => {});
        }),
      QueryError,
      "gone",
    );
    assertEquals(await pool.texts("SELECT 1"), [["1"]]);
  }));

Deno.test("cells() of what gives no rows shows none", () =>
  withPool(async (pool) => {
    await pool.cells("SET @nothing = 1", () => {
      throw new Error("there is no row");
    });
    await pool.cells("SELECT 1 FROM DUAL WHERE FALSE", () => {
      throw new Error("there is no row");
    });
  }));
