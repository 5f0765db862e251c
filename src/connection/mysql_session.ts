/**
 * One connection of mysql2, as the rest of the project knows it.
 *
 * @module
 */
import type { Readable } from "node:stream";
import type mysql from "mysql2";
import { sendAheadOf } from "./wire/ahead_command.ts";
import { prepareChange, runPrepared } from "./wire/prepared_change.ts";
import {
  lookAtRows,
  type LookedAt,
  LookerError,
  type RowLooker,
} from "./wire/row_packets.ts";
import { type WireColumn, wireColumn } from "./wire/wire_columns.ts";
import { type ColumnReader, columnReader } from "./wire/column_reader.ts";
import type { LooseViews } from "./loose_views.ts";
import { toError } from "./server_error.ts";
import type {
  Changed,
  ColumnSet,
  DriverValue,
  PreparedChange,
  ResultField,
  ResultSet,
  RowCells,
  RowKeeper,
  Session,
} from "./session.ts";

/** One connection of a pool. */
export class MysqlSession implements Session {
  readonly #connection: mysql.PoolConnection;
  readonly #label: string;
  readonly #streaming: Set<() => void>;
  readonly #views: LooseViews | null;

  /**
   * @param label The server, as it is named in messages.
   * @param streaming How streams are cut off that have rows on the wire.
   * @param views What must be sent otherwise.
   */
  constructor(
    connection: mysql.PoolConnection,
    label: string,
    streaming: Set<() => void>,
    views: LooseViews | null = null,
  ) {
    this.#connection = connection;
    this.#label = label;
    this.#streaming = streaming;
    this.#views = views;
  }

  async query(sql: string): Promise<ResultSet> {
    const { rows, fields } = await this.#send(sql, { typeCast: exactly });
    return {
      names: fields.map((field) => field.name),
      fields: () => fields.map((field) => fieldOf(wireColumn(field))),
      rows: rows as DriverValue[][],
    };
  }

  async columns(sql: string, kept?: RowKeeper): Promise<ColumnSet> {
    let reader: ColumnReader | null = null;
    kept?.clear();
    const { columns, rows } = await this.#look(sql, {
      onColumns: (columns) => {
        reader = columnReader(columns);
        return reader.needsRows;
      },
      onRow: (cells) => {
        kept?.take(cells);
        reader!.take(cells);
      },
    });
    return {
      names: columns.map(({ name }) => name),
      fields: () => columns.map(fieldOf),
      // What gives no rows has no columns either.
      ...(reader ?? columnReader([])).finish(rows as DriverValue[][]),
    };
  }

  async texts(sql: string): Promise<(string | null)[][]> {
    const { rows } = await this.#send(sql, {
      typeCast: (field) => field.string("utf8"),
    });
    return rows as (string | null)[][];
  }

  async bytes(sql: string): Promise<(Uint8Array | null)[][]> {
    const { rows } = await this.#send(sql, { typeCast: false });
    return rows as (Uint8Array | null)[][];
  }

  async cells(
    sql: string,
    onRow: (row: RowCells) => void,
    onBegin?: () => void,
  ): Promise<void> {
    onBegin?.();
    await this.#look(sql, { onRow });
  }

  async *stream(sql: string): AsyncGenerator<DriverValue[]> {
    const { rows, release } = watched(
      this.#connection,
      () =>
        this.#connection.query({
          sql: this.#sent(sql),
          rowsAsArray: true,
          typeCast: exactly,
        } as mysql.QueryOptions),
    );
    const cut = () => {
      rows.destroy(lost("it was closed"));
      cutOff(this.#connection);
    };
    this.#streaming.add(cut);
    try {
      for await (const row of rows) yield row as DriverValue[];
    } catch (error) {
      throw toError(error, this.#label, sql);
    } finally {
      this.#streaming.delete(cut);
      release();
    }
  }

  async run(sql: string): Promise<Changed> {
    const { rows } = await this.#send(sql, {});
    const { affectedRows = 0, insertId = 0 } = rows as Partial<
      mysql.ResultSetHeader
    >;
    return { affectedRows, insertId: Number(insertId) };
  }

  async runAhead(sql: string): Promise<void> {
    try {
      await sendAheadOf(this.#connection, sql);
    } catch (error) {
      throw toError(error, this.#label, sql);
    }
  }

  async prepare(sql: string): Promise<PreparedChange> {
    const connection = this.#connection;
    const failed = (error: unknown) => toError(error, this.#label, sql);
    const id = await prepareChange(connection, sql).catch((error) => {
      throw failed(error);
    });
    return async (values) => {
      try {
        await runPrepared(connection, id, values);
      } catch (error) {
        throw failed(error);
      }
    };
  }

  #sent(sql: string): string {
    return this.#views?.sent(sql) ?? sql;
  }

  async #look(sql: string, looker: RowLooker): Promise<LookedAt> {
    try {
      return await lookAtRows(this.#connection, this.#sent(sql), looker);
    } catch (error) {
      if (error instanceof LookerError) throw error.thrown;
      // Made here, after the await, so that the caller's own line is in the stack.
      throw toError(error, this.#label, sql);
    }
  }

  async #send(
    sql: string,
    extra: {
      typeCast?: false | ((field: WireField, next: () => unknown) => unknown);
    },
  ): Promise<{ rows: unknown; fields: mysql.FieldPacket[] }> {
    try {
      return await new Promise((resolve, reject) => {
        this.#connection.query(
          {
            sql: this.#sent(sql),
            rowsAsArray: true,
            ...extra,
          } as mysql.QueryOptions,
          (error: unknown, rows: unknown, fields: mysql.FieldPacket[]) =>
            error ? reject(error) : resolve({ rows, fields: fields ?? [] }),
        );
      });
    } catch (error) {
      // Made here, after the await, so that the caller's own line is in the stack.
      throw toError(error, this.#label, sql);
    }
  }
}

const LOST = "PROTOCOL_CONNECTION_LOST";

function lost(message: string): Error {
  return Object.assign(new Error(message), { code: LOST });
}

/** The driver tells the connection, and not the stream, that the server has gone: a stream would wait for ever. */
function watched(
  connection: mysql.PoolConnection,
  query: () => mysql.Query,
): { rows: Readable; release: () => void } {
  let rows: Readable | null = null;
  let gone: Error | null = null;
  const end = (error?: Error) => {
    gone = error ?? lost("the server closed the connection");
    rows?.destroy(gone);
  };
  const release = () => {
    connection.off("error", end);
    connection.off("end", end);
  };
  connection.on("error", end);
  connection.on("end", end);
  const command = query();
  // What has come whole is given whole.
  command.once("end", release);
  rows = command.stream({ highWaterMark: 100 });
  if (gone !== null) rows.destroy(gone);
  return { rows, release };
}

/**
 * Closes a connection at once, whatever is on the wire. The driver's own end only says that nothing more will be sent:
 * the server would go on sending its rows. What was asked of it and is not answered fails with the reason: without an
 * error of the stream the driver tells nobody, and who waits, as its own end of the pool does, would wait for ever.
 */
export function cutOff(
  connection: mysql.PoolConnection,
  reason: Error = lost("the connection was given up"),
): void {
  connection.destroy();
  const { stream } = connection as unknown as {
    readonly stream: { destroy(error: Error): void };
  };
  stream.destroy(reason);
}

/** The driver's own reader of numbers misses the last digit of some doubles of 16 digits. */
function exactly(field: WireField, next: () => unknown): unknown {
  if (field.type !== "DOUBLE") return next();
  const text = field.string();
  return text === null ? null : Number(text);
}

/** What mysql2 hands to a `typeCast` function. */
interface WireField {
  readonly type: string;
  string(encoding?: string): string | null;
  buffer(): Uint8Array | null;
}

function fieldOf(
  { name, schema, table, column, type, length, characterSet }: WireColumn,
): ResultField {
  const isBinary = characterSet === BINARY_CHARACTER_SET;
  return { name, schema, table, column, type, length, isBinary };
}

const BINARY_CHARACTER_SET = 63;
