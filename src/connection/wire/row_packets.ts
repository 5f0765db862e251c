/**
 * Rows of a SELECT where they lie: in the packets that the server sent. The driver makes an object or an array of each
 * row; here a row is looked at in place, and nothing is made of it but what the looker makes. Columns that came before,
 * exactly so, are not read again either.
 *
 * The driver puts rows of more than 16 MB together before they come here, and unpacks compressed ones; see
 * `driver_command.ts` for how far this reaches into it.
 *
 * @module
 */
import mysql from "mysql2";
import {
  type DriverConnection,
  type Packet,
  type Request,
  textRequest,
} from "./driver_command.ts";
import { type PipelinedCommand, runPipelined } from "../pipeline.ts";
import {
  definitionsIn,
  knownColumns,
  noteColumns,
  type WireColumn,
  wireColumn,
} from "./wire_columns.ts";
import type { RowCells } from "../session.ts";

/** Who looks at the rows. */
export interface RowLooker {
  /** Called once, before the first row. True: the driver shall make its rows, too. */
  onColumns?(columns: readonly WireColumn[]): boolean;
  /** Called with each row; what is shown is good only until it returns. */
  onRow(cells: RowCells): void;
}

/** What there is when all rows have been looked at. */
export interface LookedAt {
  readonly columns: readonly WireColumn[];
  /** The driver's rows, where the looker wanted them; else none. */
  readonly rows: unknown[][];
}

/**
 * Runs a SELECT whose rows are looked at in place. What the looker throws comes out when the last row has come: the
 * rest is on the wire already, and is not looked at.
 *
 * @throws What the driver gives as an error; a {@linkcode LookerError} of what the looker threw.
 */
export function lookAtRows(
  connection: mysql.PoolConnection,
  sql: string,
  looker: RowLooker,
): Promise<LookedAt> {
  return new Promise((resolve, reject) => {
    runPipelined(connection, new RowsCommand(sql, looker, resolve, reject));
  });
}

/** What the looker threw: no error of the server. */
export class LookerError {
  /** As it was thrown. */
  readonly thrown: unknown;

  constructor(thrown: unknown) {
    this.thrown = thrown;
  }
}

class RowsCommand implements PipelinedCommand {
  readonly isAhead = false;
  readonly request: Request;
  readonly onResult: (error: unknown) => void;
  readonly #sql: string;
  readonly #looker: RowLooker;
  readonly #done: (looked: LookedAt) => void;
  /** The driver's own command, for what is new or wants its rows. */
  #driver: DriverQuery | null = null;
  #columns: readonly WireColumn[] = [];
  #cells: PacketCells | null = null;
  /** Packets to come before the first row. */
  #skipped = 0;
  #thrown: LookerError | null = null;

  constructor(
    sql: string,
    looker: RowLooker,
    done: (looked: LookedAt) => void,
    failed: (error: unknown) => void,
  ) {
    this.#sql = sql;
    this.request = textRequest(sql);
    this.#looker = looker;
    this.#done = done;
    this.onResult = failed;
  }

  take(packet: Packet, connection: DriverConnection): boolean {
    if (this.#driver !== null) return this.#driver.execute(packet, connection);
    if (packet.isError()) {
      this.onResult(packet.asError(connection.clientEncoding));
      return true;
    }
    if (this.#cells === null) return this.#begin(packet, connection);
    if (this.#skipped > 0) this.#skipped--;
    else if (packet.isEOF()) {
      this.#end([]);
      return true;
    } else this.#look(this.#cells, packet);
    return false;
  }

  /** The first packet says how many columns there are; what they are mostly stands right behind it. */
  #begin(packet: Packet, connection: DriverConnection): boolean {
    const definitions = definitionsIn(packet);
    const known = definitions === null ? null : knownColumns(definitions);
    if (known === null || this.#start(known)) {
      return this.#leaveToDriver(packet, connection, definitions);
    }
    this.#skipped = known.length + 1;
    return false;
  }

  /** @returns True where the driver's rows are wanted. */
  #start(columns: readonly WireColumn[]): boolean {
    this.#columns = columns;
    this.#cells = cellsOf(columns.length);
    try {
      return this.#looker.onColumns?.(columns) ?? false;
    } catch (error) {
      this.#thrown = new LookerError(error);
      return false;
    }
  }

  #look(cells: PacketCells, packet: Packet): void {
    // An error thrown here would cost the connection.
    if (this.#thrown !== null) return;
    try {
      cells.take(packet.buffer, packet.offset);
      this.#looker.onRow(cells);
    } catch (error) {
      this.#thrown = new LookerError(error);
    }
  }

  #end(rows: unknown[][]): void {
    if (this.#thrown !== null) this.onResult(this.#thrown);
    else this.#done({ columns: this.#columns, rows });
  }

  #leaveToDriver(
    packet: Packet,
    connection: DriverConnection,
    definitions: string | null,
  ): boolean {
    const driver = createQuery(
      { sql: this.#sql, rowsAsArray: true },
      undefined,
      (error, rows) => error ? this.onResult(error) : this.#end(rows),
      connection.config,
    );
    driver.on("fields", (fields) => {
      // Without fields for what gives no rows.
      if (fields === undefined) return;
      const columns = fields.map(wireColumn);
      if (definitions !== null) noteColumns(definitions, columns);
      const makeRow = this.#start(columns) ? driver.row : null;
      driver.row = this.#takingRows(makeRow);
    });
    // The statement is on its way already: the driver's command begins on a connection that sends nothing.
    const { config } = connection;
    driver.next = driver.start(undefined, { config, writePacket: () => {} });
    this.#driver = driver;
    return driver.execute(packet, connection);
  }

  #takingRows(makeRow: TakePacket | null): TakePacket {
    const cells = this.#cells!;
    const look = (packet: Packet) => this.#look(cells, packet);
    return function takeRow(packet) {
      if (packet.isEOF()) return this.done();
      look(packet);
      makeRow?.call(this, packet);
      return takeRow;
    };
  }
}

/** What we use of mysql2's command (`lib/commands/query.js`). */
interface DriverQuery {
  start(
    packet: undefined,
    connection: { readonly config: unknown; writePacket(): void },
  ): TakePacket;
  next: TakePacket;
  execute(packet: Packet, connection: DriverConnection): boolean;
  on(
    event: "fields",
    listener: (fields: mysql.FieldPacket[] | undefined) => void,
  ): void;
  /** Takes one packet and gives what takes the next one; `null` when there is none. */
  row: TakePacket;
  /** Ends the command: calls back with what rows and fields it has. */
  done(): null;
}

type TakePacket = (this: DriverQuery, packet: Packet) => TakePacket | null;

/** As the driver has it, though its types do not say so. */
const { createQuery } = mysql as unknown as {
  createQuery(
    options: mysql.QueryOptions,
    values: undefined,
    done: (error: unknown, rows: unknown[][]) => void,
    config: unknown,
  ): DriverQuery;
};

/** One for all results of a width: it shows one row, for as long as somebody looks at it. */
function cellsOf(width: number): PacketCells {
  let cells = CELLS.get(width);
  if (cells === undefined) CELLS.set(width, cells = new PacketCells(width));
  return cells;
}

const CELLS = new Map<number, PacketCells>();

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
