/**
 * What views stand for.
 *
 * @module
 */
import type { Session } from "../connection/session.ts";
import { textLiteral } from "../sql/literal.ts";
import type { TableInfo } from "./table.ts";

/**
 * The SELECTs of views, with every name written out, as the server gives them. One that this user may not see is left
 * out.
 *
 * @param views One or more.
 */
export async function viewDefinitions(
  session: Session,
  views: readonly TableInfo[],
): Promise<(readonly [TableInfo, string])[]> {
  const places = views.map(({ schema, name }) =>
    `(${textLiteral(schema)}, ${textLiteral(name)})`
  );
  const rows = await session.texts(
    `SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE (TABLE_SCHEMA, TABLE_NAME) IN (${
      places.join(", ")
    })`,
  );
  return rows.flatMap(([schema, name, definition]) => {
    const table = views.find((view) =>
      view.schema === schema && view.name === name
    );
    // Who may not see one gets an empty text.
    return table && definition ? [[table, definition] as const] : [];
  });
}
