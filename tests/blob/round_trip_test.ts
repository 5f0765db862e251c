import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeBlob } from "../../src/blob/decode.ts";
import { encodeBlob } from "../../src/blob/encode.ts";
import { BlobError } from "../../src/errors.ts";
import { anyValue, numericArray } from "./arbitrary.ts";
import { describe } from "./describe.ts";

Deno.test("encodeBlob() and decodeBlob() give any value back, with exact types", () => {
  fc.assert(fc.property(anyValue, fc.boolean(), (value, compress) => {
    const blob = encodeBlob(value, { compress });
    assertEquals(
      describe(decodeBlob(blob, { exact: true })),
      describe(value),
    );
  }));
});

Deno.test("encodeBlob() and decodeBlob() give arrays of all element types and shapes back", () => {
  fc.assert(fc.property(numericArray, (value) => {
    assertEquals(
      describe(decodeBlob(encodeBlob(value), { exact: true })),
      describe(value),
    );
  }));
});

Deno.test("decodeBlob() reads or refuses any altered blob, and fails with BlobError alone", () => {
  const change = fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }) });
  fc.assert(
    fc.property(
      anyValue,
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      (value, changes, compress) => {
        const blob = encodeBlob(value, { compress });
        for (const { at, byte } of changes) blob[at % blob.length] = byte;
        onlyBlobError(blob);
      },
    ),
    { numRuns: 1000 },
  );
});

Deno.test("decodeBlob() refuses a blob that was cut, wherever", () => {
  fc.assert(
    fc.property(anyValue, fc.nat(), fc.boolean(), (value, at, compress) => {
      const blob = encodeBlob(value, { compress });
      assertEquals(onlyBlobError(blob.subarray(0, at % blob.length)), false);
    }),
    { numRuns: 500 },
  );
});

Deno.test("decodeBlob() refuses or reads random bytes after a right header", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const header = new TextEncoder().encode("dj0\0");
      onlyBlobError(new Uint8Array([...header, ...bytes]));
    }),
    { numRuns: 2000 },
  );
});

function onlyBlobError(blob: Uint8Array): boolean {
  try {
    decodeBlob(blob);
    return true;
  } catch (error) {
    if (error instanceof BlobError) return false;
    throw error;
  }
}
