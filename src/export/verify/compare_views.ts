/**
 * Are the restored server's views those of the database?
 *
 * @module
 */
import type { Pool, Session } from "../../connection/session.ts";
import { viewDefinitions } from "../../schema/view_definitions.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { fullName } from "../../sql/identifier.ts";
import type { SliceView } from "../slice/slice_views.ts";
import type { Differences } from "./difference.ts";
import { inScratchSchema, SCRATCH_SCHEMA } from "./scratch_schema.ts";

/**
 * Compares what the views stand for that the restored server has. Each server has words of its own for the same: the
 * definition of the database is given to the restored one, and read there.
 *
 * @param restored A throw-away server: a schema is made there for a moment.
 * @param views Those of the database.
 * @param found The restored server's tables.
 */
export async function compareViews(
  restored: Pool,
  views: readonly SliceView[],
  found: Catalog,
  differences: Differences,
): Promise<void> {
  await restored.reserve(async (session) => {
    for (const { table, definition } of views) {
      const there = found.tables.get(table.fullName);
      if (!there?.isView) continue;
      const got = await definitionOf(session, there);
      if (got === definition) continue;
      const wanted = await restated(session, table, definition);
      if (wanted === got) continue;
      differences.add({
        table: table.fullName,
        kind: "altered table",
        expected: wanted ?? definition,
        found: got,
        message: `${table.fullName}: the view is defined as ${
          got ?? "nothing"
        } in the dump, as ${wanted ?? definition} in the database`,
      });
    }
  });
}

async function definitionOf(
  session: Session,
  view: TableInfo,
): Promise<string | null> {
  const [[, definition] = []] = await viewDefinitions(session, [view]);
  return definition ?? null;
}

/** What this server shows of a view that is made with a definition; `null` where it refuses that. */
async function restated(
  session: Session,
  table: TableInfo,
  definition: string,
): Promise<string | null> {
  const view = { ...table, schema: SCRATCH_SCHEMA };
  return await inScratchSchema(session, async () => {
    const full = fullName(view.schema, view.name);
    await session.run(`CREATE VIEW ${full} AS ${definition}`);
    return await definitionOf(session, view);
  });
}
