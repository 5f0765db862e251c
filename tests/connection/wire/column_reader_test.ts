import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  realNumber,
  wholeNumber,
} from "../../../src/connection/wire/cell_numbers.ts";
import { CellTexts } from "../../../src/connection/wire/cell_texts.ts";
import { openPool } from "../../../src/connection/pool.ts";
import { freshDatabase, testServer } from "../../setup.ts";
import { Buffer } from "node:buffer";

const between = (text: string) => {
  const bytes = Buffer.from(`<${text}>`);
  return [bytes, 1, bytes.length - 1] as const;
};

Deno.test("realNumber() reads every number as JavaScript does", () => {
  const texts = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
      .map((x) => x.toPrecision(6)),
    fc.tuple(fc.integer(), fc.nat({ max: 999_999_999 }))
      .map(([whole, part]) => `${whole}.${part}`),
    fc.constantFrom("0", "-0", "0.0", "-0.000001", "1e15", "9007199254740993"),
  );
  fc.assert(
    fc.property(texts, (text) => {
      assertEquals(
        Object.is(realNumber(...between(text)), Number(text)),
        true,
        text,
      );
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("wholeNumber() keeps what a number cannot tell from its neighbours as text", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (n) => {
      const value = wholeNumber(...between(String(n)));
      const isSafe = Number.isSafeInteger(Number(n));
      assertEquals(value, isSafe ? Number(n) : String(n));
    }),
    { numRuns: 5_000 },
  );
  assertEquals(wholeNumber(...between("000000042")), 42);
  assertEquals(wholeNumber(...between("-0")), -0);
});

Deno.test("CellTexts gives each value's own text, however they repeat", () => {
  const value = fc.oneof(
    fc.constantFrom(
      "",
      "a",
      "b",
      "aa",
      "session00001_.nwb",
      "session00002_.nwb",
    ),
    fc.string({ unit: "binary", maxLength: 80 }),
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 2_000 }), (values) => {
      const texts = new CellTexts();
      const read = values.map((text) => texts.read(...between(text)));
      assertEquals(read, values.map((text) => text.toWellFormed()));
    }),
    { numRuns: 50 },
  );
});

Deno.test("columns() gives what query() gives, type by type", async () => {
  await using database = await freshDatabase("columns");
  const pool = await openPool({ socketPath: testServer(), user: "root" });
  try {
    const t = `\`${database.name}\`.t`;
    await pool.run(`CREATE TABLE ${t} (
      i1 tinyint, i8 bigint, u8 bigint unsigned, z int(9) unsigned zerofill, y year, b bit(12),
      f float, g float(7,2), d double, n decimal(30,10), s varchar(400), l varchar(20) character set latin1,
      e enum('a','ü'), t text, bin varbinary(20), u binary(16), bl longblob, da date, dt datetime(6), ts timestamp(3) null,
      tm time(2), j json)`);
    await pool.run(`INSERT INTO ${t} VALUES
      (-128, -9223372036854775808, 18446744073709551615, 42, 1999, b'101010101010', 0.1, 12345.67, 0.1234567890123456,
       '-12345678901234567890.0123456789', REPEAT('é', 300), 'ä', 'ü', '𝄞', X'00FF', REPEAT(X'AB', 16), REPEAT('x', 70000),
       '2023-06-22', '2023-06-22 15:00:00.123456', '2023-06-22 15:00:00.123', '-838:59:59.99', '{"a": [1, 2.50]}'),
      (127, 9007199254740991, 9007199254740993, 0, 0, b'0', -1.5e-30, -0.01, -1.7976931348623157e308, 0, '', '', 'a', '', '',
       REPEAT(X'00', 16), '', '0001-01-01', '9999-12-31 23:59:59', NULL, '00:00:00', 'null'),
      (${Array(22).fill("NULL").join()})`);
    for (
      const sql of [
        `SELECT * FROM ${t}`,
        `SELECT * FROM ${t} WHERE FALSE`,
        // Computed values, and what the driver alone can read.
        `SELECT i8 / 7, f * 1e0, NULL, CONCAT(s, 'x'), ST_GeomFromText('POINT(1 2)'), n * 2, i1 = 1 FROM ${t}`,
        "SELECT CAST('0000-00-00' AS DATE), CAST('2020-01-01' AS DATETIME(3))",
        "SHOW TABLES FROM mysql",
      ]
    ) {
      const rows = await pool.query(sql);
      const columns = await pool.columns(sql);
      assertEquals(columns.names, rows.names);
      assertEquals(columns.fields(), rows.fields());
      assertEquals(columns.length, rows.rows.length);
      const plain = (value: unknown) =>
        value instanceof Uint8Array ? ["bytes", ...value] : value;
      assertEquals(
        columns.columns.map((column) => column.map(plain)),
        rows.names.map((_, at) => rows.rows.map((row) => plain(row[at]))),
      );
    }
  } finally {
    await pool.close();
  }
});
