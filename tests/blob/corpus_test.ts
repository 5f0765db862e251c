import { assertEquals, assertGreater } from "@std/assert";
import { decodeBlob } from "../../src/blob/decode.ts";
import { encodeBlob } from "../../src/blob/encode.ts";
import { unwrapBlob } from "../../src/blob/header.ts";
import corpus from "./corpus.json" with { type: "json" };
import { describe } from "./describe.ts";

interface Entry {
  readonly name: string;
  readonly blob: string;
  readonly value: readonly unknown[];
}

const entries = corpus as unknown as readonly Entry[];

Deno.test("decodeBlob() gives what Python's DataJoint packed, value by value", () => {
  assertGreater(entries.length, 200);
  for (const { name, blob, value } of entries) {
    const decoded = decodeBlob(Uint8Array.fromBase64(blob), { exact: true });
    assertEquals(describe(decoded), sorted(value), name);
  }
});

Deno.test("encodeBlob() gives the bytes that Python's DataJoint wrote, after an exact decoding", () => {
  for (const { name, blob } of entries) {
    const bytes = Uint8Array.fromBase64(blob);
    const again = encodeBlob(decodeBlob(bytes, { exact: true }));
    assertEquals(hex(again), hex(bytes), name);
  }
});

Deno.test("encodeBlob() keeps what decodeBlob() gave with plain types", () => {
  for (const { name, blob } of entries) {
    const decoded = decodeBlob(Uint8Array.fromBase64(blob));
    const again = decodeBlob(encodeBlob(decoded));
    assertEquals(describe(again), describe(decoded), name);
  }
});

/** Sets have no order: both sides are sorted the same way. */
function sorted(value: readonly unknown[]): readonly unknown[] {
  if (value[0] !== "set") {
    return value.map((part) => Array.isArray(part) ? sorted(part) : part);
  }
  const items = (value[1] as unknown[][]).map(sorted);
  return [
    "set",
    items.toSorted((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1),
  ];
}

/** Compressed bytes depend on the version of zlib: what they hold is compared. */
function hex(blob: Uint8Array): string {
  const { protocol, body } = unwrapBlob(blob);
  return `${protocol} ${body.toHex()}`;
}
