/**
 * Users who may read single columns of a table: the server hides from them what the table refers to. MariaDB shows no
 * foreign key to who has no right on the whole table, MySQL only those of its columns that may be seen, and both show
 * as much of a primary key. A slice would be too small without a word.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { ExportError, QueryError } from "../errors.ts";
import type { TableInfo } from "../schema/table.ts";
import { quoteName } from "../sql/identifier.ts";

/**
 * Makes sure that the server shows these tables as they are: a query a table.
 *
 * @throws {ExportError} This user has rights on single columns of one of them; it names each, and what to ask for.
 */
export async function requireTableRights(
  session: Session,
  tables: readonly TableInfo[],
): Promise<void> {
  const isShown = await Promise.all(
    tables.map((table) => isShownWhole(session, table)),
  );
  const hidden = tables.filter((_, at) => !isShown[at]);
  if (hidden.length === 0) return;
  const [[user] = []] = await session.texts("SELECT CURRENT_USER()");
  const names = hidden.map(({ fullName }) => fullName);
  const grants = names.map((name) =>
    `GRANT SELECT ON ${name} TO ${accountName(user!)}`
  );
  throw new ExportError(
    `Cannot compute the slice: of ${
      names.join(", ")
    } this user may read single columns only, so the server does not tell what the rows refer to, wanted the right ` +
      `to read the whole table; ask for ${grants.join("; ")}`,
  );
}

/** Any right on the whole table lets one see its definition, and only such a right. */
async function isShownWhole(
  session: Session,
  { fullName }: TableInfo,
): Promise<boolean> {
  try {
    await session.texts(`SHOW CREATE TABLE ${fullName}`);
    return true;
  } catch (error) {
    if (error instanceof QueryError && error.errno === DENIED) return false;
    throw error;
  }
}

const DENIED = 1142;

/** `some@localhost` → `` `some`@`localhost` ``; a name may hold an `@`, a host none. */
function accountName(user: string): string {
  const at = user.lastIndexOf("@");
  const [name, host] = [user.slice(0, at), user.slice(at + 1)];
  return `${name === "" ? "''" : quoteName(name)}@${quoteName(host)}`;
}
