/**
 * Who may change files that everybody shares: those whom Spyglass' table of lab members names.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import type { Catalog } from "../schema/table.ts";
import { fullName } from "../sql/identifier.ts";

/** One row a member who has an account, with whether they are an administrator. */
const MEMBER_INFO = fullName(
  "common_lab",
  "lab_member__lab_member_info",
);

/**
 * Whether the connection's user is an administrator in Spyglass' sense: `root`, or a member noted as one. Where there is
 * no table of members, everybody is.
 */
export async function isLabAdmin(
  session: Session,
  catalog: Catalog,
): Promise<boolean> {
  if (!catalog.tables.has(MEMBER_INFO)) return true;
  const user = "SUBSTRING_INDEX(USER(), '@', 1)";
  const [[isAdmin] = []] = await session.texts(
    `SELECT ${user} = 'root' OR EXISTS (SELECT 1 FROM ${MEMBER_INFO} WHERE admin AND BINARY datajoint_user_name = BINARY ${user})`,
  );
  return isAdmin === "1";
}
