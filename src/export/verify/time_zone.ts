/**
 * Sessions of two servers in which the same text means the same.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { QueryError } from "../../errors.ts";
import { textLiteral } from "../../sql/literal.ts";

/**
 * Does work in one consistent, read-only state of the database, and leaves the session as it was.
 *
 * @param session A connection held for this alone.
 */
export async function inSnapshot<T>(
  session: Session,
  work: () => Promise<T>,
): Promise<T> {
  await session.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
  await session.run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
  const result = await work();
  await session.run("COMMIT");
  return result;
}

/** Does work at UTC, and sets the session's own time zone again. */
export async function atUtc<T>(
  session: Session,
  work: () => Promise<T>,
): Promise<T> {
  const [[zone] = []] = await session.texts("SELECT @@SESSION.time_zone");
  await setZone(session, "+00:00");
  const result = await work();
  await setZone(session, zone!);
  return result;
}

/**
 * Does work in a session that takes any date. Where one without a month or a day is refused, the server does not find it
 * in what it keeps of a subquery.
 */
export async function takingAnyDate<T>(
  session: Session,
  work: () => Promise<T>,
): Promise<T> {
  const [[mode] = []] = await session.texts("SELECT @@SESSION.sql_mode");
  await session.run("SET SESSION sql_mode = ''");
  const result = await work();
  await session.run(`SET SESSION sql_mode = ${textLiteral(mode!)}`);
  return result;
}

/**
 * Gives a session the time zone that another server's session has.
 *
 * @returns What is not quite alike, `null` where they are: a private server may not know a zone by its name, and then
 * has the present distance from UTC, which daylight saving changes.
 */
export async function shareZone(
  from: Session,
  to: Session,
): Promise<string | null> {
  const zoneOf =
    "SELECT @@SESSION.time_zone, @@system_time_zone, TIMEDIFF(NOW(), UTC_TIMESTAMP())";
  const [[zone, system, distance] = []] = await from.texts(zoneOf);
  const [[, ownSystem] = []] = await to.texts(zoneOf);
  const isOwn = zone === "SYSTEM" && system === ownSystem;
  const isUtc = zone === "SYSTEM" && system === "UTC";
  const wanted = isUtc ? "+00:00" : zone!;
  if (isOwn || wanted !== "SYSTEM") {
    try {
      await setZone(to, wanted);
      return null;
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
    }
  }
  await setZone(to, offset(distance!));
  return `the database's time zone ${
    zone === "SYSTEM" ? system : zone
  } is not known here, and was taken as ${offset(distance!)}`;
}

async function setZone(session: Session, zone: string): Promise<void> {
  await session.run(`SET SESSION time_zone = ${textLiteral(zone)}`);
}

/** `-05:00:00` → `-05:00`. */
function offset(distance: string): string {
  const [, sign, hours, minutes] = /^(-?)(\d+):(\d+)/.exec(distance)!;
  return `${sign || "+"}${hours!.padStart(2, "0")}:${minutes}`;
}
