/**
 * The time zone of two sessions, each on a server of its own: the same text is to mean the same moment in both.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { setTimeZone } from "../../connection/session_settings.ts";
import { QueryError } from "../../errors.ts";

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
      await setTimeZone(to, wanted);
      return null;
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
    }
  }
  await setTimeZone(to, offset(distance!));
  return `the database's time zone ${
    zone === "SYSTEM" ? system : zone
  } is not known here, and was taken as ${offset(distance!)}`;
}

/** `-05:00:00` → `-05:00`. */
function offset(distance: string): string {
  const [, sign, hours, minutes] = /^(-?)(\d+):(\d+)/.exec(distance)!;
  return `${sign || "+"}${hours!.padStart(2, "0")}:${minutes}`;
}
