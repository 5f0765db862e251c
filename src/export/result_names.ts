/**
 * Whether the names of a slice's tables fit into Spyglass' table of results: they must not be too long for its column,
 * and no two of them the same for its collation.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { ExportError } from "../errors.ts";
import { EXPORT_TABLE, TABLE_NAME_LENGTH } from "../spyglass/usage_tables.ts";
import { textLiteral } from "../sql/literal.ts";

/**
 * Makes sure that each table of a result can be written down. The server is asked only where a name is long, or two are
 * alike.
 *
 * @throws {ExportError} One name is too long, or two are the same there; it says which.
 */
export async function requireNames(
  session: Session,
  paperId: string,
  names: readonly string[],
): Promise<void> {
  const long = names.filter((name) => [...name].length > TABLE_NAME_LENGTH);
  const alike = alikes(names);
  if (long.length === 0 && alike.length === 0) return;
  const { room, characterSet, collation } = await columnOf(session);
  const tooLong = long.find((name) => [...name].length > room);
  if (tooLong !== undefined) {
    throw refused(
      paperId,
      `found ${tooLong}, a name of ${[...tooLong].length} characters`,
      `${room} at most, as ${EXPORT_TABLE} has room for`,
    );
  }
  const text = (name: string) =>
    `CONVERT(${textLiteral(name)} USING ${characterSet}) COLLATE ${collation}`;
  for (const [one, other] of alike) {
    const [[isSame] = []] = await session.texts(
      `SELECT ${text(one)} = ${text(other)}`,
    );
    if (isSame !== "1") continue;
    throw refused(
      paperId,
      `found the tables ${one} and ${other}`,
      `names that ${EXPORT_TABLE} tells apart (its collation is ${collation})`,
    );
  }
}

/** Pairs of names that differ in upper and lower case, or in accents, alone. */
function alikes(names: readonly string[]): [one: string, other: string][] {
  const folded = Map.groupBy(
    names,
    (name) => name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase(),
  );
  return [...folded.values()].flatMap((same) =>
    same.slice(1).map((other): [string, string] => [same[0]!, other])
  );
}

async function columnOf(
  session: Session,
): Promise<{ room: number; characterSet: string; collation: string }> {
  const [[room, characterSet, collation] = []] = await session.texts(
    `SELECT character_maximum_length, character_set_name, collation_name FROM information_schema.columns
WHERE CONCAT('\`', table_schema, '\`.\`', table_name, '\`') = ${
      textLiteral(EXPORT_TABLE)
    } AND column_name = 'table_name'`,
  );
  return {
    room: Number(room ?? TABLE_NAME_LENGTH),
    characterSet: characterSet ?? "utf8mb4",
    collation: collation ?? "utf8mb4_general_ci",
  };
}

function refused(paperId: string, found: string, wanted: string): ExportError {
  return new ExportError(
    `Cannot populate paper ${paperId}: ${found}, wanted ${wanted}; rename a table (RENAME TABLE … TO …), or forget the reads that it comes with (ExportSelection.forget). The earlier result is as it was`,
  );
}
