/**
 * SHA-256 of many short messages (FIPS 180-4): a call of the runtime's own takes longer than hashing one.
 *
 * @module
 */

/**
 * The digest of the first bytes of a message, as eight numbers of 32 bits; good until the next call.
 *
 * @param message At least 72 bytes longer than the message: its padding is written behind it.
 * @param length How many bytes the message has.
 *
 * @example
 * ```ts
 * import { sha256 } from "./sha256.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sha256(new Uint8Array(72), 0)[0]! >>> 0, 0xe3b0c442);
 * ```
 */
export function sha256(message: Uint8Array, length: number): Int32Array {
  const end = padded(message, length);
  STATE.set(FIRST);
  for (let at = 0; at < end; at += 64) block(message, at);
  return STATE;
}

function padded(message: Uint8Array, length: number): number {
  const end = (length + 72) & ~63;
  message.fill(0, length, end);
  message[length] = 0x80;
  let bits = length * 8;
  for (let at = end - 1; bits > 0; at--) {
    message[at] = bits & 0xff;
    bits = Math.floor(bits / 256);
  }
  return end;
}

function block(message: Uint8Array, from: number): void {
  const words = WORDS;
  for (let i = 0, at = from; i < 16; i++, at += 4) {
    words[i] = message[at]! << 24 | message[at + 1]! << 16 |
      message[at + 2]! << 8 | message[at + 3]!;
  }
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15]!;
    const y = words[i - 2]!;
    const small = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
    const large = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
    words[i] = words[i - 16]! + small + words[i - 7]! + large;
  }
  let a = STATE[0]!, b = STATE[1]!, c = STATE[2]!, d = STATE[3]!;
  let e = STATE[4]!, f = STATE[5]!, g = STATE[6]!, h = STATE[7]!;
  for (let i = 0; i < 64; i++) {
    const e6 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
    const first = h + e6 + (e & f ^ ~e & g) + ROUNDS[i]! + words[i]! | 0;
    const a2 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^
      (a >>> 22 | a << 10);
    const second = a2 + (a & b ^ a & c ^ b & c);
    h = g;
    g = f;
    f = e;
    e = d + first | 0;
    d = c;
    c = b;
    b = a;
    a = first + second | 0;
  }
  STATE[0]! += a;
  STATE[1]! += b;
  STATE[2]! += c;
  STATE[3]! += d;
  STATE[4]! += e;
  STATE[5]! += f;
  STATE[6]! += g;
  STATE[7]! += h;
}

const STATE = new Int32Array(8);
const WORDS = new Int32Array(64);
const PRIMES = primes(64);
/** Of the square roots of the first primes, and of their cube roots: the first 32 bits behind the point. */
const FIRST = Int32Array.from(PRIMES.slice(0, 8), (p) => bitsOf(Math.sqrt(p)));
const ROUNDS = Int32Array.from(PRIMES, (p) => bitsOf(Math.cbrt(p)));

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) {
    if (found.every((prime) => n % prime !== 0)) found.push(n);
  }
  return found;
}

function bitsOf(root: number): number {
  return Math.floor((root % 1) * 2 ** 32) | 0;
}
