import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { textOf, textsOf } from "../../../src/connection/wire/utf8_text.ts";

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

Deno.test("textOf() gives what the decoder gives, of bytes of any length", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60, max: 0x7f }),
    fc.uint8Array({ maxLength: 300, max: 0xff }),
    fc.string({ unit: "grapheme", maxLength: 200 })
      .map((text) => new TextEncoder().encode(`\ufeff${text}`)),
  );
  fc.assert(
    fc.property(bytes, (bytes) => {
      const whole = Uint8Array.of(0xff, ...bytes, 0xff);
      assertEquals(
        textOf(whole, 1, 1 + bytes.length),
        DECODER.decode(bytes),
      );
    }),
    { numRuns: 1000 },
  );
});

Deno.test("textsOf() gives the texts of a row's columns, null for NULL", () => {
  const row = {
    bytes: new TextEncoder().encode("aébc"),
    starts: Int32Array.of(0, -1, 1, 3),
    ends: Int32Array.of(1, -1, 3, 5),
  };
  assertEquals(textsOf(row), ["a", null, "é", "bc"]);
  assertEquals(textsOf(row, 1, 3), [null, "é"]);
});
