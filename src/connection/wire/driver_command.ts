/**
 * Commands of our own among those of mysql2, on its connections. The driver queues them, frames their packets, puts long
 * ones together, encrypts and compresses; what is sent and what is made of the reply is ours, and takes a fraction of
 * the time that the driver's own commands take.
 *
 * This, `pipeline.ts`, `ahead_command.ts` and `row_packets.ts` are the files that reach into mysql2: its version is
 * pinned, and `tests/connection/wire/`, `tests/connection/pipeline_test.ts` and `tests/connection/ahead_test.ts` hold
 * what is relied on.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type mysql from "mysql2";
import { putPlainText } from "./encode_text.ts";

/** What mysql2 asks of a command (`lib/base/connection.js`). */
export interface DriverCommand {
  /**
   * Called without a packet when it is this command's turn, then with each packet of the reply.
   *
   * @returns True when the reply is over.
   */
  execute(packet: Packet | undefined, connection: DriverConnection): boolean;
  /** Called when the connection is lost before or meanwhile. */
  readonly onResult: (error: unknown) => void;
}

/** What we use of mysql2's connections. */
export interface DriverConnection {
  readonly config: unknown;
  readonly clientEncoding: string;
  /** The number of the next packet of the reply. */
  sequenceId: number;
  /** The command that is being answered. */
  readonly _command: DriverCommand | undefined;
  /** Those that wait for their turn. */
  readonly _commands: { readonly length: number };
  addCommand(command: DriverCommand): void;
  writePacket(packet: Request): void;
  _resetSequenceId(): void;
  _bumpSequenceId(count: number): void;
}

/** What we use of mysql2's packets (`lib/packets/packet.js`). */
export interface Packet {
  /** All that came at once: other packets may stand before and behind this one. */
  readonly buffer: Buffer;
  /** Where its contents begin. */
  readonly offset: number;
  /** Where it ends. */
  readonly end: number;
  isError(): boolean;
  asError(encoding: string): Error;
  /** True for the packet after the last row, in the protocol without `CLIENT_DEPRECATE_EOF`, which mysql2 speaks. */
  isEOF(): boolean;
}

/** Runs a command as soon as those before it are done; at once, where there are none. */
export function runCommand(
  connection: mysql.PoolConnection,
  command: DriverCommand,
): void {
  (connection as unknown as DriverConnection).addCommand(command);
}

/** Sends what a command asks of the server. */
export function send(connection: DriverConnection, request: Request): void {
  connection._resetSequenceId();
  connection.writePacket(request);
}

/** Sends what the next command asks of the server while another one is being answered. */
export function sendAhead(
  connection: DriverConnection,
  request: Request,
): void {
  const { sequenceId } = connection;
  send(connection, request);
  connection.sequenceId = sequenceId;
}

/** Bytes to send, in the form that mysql2 writes. */
export class Request {
  readonly buffer: Buffer;

  /** @param buffer What is sent, with room for its header before it. */
  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  /**
   * For the driver, which parts what is longer than a packet by this: with one more than the contents it does so rightly,
   * also where they fill their packets to the last byte.
   */
  length(): number {
    return this.buffer.length - HEADER + 1;
  }

  /** How many packets it takes: its reply is numbered behind them. */
  get packets(): number {
    return 1 + Math.floor((this.buffer.length - HEADER) / LARGEST);
  }

  /** For the driver. */
  writeHeader(sequenceId: number): void {
    const size = this.buffer.length - HEADER;
    this.buffer[0] = size;
    this.buffer[1] = size >> 8;
    this.buffer[2] = size >> 16;
    this.buffer[3] = sequenceId;
  }
}

/** So many bytes of contents a packet has; a full one is followed by another. */
const LARGEST = 0xff_ff_ff;

/** Where a request's contents begin, after its size and number. */
export const HEADER = 4;

/** Asks the server to run one statement. */
export function textRequest(sql: string): Request {
  const plain = Buffer.allocUnsafe(TEXT_BEGINS + sql.length);
  const isPlain = putPlainText(plain, sql, TEXT_BEGINS);
  const buffer = isPlain
    ? plain
    : Buffer.allocUnsafe(TEXT_BEGINS + Buffer.byteLength(sql));
  buffer[HEADER] = QUERY;
  if (!isPlain) buffer.write(sql, TEXT_BEGINS);
  return new Request(buffer);
}

const QUERY = 0x03;
const TEXT_BEGINS = HEADER + 1;
