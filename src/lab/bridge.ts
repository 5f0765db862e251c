/**
 * The kernel's end of the sidebar: takes what a front end asks, and sends what there is to show. Nothing is sent before
 * somebody asked, and nothing that goes wrong here reaches a cell.
 *
 * @module
 */
import {
  activeExportId,
  onActiveExport,
} from "../log/exports/active_export.ts";
import type { Broadcast } from "../present/broadcast.ts";
import { answer } from "./answer.ts";
import type { LabConnection } from "./connection.ts";
import type { ActiveSince } from "./exports.ts";
import { NO_DATABASE } from "./database_state.ts";
import { LabDatabase } from "./lab_database.ts";
import type { Reply, Request, State } from "./messages.d.ts";
import { Fronts } from "./fronts.ts";
import { OwnReads } from "./reads/own_reads.ts";
import { Pulse } from "./pulse.ts";
import { keepShownResults } from "../query/reading/shown_results.ts";
import { readRequest } from "./request.ts";
import { Results } from "./grid/results.ts";
import type { RunningCells } from "./running_cells.ts";
import { Throttle } from "./throttle.ts";
import { UnloggedReads } from "./reads/unlogged_reads.ts";

/** Where a front end finds us. */
export const LAB: unique symbol = Symbol.for("spyglass-deno.lab") as never;

/** The kernel's end of the sidebar. */
export class Bridge {
  readonly #send: Broadcast;
  readonly #kernel = crypto.randomUUID();
  readonly #results = new Results(this.#kernel);
  readonly #cells: RunningCells;
  readonly #fronts = new Fronts();
  readonly #unlogged = new UnloggedReads();
  readonly #looks = new Throttle(() => this.#look(), LOOKS);
  readonly #sends = new Throttle(() => this.#show(), SENDS);
  readonly #pulse = new Pulse(() => this.#beat());
  readonly #unlisten: () => void;
  /** The one that was connected last is shown. */
  readonly #databases: LabDatabase[] = [];
  #since: ActiveSince | null;
  #seq = 0;
  #last: State | null = null;
  #lastText = "";
  #active = 0;
  #sent = 0;

  /**
   * @param send Sends data to whoever looks at this kernel.
   * @param cells The cells of this kernel.
   */
  constructor(send: Broadcast, cells: RunningCells) {
    this.#send = send;
    this.#cells = cells;
    const id = activeExportId();
    const since = new Date().toISOString();
    this.#since = id === null ? null : { id, since, inherited: true };
    this.#unlisten = onActiveExport(() => this.#activeChanged());
    // Where nobody looks, nothing is kept.
    keepShownResults((result) =>
      this.#fronts.isAny ? this.#results.keep(result) : null
    );
  }

  /** What the recorder of a database to be connected tells its news to. */
  reads(): OwnReads {
    return new OwnReads({
      unlogged: this.#unlogged,
      executionAt: (time) => this.#cells.executionAt(time),
      changed: () => this.#hasRead(),
    });
  }

  /**
   * Shows a database that was connected.
   *
   * @returns Ends that; to be called before it is closed.
   */
  open(connection: LabConnection, own: OwnReads): () => Promise<void> {
    const { label } = connection;
    const same = this.#databases.find((one) => one.connection.label === label);
    if (same) own.join(same.own);
    // Whoever runs the cell that connects once more wants to see the job that goes on.
    const last = this.#databases.findLast((one) =>
      one.connection.label === label
    );
    const changed = () => this.#changed();
    const earlier = last?.jobs.job ? last.jobs : null;
    const database = new LabDatabase(connection, own, changed, earlier);
    this.#databases.push(database);
    this.#changed();
    return async () => {
      this.#databases.splice(this.#databases.indexOf(database), 1);
      this.#changed();
      await database.close();
    };
  }

  /**
   * Takes a request as text. Answers later; resolves when what was asked is done, for those who want no cell to come in
   * between.
   */
  receive(text: string): Promise<void> {
    const read = readRequest(text);
    if ("error" in read) {
      this.#reply({ id: read.id, error: read.error });
      return Promise.resolve();
    }
    return this.#take(read.request).catch(() => {});
  }

  /** Sends what is new before the cell that made it ends. */
  async flush(): Promise<void> {
    this.#active = performance.now();
    if (!this.#fronts.isAny) return;
    // A cell may have done anything, and the next one may be long.
    this.#databases.at(-1)?.lookAtAll();
    this.#looks.ask();
    // What only the server knows is found out in between.
    await this.#sends.flush();
    await this.#looks.flush();
    await this.#sends.flush();
  }

  /** Ends everything. */
  async close(): Promise<void> {
    this.#unlisten();
    keepShownResults(null);
    this.#pulse.stop();
    this.#looks.stop();
    this.#sends.stop();
    for (const database of this.#databases.splice(0)) await database.close();
  }

  async #take(request: Request): Promise<void> {
    const { id } = request;
    try {
      if (request.ask === "hello") this.#hello(request);
      if (request.ask === "bye") this.#bye(request.front ?? "");
      const database = this.#databases.at(-1) ?? null;
      const value = await answer(database, request, this.#results);
      // A page of rows changes nothing that the panel shows, and many are asked for.
      if (request.ask !== "gridRows") {
        database?.lookAtAll();
        this.#changed();
      }
      this.#reply(value === undefined ? { id } : { id, value });
    } catch (error) {
      this.#changed();
      const text = error instanceof Error ? error.message : String(error);
      this.#reply({ id, error: text });
    }
  }

  #hello({ front = "", seconds = Infinity }: Hello): void {
    this.#fronts.heard(front, seconds, performance.now());
    // It knows nothing yet, and may be the only chance before a long cell.
    this.#lastText = "";
    this.#sendState();
    this.#pulse.start();
    this.#databases.at(-1)?.wake();
    this.#changed();
  }

  #bye(front: string): void {
    this.#fronts.gone(front);
    if (!this.#fronts.isAny) this.#rest();
  }

  #activeChanged(): void {
    const id = activeExportId();
    const since = new Date().toISOString();
    this.#since = id === null ? null : { id, since, inherited: false };
    this.#unlogged.forget();
    for (const database of this.#databases) database.activeChanged();
    this.#changed();
  }

  #changed(): void {
    if (this.#fronts.isAny) this.#looks.ask();
  }

  /** What a read told of itself is sent at once; the next beat confirms it. */
  #hasRead(): void {
    if (this.#fronts.isAny) this.#sends.ask();
  }

  /** Nobody looks any more. */
  #rest(): void {
    this.#pulse.stop();
    for (const database of this.#databases) database.rest();
  }

  /** Looks for what others did. Gives whether all is well. */
  async #beat(): Promise<boolean> {
    this.#fronts.expire(performance.now(), this.#cells.freeSince);
    if (!this.#fronts.isAny) {
      this.#rest();
      return true;
    }
    const before = this.#seq;
    this.#databases.at(-1)?.lookAtAll();
    this.#looks.ask();
    await this.#looks.flush();
    await this.#sends.flush();
    if (this.#seq === before) this.#repeat();
    return this.#last?.database?.problem === null;
  }

  /**
   * A page that was loaded anew while a cell runs cannot say hello before its end: it is told what it missed. Not for
   * ever: a kernel that sends counts as one that is used.
   */
  #repeat(): void {
    const now = performance.now();
    const wait = Math.max(REPEAT, this.#lastText.length / REPEATED);
    if (now - this.#active > RECENT || now - this.#sent < wait) return;
    if (!this.#fronts.isAny || this.#last === null) return;
    this.#sent = now;
    this.#send(this.#last);
  }

  /** The server's answers are waited for, not worked for. */
  async #look(): Promise<number> {
    await this.#databases.at(-1)?.look(this.#since);
    this.#sends.ask();
    return 0;
  }

  /** Gives the milliseconds that it took to make a message. */
  #show(): Promise<number> {
    const begun = performance.now();
    const hasAll = this.#databases.at(-1)?.hear() ?? true;
    if (!hasAll) this.#changed();
    if (this.#fronts.isAny) this.#sendState();
    return Promise.resolve(performance.now() - begun);
  }

  #sendState(): void {
    const state = {
      ...this.#databases.at(-1)?.state() ?? NO_DATABASE,
      unlogged: this.#unloggedNow(),
    };
    const text = JSON.stringify(state);
    if (text === this.#lastText) return;
    this.#sent = this.#active = performance.now();
    this.#lastText = text;
    this.#last = {
      kind: "state",
      protocol: 1,
      seq: ++this.#seq,
      kernel: this.#kernel,
      ...state,
    };
    this.#send(this.#last);
  }

  /** Of all databases: whoever reads by the first one must see it, too, while the second is shown. */
  #unloggedNow(): State["unlogged"] {
    const { state } = this.#unlogged;
    if (state === null) return null;
    const { table } = state;
    const owner =
      this.#databases.findLast(({ connection }) =>
        connection.query.catalog.tables.has(table)
      ) ?? this.#databases.at(-1);
    return { ...state, table: owner?.facts.label(table) ?? table };
  }

  #reply(reply: Omit<Reply, "kind" | "kernel">): void {
    const message: Reply = { kind: "reply", kernel: this.#kernel, ...reply };
    this.#send(message);
  }
}

type Hello = Extract<Request, { readonly ask: "hello" }>;

/** How often the server is looked at. */
const LOOKS = { interval: 100, share: 1 };
/** How often a message is sent; the first one goes at once. */
const SENDS = { interval: 100, share: 0.2, burst: 5 };
/** Milliseconds after the last cell or change. */
const RECENT = 600_000;
/** Milliseconds from one repetition to the next, at least. */
const REPEAT = 500;
/** Characters a millisecond that repetitions may cost. */
const REPEATED = 50;
