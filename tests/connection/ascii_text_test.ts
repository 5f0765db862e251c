import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { asciiText } from "../../src/connection/ascii_text.ts";

Deno.test("asciiText() gives the text of short ASCII, and leaves all else to the decoder", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60, max: 0xff }),
      fc.uint8Array({ maxLength: 60, max: 0x7f }),
      (any, ascii) => {
        for (const bytes of [any, ascii]) {
          const isShortAscii = bytes.length <= 40 &&
            bytes.every((byte) => byte < 0x80);
          const whole = Uint8Array.of(0xff, ...bytes, 0xff);
          assertEquals(
            asciiText(whole, 1, 1 + bytes.length),
            isShortAscii ? new TextDecoder().decode(bytes) : null,
          );
        }
      },
    ),
    { numRuns: 1000 },
  );
});
