/**
 * One state of the database that somebody holds while rows are given one by one. What is to be known of these rows can
 * be looked up in it when the last one was given.
 *
 * @module
 */
import type { DriverValue, Pool, Session } from "./session.ts";
import { inSnapshot } from "./snapshot.ts";
import { within } from "./within.ts";

/**
 * What is done in a snapshot when its holder needs it no more. Called at once then, and waited for by nobody but the
 * connection.
 *
 * @param free Resolves to the session when it can be used; to `null` where it cannot.
 */
export type Afterwards = (free: Promise<Session | null>) => Promise<void>;

/** A snapshot that stays open until it is disposed of. */
export interface HeldSnapshot extends AsyncDisposable {
  readonly session: Session;
  /** Says what is done in it at the end. */
  afterwards(work: Afterwards): void;
}

/** Begins one. */
export async function holdSnapshot(pool: Pool): Promise<HeldSnapshot> {
  const opened = Promise.withResolvers<Session>();
  const ended = Promise.withResolvers<void>();
  const free = Promise.withResolvers<Session | null>();
  const works: Afterwards[] = [];
  let later: Promise<unknown> | null = null;
  const done = inSnapshot(pool, async (session, begun) => {
    const wire = new Wire(session);
    await begun;
    opened.resolve(wire);
    await ended.promise;
    const isFree = await wire.clear(later === null ? 0 : LONGEST);
    free.resolve(isFree ? session : null);
    await later;
    // Such a connection is closed.
    if (!isFree) throw new Error("left half-way");
  });
  done.catch(opened.reject);
  return {
    session: await opened.promise,
    afterwards: (work) => works.push(work),
    [Symbol.asyncDispose]: async () => {
      if (works.length > 0) {
        later = Promise.allSettled(works.map((work) => work(free.promise)));
      }
      ended.resolve();
      const closed = done.catch(() => {});
      if (later === null) await closed;
    },
  };
}

/** For so many milliseconds rows that nobody wants any more are taken off the wire: they may be large, or come slowly. */
const LONGEST = 300;

/** A session of which it is known whether rows are on their way. */
class Wire implements Session {
  readonly #session: Session;
  #rows: AsyncIterator<DriverValue[]> | null = null;
  readonly query: Session["query"];
  readonly columns: Session["columns"];
  readonly texts: Session["texts"];
  readonly bytes: Session["bytes"];
  readonly cells: Session["cells"];
  readonly run: Session["run"];

  constructor(session: Session) {
    this.#session = session;
    this.query = (sql) => session.query(sql);
    this.columns = (sql, kept) => session.columns(sql, kept);
    this.texts = (sql) => session.texts(sql);
    this.bytes = (sql) => session.bytes(sql);
    this.cells = (sql, onRow, onBegin) => session.cells(sql, onRow, onBegin);
    this.run = (sql) => session.run(sql);
  }

  /** Whoever leaves it half-way leaves the rest on the wire. */
  async *stream(sql: string): AsyncGenerator<DriverValue[]> {
    const rows = this.#session.stream(sql)[Symbol.asyncIterator]();
    this.#rows = rows;
    for (;;) {
      const next = await rows.next();
      if (next.done) break;
      yield next.value;
    }
    this.#rows = null;
  }

  /**
   * Takes what is left off the wire.
   *
   * @param ms For how many milliseconds.
   * @returns False where more is left, or the connection is lost.
   */
  async clear(ms: number): Promise<boolean> {
    const rows = this.#rows;
    if (rows === null) return true;
    const until = performance.now() + ms;
    let isClear = false;
    const drain = async () => {
      while (!isClear && performance.now() < until) {
        isClear = (await rows.next()).done ?? false;
      }
    };
    await within(drain().catch(() => {}), ms);
    // Where a row is still awaited, closing the connection ends that.
    if (!isClear) rows.return?.().catch(() => {});
    return isClear;
  }
}
