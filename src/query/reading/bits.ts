/**
 * BIT values as numbers: those of columns, and those that SQL computes of them.
 *
 * @module
 */
import type { Attribute } from "../expression/heading.ts";

/** A number where it is exact, else a bigint. */
export function bitValue(value: unknown): number | bigint {
  const whole = value instanceof Uint8Array
    ? BigInt("0x" + (value.toHex() || "0"))
    : BigInt(value as number | string);
  return whole <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(whole) : whole;
}

/** True for bits that SQL computes; the server is asked for them as numbers. */
export function isComputedBits({ kind, origin }: Attribute): boolean {
  return kind === "bit" && origin === null;
}

/**
 * Computed bits of which nobody said how they come: bits are as many bytes as the type's length needs. Where all of
 * them could be digits just as well, they are taken for bits, as `max(flags)` and `min(flags)` give them.
 *
 * @param type The type as the server says it, `bit(10)`.
 */
export function bitValues(
  type: string,
  values: readonly unknown[],
): (number | bigint | null)[] {
  const bits = Number(/\d+/.exec(type)?.[0] ?? 64);
  const bytes = Math.ceil(bits / 8);
  const areBits = values.every((value) =>
    !(value instanceof Uint8Array) ||
    value.length === bytes && bitValue(value) < 2n ** BigInt(bits)
  );
  return values.map((value) => {
    if (value === null) return null;
    const isText = value instanceof Uint8Array && !areBits;
    return bitValue(isText ? new TextDecoder().decode(value) : value);
  });
}
