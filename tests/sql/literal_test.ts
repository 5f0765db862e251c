import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import mysql from "mysql2/promise";
import { literal, type SqlValue } from "../../src/sql/fragment.ts";
import {
  bytesLiteral,
  numberLiteral,
  patternLiteral,
  textLiteral,
} from "../../src/sql/literal.ts";
import { testServer } from "../setup.ts";

/** Sessions of other clients: what is logged here is run there. */
const SESSIONS = ["", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "ANSI,TRADITIONAL"]
  .flatMap((mode) =>
    ["utf8mb4", "latin1"].map((charset) => ({ mode, charset }))
  );

const AWKWARD = [
  "",
  "it's",
  "''",
  '"',
  "`",
  "\\",
  "\\\\'",
  "a\\_b\\%c",
  "\\%'",
  "\\n",
  "\0",
  "a\nb\r\n\t\x1a",
  "%s %% ?",
  "?",
  "-- x",
  "/* x */",
  "#",
  ";",
  "') OR 1=1 -- ",
  "é€ñ",
  "日本語",
  "🧠",
  "\u{10ffff}",
  "e\u0301",
  "\ufeff",
  "$(touch x)",
];

Deno.test("textLiteral() is read back the same in every mode and character set", async () => {
  for (const session of SESSIONS) {
    await using server = await connection(session);
    for (const text of AWKWARD) {
      assertEquals(await server.textOf(textLiteral(text)), text);
    }
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme", maxLength: 40 }),
        async (text) => {
          assertEquals(await server.textOf(textLiteral(text)), text);
        },
      ),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom(..."'\"\\`%_?\0\n-#;/*") }),
        async (text) => {
          assertEquals(await server.textOf(textLiteral(text)), text);
        },
      ),
      { numRuns: 60 },
    );
  }
});

Deno.test("textLiteral() matches as a pattern what it matches as a parameter", async () => {
  await using server = await connection({ mode: "", charset: "utf8mb4" });
  for (
    const [value, pattern, found] of [
      ["a_b", "a\\_b", "1"],
      ["axb", "a\\_b", "0"],
      ["axb", "a_b", "1"],
      ["a%", "a\\%", "1"],
      ["a\\", "a\\\\", "1"],
      ["é_", "é\\_", "1"],
    ] as const
  ) {
    const sql = `${textLiteral(value)} LIKE ${textLiteral(pattern)}`;
    assertEquals(await server.textOf(sql), found, sql);
  }
});

Deno.test("textLiteral() keeps plain text readable and hides everything else", () => {
  assertEquals(textLiteral("min%"), "_UTF8MB4 0x6D696E25");
  assertEquals(textLiteral("it's"), "'it''s'");
  assertEquals(textLiteral("a\\_b"), "'a\\_b'");
  assertEquals(textLiteral("a\\b"), "_UTF8MB4 0x615C62");
  assertEquals(textLiteral("é"), "_UTF8MB4 0xC3A9");
  assertEquals(textLiteral("a\nb"), "_UTF8MB4 0x610A62");
});

Deno.test("patternLiteral() keeps wildcards readable", () => {
  assertEquals(patternLiteral("min%"), "'min%'");
  assertEquals(patternLiteral("o'%\\_"), "'o''%\\_'");
  assertEquals(patternLiteral("100\\%"), "_UTF8MB4 0x3130305C25");
});

Deno.test("textLiteral() refuses half a surrogate pair, which no server can hold", () => {
  assertThrows(() => textLiteral("a\ud800"), RangeError, "surrogate");
});

Deno.test("textLiteral() writes long texts", () => {
  assertEquals(textLiteral("a'".repeat(2_000_000)).length, 6_000_002);
});

Deno.test("bytesLiteral() is read back the same in every mode and character set", async () => {
  for (const session of SESSIONS) {
    await using server = await connection(session);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
        assertEquals(await server.bytesOf(bytesLiteral(bytes)), bytes);
      }),
      { numRuns: 40 },
    );
  }
});

Deno.test("numberLiteral() is read back the same", async () => {
  await using server = await connection({ mode: "", charset: "utf8mb4" });
  await fc.assert(
    fc.asyncProperty(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      async (value) => {
        const text = await server.textOf(
          `CAST(${numberLiteral(value)} AS DOUBLE)`,
        );
        assertEquals(Number(text) + 0, value + 0);
      },
    ),
    { numRuns: 200 },
  );
  const largest = 2n ** 64n - 1n;
  for (const value of [0n, -(2n ** 63n), 2n ** 53n + 1n, largest]) {
    assertEquals(await server.textOf(numberLiteral(value)), String(value));
  }
  assertEquals(numberLiteral(-0), "0");
});

Deno.test("numberLiteral() refuses what SQL has no number for", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    assertThrows(() => numberLiteral(value), RangeError, String(value));
  }
});

Deno.test("literal() writes every kind of value", () => {
  const values: [SqlValue, string][] = [
    [null, "NULL"],
    [true, "1"],
    [false, "0"],
    [1.5, "1.5"],
    [10n, "10"],
    ["a", "'a'"],
    [new Uint8Array([0, 255]), "0x00FF"],
    [new Uint8Array(), "''"],
  ];
  for (const [value, text] of values) assertEquals(literal(value), text);
});

/** A session of some other client. */
async function connection(
  { mode, charset }: { mode: string; charset: string },
) {
  const client = await mysql.createConnection({
    socketPath: testServer(),
    user: "root",
  });
  await client.query(`SET NAMES ${charset}`);
  await client.query(`SET SESSION sql_mode = '${mode}'`);
  const hex = async (expression: string): Promise<string> => {
    const [rows] = await client.query({
      sql:
        `SELECT HEX(CONVERT(${expression} USING utf8mb4)), HEX(${expression})`,
      rowsAsArray: true,
    });
    return (rows as unknown as string[][])[0]!.join(",");
  };
  return {
    /** The value as text, by way of its bytes, so that no other conversion has a say. */
    textOf: async (sql: string) =>
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(
        Uint8Array.fromHex((await hex(sql)).split(",")[0]!),
      ),
    bytesOf: async (sql: string) =>
      Uint8Array.fromHex((await hex(sql)).split(",")[1]!),
    [Symbol.asyncDispose]: () => client.end(),
  };
}
