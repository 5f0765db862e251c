/**
 * Statements on one connection that are asked for at the same time: the next one is sent while the rows of one are
 * looked at, so that the server runs it meanwhile. mysql2 sends a command when the reply to the one before has been
 * taken.
 *
 * The protocol allows it: a server reads the next command when it has written its reply. Several are sent ahead: over a
 * network, what is small costs the time of a round trip, however many are asked for at once.
 *
 * @module
 */
import type mysql from "mysql2";
import {
  type DriverCommand,
  type DriverConnection,
  type Packet,
  type Request,
  runCommand,
  send,
  sendAhead,
} from "./wire/driver_command.ts";

/** A command whose reply is one after the other, and needs nothing sent meanwhile. */
export interface PipelinedCommand {
  /** What asks for it. */
  readonly request: Request;
  /**
   * True for what prepares for those behind it, and gives no rows: where it fails, those fail, too, and the connection is
   * closed.
   */
  readonly isAhead: boolean;
  /**
   * Takes a packet of the reply.
   *
   * @returns True when the reply is over.
   */
  take(packet: Packet, connection: DriverConnection): boolean;
  /** Called when the connection is lost before or meanwhile. */
  readonly onResult: (error: unknown) => void;
}

/** Runs a command behind those that were asked for before; see above. */
export function runPipelined(
  pooled: mysql.PoolConnection,
  command: PipelinedCommand,
): void {
  const connection = pooled as unknown as DriverConnection;
  const { _command: current, _commands: waiting } = connection;
  // Behind anything else that waits it has to wait, too.
  if (current instanceof Pipeline && waiting.length === 0) {
    current.add(command, connection);
  } else runCommand(pooled, new Pipeline(command));
}

/** For the driver all of them are one command. */
class Pipeline implements DriverCommand {
  /** The first is being answered; `#sent` of them have been sent. */
  readonly #commands: PipelinedCommand[];
  #sent = 0;

  constructor(command: PipelinedCommand) {
    this.#commands = [command];
  }

  readonly onResult = (error: unknown): void => {
    for (const command of this.#commands.splice(0)) command.onResult(error);
  };

  add(command: PipelinedCommand, connection: DriverConnection): void {
    this.#commands.push(command);
    this.#sendAhead(connection);
  }

  execute(packet: Packet | undefined, connection: DriverConnection): boolean {
    const [command] = this.#commands;
    if (packet === undefined) {
      send(connection, command!.request);
      this.#sent = 1;
      this.#sendAhead(connection);
      return false;
    }
    const hasFailed = command!.isAhead && packet.isError();
    if (!command!.take(packet, connection)) return false;
    this.#commands.shift();
    this.#sent--;
    // Thrown here, it has the driver fail all that wait, and close the connection.
    if (hasFailed) throw notPrepared();
    if (this.#commands.length === 0) return true;
    // As if it was sent just now: its reply is numbered behind it.
    connection._resetSequenceId();
    connection._bumpSequenceId(this.#commands[0]!.request.packets);
    this.#sendAhead(connection);
    return false;
  }

  #sendAhead(connection: DriverConnection): void {
    while (this.#sent < this.#commands.length && this.#mayFollow()) {
      sendAhead(connection, this.#commands[this.#sent++]!.request);
    }
  }

  /** One is always sent ahead; more, as long as nothing piles up on the way. */
  #mayFollow(): boolean {
    if (this.#sent < 2) return this.#sent > 0;
    let bytes = 0;
    for (const { request } of this.#commands.slice(1, this.#sent + 1)) {
      bytes += request.length();
    }
    return this.#sent <= MOST_AHEAD && bytes <= MOST_BYTES;
  }
}

/** So many commands, and bytes of them, are sent behind the one that is being answered. */
const MOST_AHEAD = 16;
const MOST_BYTES = 262_144;

/** For those behind it, as if the server had gone. */
function notPrepared(): Error {
  return Object.assign(
    new Error("what was to be done before it on its connection failed"),
    { code: "PROTOCOL_CONNECTION_LOST" },
  );
}
