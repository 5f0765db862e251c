import { assertEquals } from "@std/assert";
import { putPlainText } from "../../../src/connection/wire/encode_text.ts";

Deno.test("putPlainText() writes ASCII in its place, and says of anything else that it does not", () => {
  for (const text of ["", "a", "it's \\ \0\r\n~", "x".repeat(10_000)]) {
    const bytes = new Uint8Array(text.length + 4).fill(255);
    assertEquals(putPlainText(bytes, text, 2), true);
    const inside = bytes.subarray(2, 2 + text.length);
    assertEquals(new TextDecoder().decode(inside), text);
    assertEquals([...bytes.subarray(0, 2), ...bytes.slice(-2)], [
      ...[255, 255],
      ...[255, 255],
    ]);
  }
  for (const text of ["é", "aé", "éa", "😀", "a\ud800", "\u{ffff}", "abé😀"]) {
    const bytes = new Uint8Array(text.length + 4).fill(255);
    assertEquals(putPlainText(bytes, text, 2), false, text);
    assertEquals([...bytes.subarray(0, 2), ...bytes.slice(-2)], [
      ...[255, 255],
      ...[255, 255],
    ]);
  }
});
