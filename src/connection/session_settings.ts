/**
 * Settings of a session for some work. They are set back afterwards; where the work fails, its connection is closed, as
 * `Pool.reserve` does.
 *
 * @module
 */
import { textLiteral } from "../sql/literal.ts";
import { behind, leave } from "./ahead.ts";
import type { Session } from "./session.ts";

/**
 * That a SELECT gives all of its rows. DEFAULT would be what is set for the whole server, and rows be left out without a
 * word.
 */
export const ALL_ROWS = "SESSION sql_select_limit = 18446744073709551615";

/** Does work in a session whose time zone is UTC. */
export async function atUtc<T>(
  session: Session,
  work: () => Promise<T>,
): Promise<T> {
  return await having(session, "time_zone", "+00:00", work);
}

/**
 * Does work in a session that takes any date. Where one without a month or a day is refused, the server does not find it
 * in what it keeps of a subquery.
 */
export async function takingAnyDate<T>(
  session: Session,
  work: () => Promise<T>,
): Promise<T> {
  return await having(session, "sql_mode", "", work);
}

/** Sets a session's time zone for good. */
export async function setTimeZone(
  session: Session,
  zone: string,
): Promise<void> {
  await session.run(settingOf("time_zone", textLiteral(zone)));
}

async function having<T>(
  session: Session,
  variable: string,
  value: string,
  work: () => Promise<T>,
): Promise<T> {
  // A name of its own: what is done inside may do the same.
  const before = `@spyglass_${variable}_${uses++ % NAMES}`;
  const statements = [
    `SET ${before} = @@SESSION.${variable}`,
    settingOf(variable, textLiteral(value)),
  ];
  const result = await behind(session, statements, work);
  await leave(session, settingOf(variable, before));
  return result;
}

/** A session keeps no more. So many uses, on whatever sessions, do not begin within another one. */
const NAMES = 100;
let uses = 0;

function settingOf(variable: string, value: string): string {
  return `SET SESSION ${variable} = ${value}`;
}
