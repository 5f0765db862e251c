/**
 * SELECTs on one connection that are asked for at the same time: the next one is sent while the rows of one are looked
 * at, so that the server runs it meanwhile. mysql2 sends a command when the reply to the one before has been taken.
 *
 * The protocol allows it: a server reads the next command when it has written its reply. Only one is sent ahead, so that
 * nothing piles up on the way.
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
  /** The first is being answered, the second has been sent. */
  readonly #commands: PipelinedCommand[];

  constructor(command: PipelinedCommand) {
    this.#commands = [command];
  }

  readonly onResult = (error: unknown): void => {
    for (const command of this.#commands.splice(0)) command.onResult(error);
  };

  add(command: PipelinedCommand, connection: DriverConnection): void {
    this.#commands.push(command);
    if (this.#commands.length === 2) sendAhead(connection, command.request);
  }

  execute(packet: Packet | undefined, connection: DriverConnection): boolean {
    const [command] = this.#commands;
    if (packet === undefined) {
      send(connection, command!.request);
      return false;
    }
    if (!command!.take(packet, connection)) return false;
    this.#commands.shift();
    const [next, following] = this.#commands;
    if (next === undefined) return true;
    // As if it was sent just now: its reply is numbered from one on.
    connection._resetSequenceId();
    connection._bumpSequenceId(1);
    if (following !== undefined) sendAhead(connection, following.request);
    return false;
  }
}
