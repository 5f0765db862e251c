/**
 * What this process knows of a server's log, over whichever of its connections: where entries are, and which of them
 * its reads rest on.
 *
 * @module
 */
import { Claims } from "./removal/claims.ts";
import { GivenReads } from "./removal/given_reads.ts";
import { ALL_IDS, type IdSlots } from "./entries/id_slots.ts";

/** What is remembered of one server. Two names of one server are two servers: that costs no more than an entry twice. */
export class LogMemory {
  readonly claims = new Claims();
  /** What the reads rest on that have ended. */
  readonly given = new GivenReads();
  /** Entries, export by export; the first who asks for one's looks it up. */
  readonly exports = new Map<number, Promise<SeenEntries>>();
  /** Of those, what is here already. */
  readonly loaded = new Map<number, SeenEntries>();
  /** The largest id of all exports, as far as is known: Python goes on from there, too. */
  last = 0;
  /** Which ids this server gives. */
  slots: IdSlots = ALL_IDS;
  /** Our last write came right after what is known: nobody else seems to be writing. */
  isAlone = false;
  /** Writes since the last look that others' writes came between. */
  passed = 0;
  /** Of which tables of which exports it was told that they are read whole. */
  readonly toldWhole = new Set<string>();
  /** Of which views of which exports it is noted that they were read. */
  readonly notedViews = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();

  /** Revises the log, one after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** Forgets an export that is no more, or whose id has come again. */
  drop(exportId: number): void {
    this.given.drop(exportId);
    this.exports.delete(exportId);
    this.loaded.delete(exportId);
    for (const told of [this.toldWhole, this.notedViews]) {
      for (const name of told) {
        if (name.startsWith(`${exportId} `)) told.delete(name);
      }
    }
  }
}

/** Entries of one export. */
export interface SeenEntries {
  /** Entry → its id, by {@linkcode hashOf}: those that a read may rest on. */
  readonly ids: Map<number, number>;
  /** The ids among them under which this process wrote. */
  readonly own: Set<number>;
  /** Entry → the id of one that must be adopted first: others may take theirs back. */
  readonly adoptable: Map<number, number>;
  /** Entries up to this id were looked at. */
  upTo: number;
  /** There are more entries than are remembered. */
  isFull: boolean;
}

/**
 * The memory that all connections to a server share.
 *
 * @param server As it is named in messages.
 */
export function logMemory(server: string): LogMemory {
  let memory = MEMORIES.get(server);
  if (memory === undefined) MEMORIES.set(server, memory = new LogMemory());
  return memory;
}

const MEMORIES = new Map<string, LogMemory>();
