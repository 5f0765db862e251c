/**
 * Structured arrays with a field that is itself an array, as numpy 1.26 and DataJoint 0.14 pack them, beside what DataJoint
 * reads of them: `np.array([([1.5, 2.5, 3.5], 7)], dtype=[("xyz", "f8", (3,)), ("n", "i4")])` is the first.
 *
 * @module
 */
import { assertEquals, assertThrows } from "@std/assert";
import { decodeBlob } from "../../src/blob/decode.ts";
import { encodeBlob } from "../../src/blob/encode.ts";
import type { RecordArray } from "../../src/blob/records.ts";
import { BlobError } from "../../src/errors.ts";
import { describe } from "./describe.ts";
import subarrays from "./subarrays.json" with { type: "json" };

for (const { name, blob, value } of subarrays) {
  Deno.test(`decodeBlob() gives records with ${name} as Python reads them`, () => {
    const decoded = decodeBlob(Uint8Array.fromBase64(blob), { exact: true });
    assertEquals<unknown>(describe(decoded), value);
    // What is packed of that has the fields' common shape.
    assertEquals<unknown>(
      describe(decodeBlob(encodeBlob(decoded), { exact: true })),
      value,
    );
  });
}

Deno.test("records with arrays are given one by one", () => {
  const { blob } = subarrays[0]!;
  const records = decodeBlob(Uint8Array.fromBase64(blob)) as RecordArray;
  assertEquals([...records], [
    { xyz: 1.5, n: 7 },
    { xyz: 2.5, n: 7 },
    { xyz: 3.5, n: 7 },
  ]);
});

/** Two records each, which Python packs and cannot read: fields of shapes (2, 3) and (2), (2) and (2, 3), (2) and (2, 1). */
const UNREADABLE = [
  "ZGowAEYCAAAAYQBiAEECAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAAGAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEEBAAAAAAAAAAIAAAAAAAAADAAAAAAAAAAAAAAAAAAAAA==",
  "ZGowAEYCAAAAYgBhAEEBAAAAAAAAAAIAAAAAAAAADAAAAAAAAAAAAAAAAAAAAEECAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAAGAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
  "ZGowAEYCAAAAYgBhAEEBAAAAAAAAAAIAAAAAAAAADAAAAAAAAAAAAAAAAAAAAEECAAAAAAAAAAIAAAAAAAAAAQAAAAAAAAAGAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
];

Deno.test("decodeBlob() refuses fields that have no common shape, as Python does", () => {
  for (const blob of UNREADABLE) {
    const bytes = Uint8Array.fromBase64(blob);
    assertThrows(() => decodeBlob(bytes), BlobError, "has shape (2");
  }
});
