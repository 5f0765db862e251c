/**
 * The moments of keys in the time zone of the session: reads give a TIMESTAMP in that, and a closure holds it
 * in UTC.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import type { Key } from "../../keys/key.ts";
import { keyColumns, keyText, secondsText } from "../../keys/key_column.ts";
import type { Column, TableInfo } from "../../schema/table.ts";

/** How far the session's clock is ahead of UTC, at the moments that keys name. */
export class SessionMoments {
  /** Quarter of an hour since 1970 → seconds: clocks are never set at other times. */
  readonly #ahead: ReadonlyMap<number, number>;

  /** @param ahead See {@linkcode sessionMoments}. */
  constructor(ahead: ReadonlyMap<number, number> = new Map()) {
    this.#ahead = ahead;
  }

  /** A key's text, as a read gives it. */
  inSession(column: Column, utc: string): string {
    const ahead = this.#ahead.get(quarterOf(column, utc));
    return ahead === undefined ? utc : shifted(column, utc, ahead);
  }

  /** A key by its attributes, as a read gives it. */
  named(table: TableInfo, utc: Key): Record<string, string> {
    return Object.fromEntries(
      keyColumns(table).map((column, place) => {
        const text = utc[place]!;
        const isMoment = column.kind === "timestamp";
        return [column.name, isMoment ? this.inSession(column, text) : text];
      }),
    );
  }

  /**
   * The texts that a key may have where a read gives this one; two in the hour that comes twice a year, the earlier
   * first.
   */
  inUtc(column: Column, given: string): string[] {
    if (quarterOf(column, given) === ZERO) return [given];
    return [...new Set(this.#ahead.values())].toSorted((a, b) => b - a)
      .map((ahead) => ({ ahead, text: shifted(column, given, -ahead) }))
      .filter(({ ahead, text }) =>
        this.#ahead.get(quarterOf(column, text)) === ahead
      )
      .map(({ text }) => text);
  }
}

/** Keys of a table, column by column. */
export interface KeyTexts {
  readonly table: TableInfo;
  /** The texts of one column of the keys. */
  readonly textsAt: (place: number) => Iterable<string>;
}

/** Asks the server for what is needed: nothing, where none of the keys has a TIMESTAMP. */
export async function sessionMoments(
  session: Session,
  keys: Iterable<KeyTexts>,
): Promise<SessionMoments> {
  const quarters = new Set<number>();
  for (const { table, textsAt } of keys) {
    for (const [place, column] of keyColumns(table).entries()) {
      if (column.kind !== "timestamp") continue;
      for (const text of textsAt(place)) quarters.add(quarterOf(column, text));
    }
  }
  quarters.delete(ZERO);
  const ahead = new Map<number, number>();
  const asked = [...quarters];
  for (let at = 0; at < asked.length; at += MANY) {
    const some = asked.slice(at, at + MANY);
    const expressions = some.map((quarter) =>
      `TIMESTAMPDIFF(SECOND,'1970-01-01',FROM_UNIXTIME(${quarter * QUARTER}))`
    );
    const [[found] = []] = await session.texts(
      `SELECT CONCAT_WS(',',${expressions.join()})`,
    );
    found!.split(",").forEach((local, index) =>
      ahead.set(some[index]!, Number(local) - some[index]! * QUARTER)
    );
  }
  return new SessionMoments(ahead);
}

/** Seconds. */
const QUARTER = 900;
/** Moments of one question. */
const MANY = 1000;
/** What the zero date has in the place of a quarter: it is the same everywhere. */
const ZERO = -1;

function quarterOf(column: Column, text: string): number {
  if (text.startsWith("0000")) return ZERO;
  return Math.floor(Number(secondsText(column, text)) / QUARTER);
}

function shifted(column: Column, text: string, by: number): string {
  const [whole, fraction] = secondsText(column, text).split(".");
  const tail = fraction === undefined ? "" : `.${fraction}`;
  return keyText(column, `${Number(whole) + by}${tail}`);
}
