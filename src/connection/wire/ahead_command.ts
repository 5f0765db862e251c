/**
 * A statement that prepares a connection for those behind it, such as the beginning of a transaction, and gives no rows.
 * Whoever asks need not wait for it: what follows is sent at once, which over a network saves the time of a round trip.
 *
 * @module
 */
import type mysql from "mysql2";
import { type PipelinedCommand, runPipelined } from "../pipeline.ts";
import {
  type DriverConnection,
  type Packet,
  type Request,
  textRequest,
} from "./driver_command.ts";

/**
 * Sends a statement behind those that were asked for before.
 *
 * @returns When it is done.
 * @throws What the driver gives as an error. What was sent behind it fails then, too, and the connection is closed.
 */
export function sendAheadOf(
  connection: mysql.PoolConnection,
  sql: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    runPipelined(connection, new AheadCommand(sql, resolve, reject));
  });
}

class AheadCommand implements PipelinedCommand {
  readonly isAhead = true;
  readonly request: Request;
  readonly #done: () => void;
  readonly onResult: (error: unknown) => void;

  constructor(sql: string, done: () => void, failed: (error: unknown) => void) {
    this.request = textRequest(sql);
    this.#done = done;
    this.onResult = failed;
  }

  /** The reply is one packet: done, or an error. */
  take(packet: Packet, connection: DriverConnection): boolean {
    if (packet.isError()) {
      this.onResult(packet.asError(connection.clientEncoding));
    } else this.#done();
    return true;
  }
}
