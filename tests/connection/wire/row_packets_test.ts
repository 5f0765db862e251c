import { assertEquals, assertRejects } from "@std/assert";
import { openPool } from "../../../src/connection/pool.ts";
import type { RowCells } from "../../../src/connection/session.ts";
import { QueryError } from "../../../src/errors.ts";
import { testServer } from "../../setup.ts";

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

Deno.test("columns() of the same columns again are the same, whatever came between", () =>
  withPool(async (pool) => {
    const ask = (value: string) =>
      pool.columns(`SELECT ${value} AS v, 'é' AS t, NULL AS n`);
    const first = await ask("1");
    assertEquals(first.columns, [[1], ["é"], [null]]);
    const again = await ask("2");
    assertEquals(again.columns, [[2], ["é"], [null]]);
    assertEquals([again.names, again.fields()], [
      first.names,
      first.fields(),
    ]);
    // The same names, and another type.
    assertEquals((await ask("1.50")).columns[0], ["1.50"]);
    assertEquals((await ask("'1'")).columns[0], ["1"]);
    assertEquals((await ask("3")).columns, again.columns.with(0, [3]));
  }));

Deno.test("columns() reads rows of columns that were described before, however many", () =>
  withPool(async (pool) => {
    for (const count of [1, 250, 251, 252, 1000]) {
      const list = Array.from(
        { length: count },
        (_, i) => `seq + ${i} AS c${i}`,
      );
      const sql = (rows: number) =>
        `SELECT ${list.join(", ")} FROM mysql.seq_1_to_${rows}`;
      for (const rows of [1, 3, 500]) {
        const { columns, length, names } = await pool.columns(sql(rows));
        assertEquals([names.length, length], [count, rows]);
        assertEquals(columns.at(-1)!.at(-1), rows + count - 1);
      }
    }
  }));

Deno.test("columns() says what the server refuses among the rows, and the connection stays good", () =>
  withPool(async (pool) => {
    const sql = (rows: number) =>
      `SELECT IF(seq = 40000, (SELECT 1 UNION SELECT 2), seq) AS v FROM mysql.seq_1_to_${rows}`;
    const few = [["1", "2", "3"]];
    assertEquals((await pool.columns(sql(3))).columns, few);
    await assertRejects(() => pool.columns(sql(50_000)), QueryError, "1242");
    assertEquals((await pool.columns(sql(3))).columns, few);
  }));
