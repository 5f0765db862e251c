/**
 * A changing statement that the server has taken apart beforehand: for a short one that takes longer than running it.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type mysql from "mysql2";
import {
  type DriverCommand,
  type DriverConnection,
  HEADER,
  type Packet,
  Request,
  runCommand,
  send,
} from "./driver_command.ts";
import { putPlainText } from "./encode_text.ts";

/** What may stand in place of a `?`. */
export type PreparedValue = number | string;

/**
 * Prepares a statement; it lasts as long as its connection.
 *
 * @returns Its number on the connection.
 * @throws What the driver gives as an error.
 */
export function prepareChange(
  connection: mysql.PoolConnection,
  sql: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    connection.prepare(sql, (error, statement) => {
      if (error) reject(error);
      else resolve((statement as unknown as { readonly id: number }).id);
    });
  });
}

/**
 * Runs a prepared statement; what it changed is not told.
 *
 * @param id What preparing it gave.
 * @throws What the driver gives as an error.
 */
export function runPrepared(
  connection: mysql.PoolConnection,
  id: number,
  values: readonly PreparedValue[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = executeRequest(id, values);
    runCommand(connection, new Execute(request, resolve, reject));
  });
}

class Execute implements DriverCommand {
  readonly onResult: (error: unknown) => void;
  readonly #request: Request;
  readonly #done: () => void;

  constructor(
    request: Request,
    done: () => void,
    failed: (error: unknown) => void,
  ) {
    this.#request = request;
    this.#done = done;
    this.onResult = failed;
  }

  execute(packet: Packet | undefined, connection: DriverConnection): boolean {
    if (packet === undefined) {
      send(connection, this.#request);
      return false;
    }
    if (packet.isError()) {
      this.onResult(packet.asError(connection.clientEncoding));
    } else this.#done();
    return true;
  }
}

/** https://mariadb.com/kb/en/com_stmt_execute/, without query attributes, which `pool.ts` turns off. */
function executeRequest(id: number, values: readonly PreparedValue[]): Request {
  return requestOf(id, values, writePlainText, 1) ??
    requestOf(id, values, writeText, 3)!;
}

/**
 * @param perCharacter What a character of a text takes at most, in bytes a code unit.
 * @returns `null` where `write` gives −1: it cannot write one of the texts.
 */
function requestOf(
  id: number,
  values: readonly PreparedValue[],
  write: (buffer: Buffer, value: string, at: number) => number,
  perCharacter: number,
): Request | null {
  const nulls = (values.length + 7) >> 3;
  const types = HEADER + 11 + nulls;
  let at = types + 2 * values.length;
  const buffer = Buffer.allocUnsafe(at + mostBytes(values, perCharacter));
  buffer[HEADER] = EXECUTE;
  buffer.writeUInt32LE(id, HEADER + 1);
  buffer[HEADER + 5] = 0; // no cursor
  buffer.writeUInt32LE(1, HEADER + 6); // once
  buffer.fill(0, HEADER + 10, types); // no value is NULL
  buffer[types - 1] = 1; // types follow
  for (const [i, value] of values.entries()) {
    const isNumber = typeof value === "number";
    buffer[types + 2 * i] = isNumber ? LONGLONG : VAR_STRING;
    buffer[types + 2 * i + 1] = 0;
    at = isNumber ? writeNumber(buffer, value, at) : write(buffer, value, at);
    if (at < 0) return null;
  }
  return new Request(buffer.subarray(0, at));
}

const EXECUTE = 0x17;
const LONGLONG = 8;
const VAR_STRING = 0xfd;

/** What values take at most: of a text `perCharacter` bytes a code unit, and up to nine that tell the length. */
function mostBytes(
  values: readonly PreparedValue[],
  perCharacter: number,
): number {
  let bytes = 0;
  for (const value of values) {
    bytes += typeof value === "number" ? 8 : 9 + perCharacter * value.length;
  }
  return bytes;
}

function writeNumber(buffer: Buffer, value: number, at: number): number {
  buffer.writeInt32LE(value | 0, at);
  return buffer.writeInt32LE(Math.floor(value / 0x1_0000_0000), at + 4);
}

/** @returns −1 where some character takes more than a byte. */
function writePlainText(buffer: Buffer, value: string, at: number): number {
  const size = value.length;
  if (size > MOST_PLAIN || !putPlainText(buffer, value, at + 3)) return -1;
  buffer[at] = TWO_BYTES;
  buffer[at + 1] = size;
  buffer[at + 2] = size >> 8;
  return at + 3 + size;
}

function writeText(buffer: Buffer, value: string, at: number): number {
  // How long it is, is known when it stands there: the room for that is chosen before.
  if (value.length <= SHORT) {
    const size = buffer.write(value, at + 3);
    buffer[at] = TWO_BYTES;
    buffer.writeUInt16LE(size, at + 1);
    return at + 3 + size;
  }
  const size = buffer.write(value, at + 9);
  buffer[at] = EIGHT_BYTES;
  buffer.writeUInt32LE(size, at + 1);
  buffer.writeUInt32LE(0, at + 5);
  return at + 9 + size;
}

const MOST_PLAIN = 0xffff;
/** So many code units take less than 65,536 bytes. */
const SHORT = 21_845;
/** A length follows that takes so many bytes. */
const TWO_BYTES = 0xfc;
const EIGHT_BYTES = 0xfe;
