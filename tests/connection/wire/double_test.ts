import { assertEquals } from "@std/assert";
import { openPool } from "../../../src/connection/pool.ts";
import { testServer } from "../../setup.ts";

Deno.test("doubles come with all their digits", async () => {
  const pool = await openPool({ socketPath: testServer(), user: "root" });
  try {
    const hard = [
      9.100000381469727,
      915.1233544598847,
      973165.2147028713,
      9880.390157305363,
      -0.1,
      0,
      Number.MAX_VALUE,
      Number.MIN_VALUE,
      2 ** 53,
      1e22,
    ];
    const random = Array.from(
      { length: 2000 },
      () => (Math.random() - 0.5) * 10 ** Math.floor(Math.random() * 30 - 12),
    );
    const values = [...hard, ...random];
    const list = values.map((value) =>
      /e/.test(String(value)) ? value : `${value}e0`
    );
    const sql = `SELECT ${list.join(", ")}, NULL + 1e0`;
    const { rows } = await pool.query(sql);
    assertEquals(rows, [[...values, null]]);
    const streamed = await Array.fromAsync(pool.stream(sql));
    assertEquals(streamed, [[...values, null]]);
  } finally {
    await pool.close();
  }
});
