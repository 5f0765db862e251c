/**
 * Expressions of columns, as another server writes them: each server, and each version of it, has words of its own for
 * the same (`not like`, `isnull`, `lcase`). Only that server knows them all, so it is told the expression and asked.
 *
 * @module
 */
import type { Pool, Session } from "../../connection/session.ts";
import { atUtc, takingAnyDate } from "../../connection/session_settings.ts";
import type { TableInfo } from "../../schema/table.ts";
import { quoteName } from "../../sql/identifier.ts";
import { textLiteral } from "../../sql/literal.ts";
import {
  asWritten,
  COLUMN_FIELDS,
  columnText,
  type Definition,
} from "../script/table_definition.ts";
import { inScratchCopy } from "./scratch_schema.ts";

/**
 * A table's definition in the database, in which columns that the restored server has with the same expression are as
 * that one writes them.
 *
 * @param source The database.
 * @param restored A throw-away server: a schema is made there for a moment.
 * @param expected How the table is defined in the database.
 * @param found How it is defined in the restored server.
 */
export async function restatedFor(
  source: Pool,
  restored: Pool,
  table: TableInfo,
  expected: Definition,
  found: Definition,
): Promise<Definition> {
  const differing = [...expected.keys()].filter((part) =>
    part.startsWith(COLUMN) && found.has(part) &&
    found.get(part) !== expected.get(part)
  );
  if (differing.length === 0) return expected;
  const definition = new Map(expected);
  for (const part of differing) {
    const text = await restated(source, restored, {
      table,
      column: part.slice(COLUMN.length),
    });
    if (text === found.get(part)) definition.set(part, text!);
  }
  return definition;
}

const COLUMN = "column ";

interface Place {
  readonly table: TableInfo;
  readonly column: string;
}

/** Places of {@linkcode COLUMN_FIELDS}. */
const DEFAULT = 5;
const GENERATION = 7;

/** A column of the database with its expression as the other server writes it; `null` where it has none. */
async function restated(
  source: Pool,
  restored: Pool,
  place: Place,
): Promise<string | null> {
  // Of a plain default, MySQL shows the text alone, which may look like an expression.
  const [row] = await source.reserve((session) =>
    atUtc(session, () =>
      session.texts(
        `SELECT ${COLUMN_FIELDS} FROM information_schema.columns WHERE ${
          which(place)
        } AND (generation_expression <> '' OR column_default IS NOT NULL AND
          (extra LIKE '%DEFAULT_GENERATED%' OR VERSION() LIKE '%MariaDB%'))`,
      ))
  );
  if (row === undefined) return null;
  const at = row[GENERATION] ? GENERATION : DEFAULT;
  const expression = asWritten(row[at]!);
  const text = await restored.reserve((session) =>
    atUtc(
      session,
      () =>
        takingAnyDate(session, () =>
          at === GENERATION
            ? ask(session, place, "generation_expression", `AS (${expression})`)
            : ask(session, place, "column_default", `DEFAULT (${expression})`)),
    )
  );
  return text === null ? null : columnText(row.with(at, text));
}

function which({ table: { schema, name }, column }: Place): string {
  return `table_schema = ${textLiteral(schema)} AND table_name = ${
    textLiteral(name)
  } AND column_name = ${textLiteral(column)}`;
}

/** What the server shows of a column of the same type that is made with an expression; `null` where it refuses that. */
async function ask(
  session: Session,
  place: Place,
  field: string,
  expression: string,
): Promise<string | null> {
  const [[type, collation] = []] = await session.texts(
    `SELECT column_type, collation_name FROM information_schema.columns WHERE ${
      which(place)
    }`,
  );
  const column = "restated here";
  return await inScratchCopy(session, place.table, async (table) => {
    await session.run(
      `ALTER TABLE ${table.fullName} ADD COLUMN ${quoteName(column)} ${type} ${
        collation && collation !== "binary" ? `COLLATE ${collation}` : ""
      } ${expression}`,
    );
    const [[text] = []] = await session.texts(
      `SELECT ${field} FROM information_schema.columns WHERE ${
        which({ table, column })
      }`,
    );
    return text ?? null;
  });
}
