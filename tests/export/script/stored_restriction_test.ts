import { assert, assertEquals } from "@std/assert";
import { decodeBlob } from "../../../src/blob/decode.ts";
import {
  isOnlyInScript,
  restrictionLimits,
  storedRestriction,
} from "../../../src/export/script/stored_restriction.ts";

Deno.test("storedRestriction() is all conditions as one, its % doubled", () => {
  const limits = restrictionLimits(2 ** 24);
  const of = (texts: string[]) => {
    const { blob, isWhole } = storedRestriction(texts, 9, limits);
    return [decodeBlob(blob), isWhole];
  };
  assertEquals(of(["`a`='%'"]), ["(`a`='%%')", true]);
  assertEquals(of(["`a`=1", "`a`=2"]), ["((`a`=1)OR(`a`=2))", true]);
});

Deno.test("storedRestriction() says so where a condition is too long for a statement, or for the column", () => {
  const digits = (count: number) =>
    Array.from(
      crypto.getRandomValues(new Uint8Array(count)),
      (byte) => byte.toString(16).padStart(2, "0"),
    ).join("");
  const text = `\`a\`='${digits(40_000)}'`;
  for (
    const [limits, isStored] of [
      [restrictionLimits(2 ** 18), true],
      // No room in a statement that selects, none in the one that stores.
      [restrictionLimits(65_536 + 80_000), false],
      [{ text: 90_000, blob: 39_000 }, false],
    ] as const
  ) {
    const { blob, isWhole } = storedRestriction([text], 7, limits);
    const stored = String(decodeBlob(blob));
    assertEquals(isWhole, isStored);
    assertEquals(isOnlyInScript(stored), !isStored);
    assertEquals(stored.includes(text), isStored);
    assert(blob.length <= limits.blob);
  }
});
