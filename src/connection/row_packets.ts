/**
 * Rows of a SELECT where they lie: in the packets that the server sent. The driver makes an object or an array of each
 * row; here a row is looked at in place, and nothing is made of it but what the looker makes.
 *
 * This is the one file that reaches into mysql2: a command of its own `query()` takes each packet of a row by its method
 * `row`, and an instance may have its own. The driver puts rows of more than 16 MB together before they come here, and
 * unpacks compressed ones; its version is pinned, and `tests/connection/row_packets_test.ts` holds what is relied on.
 *
 * @module
 */
import type mysql from "mysql2";
import type { RowCells } from "./session.ts";

/** Who looks at the rows. */
export interface RowLooker {
  /** Called once, before the first row. True: the driver shall make its rows, too. */
  onFields?(fields: readonly mysql.FieldPacket[]): boolean;
  /** Called with each row; what is shown is good only until it returns. */
  onRow(cells: RowCells): void;
}

/** What the driver gives when all rows have been looked at. */
export interface LookedAt {
  readonly fields: readonly mysql.FieldPacket[];
  /** The driver's rows, where the looker wanted them; else none. */
  readonly rows: unknown[][];
}

/**
 * Runs a SELECT whose rows are looked at in place. What the looker throws comes out when the last row has come: the
 * rest is on the wire already, and is not looked at.
 *
 * @throws What the driver gives as an error, by `failed`; what the looker threw, as it is.
 */
export async function lookAtRows(
  connection: mysql.PoolConnection,
  options: mysql.QueryOptions,
  looker: RowLooker,
  failed: (error: unknown) => Error,
): Promise<LookedAt> {
  const thrown: unknown[] = [];
  let done: LookedAt;
  try {
    done = await new Promise<LookedAt>((resolve, reject) => {
      const command = connection.query(
        options,
        (error: unknown, rows: unknown, fields: mysql.FieldPacket[]) => {
          if (error) reject(error);
          else resolve({ rows: rows as unknown[][], fields: fields ?? [] });
        },
      ) as unknown as RowCommand;
      command.on("fields", (fields) => {
        if (fields === undefined) return;
        const driver = wantsRows(looker, fields, thrown) ? command.row : null;
        command.row = takingRows(looker, fields.length, thrown, driver);
      });
    });
  } catch (error) {
    // Made here, after the await, so that the caller's own line is in the stack.
    throw failed(error);
  }
  if (thrown.length > 0) throw thrown[0];
  return done;
}

function wantsRows(
  looker: RowLooker,
  fields: readonly mysql.FieldPacket[],
  thrown: unknown[],
): boolean {
  try {
    return looker.onFields?.(fields) ?? false;
  } catch (error) {
    thrown.push(error);
    return false;
  }
}

/** What we use of mysql2's command (`lib/commands/query.js`). */
interface RowCommand {
  /** Without fields for what gives no rows. */
  on(
    event: "fields",
    listener: (fields: mysql.FieldPacket[] | undefined) => void,
  ): void;
  /** Takes one packet and gives what takes the next one; `null` when there is none. */
  row: TakePacket;
  /** Ends the command: calls back with what rows and fields it has. */
  done(): null;
}

type TakePacket = (this: RowCommand, packet: RowPacket) => TakePacket | null;

/** What we use of mysql2's packets (`lib/packets/packet.js`). */
interface RowPacket {
  readonly buffer: Uint8Array;
  /** Where its contents begin. */
  readonly offset: number;
  /** True for the packet after the last row, in the protocol without `CLIENT_DEPRECATE_EOF`, which mysql2 speaks. */
  isEOF(): boolean;
}

function takingRows(
  looker: RowLooker,
  width: number,
  thrown: unknown[],
  driver: TakePacket | null,
): TakePacket {
  const cells = new PacketCells(width);
  return function takeRow(packet) {
    if (packet.isEOF()) return this.done();
    // An error thrown here would cost the connection.
    if (thrown.length === 0) {
      try {
        cells.take(packet.buffer, packet.offset);
        looker.onRow(cells);
      } catch (error) {
        thrown.push(error);
      }
    }
    driver?.call(this, packet);
    return takeRow;
  };
}

/** One row of the text protocol: for each value its length, then its bytes. */
class PacketCells implements RowCells {
  bytes: Uint8Array = new Uint8Array();
  readonly starts: Int32Array;
  readonly ends: Int32Array;

  constructor(width: number) {
    this.starts = new Int32Array(width);
    this.ends = new Int32Array(width);
  }

  take(bytes: Uint8Array, offset: number): void {
    const { starts, ends } = this;
    this.bytes = bytes;
    let at = offset;
    for (let i = 0; i < starts.length; i++) {
      let length = bytes[at++]!;
      if (length === NULL) {
        starts[i] = ends[i] = -1;
        continue;
      }
      if (length > NULL) {
        const size = length === 0xfc ? 2 : length === 0xfd ? 3 : 8;
        length = longLength(bytes, at, size);
        at += size;
      }
      starts[i] = at;
      at += length;
      ends[i] = at;
    }
  }
}

const NULL = 0xfb;

function longLength(bytes: Uint8Array, at: number, size: number): number {
  let length = 0;
  for (let i = size - 1; i >= 0; i--) length = length * 256 + bytes[at + i]!;
  return length;
}
