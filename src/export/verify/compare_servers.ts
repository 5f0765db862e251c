/**
 * The database beside the restored server: tables, rows, references, reads.
 *
 * @module
 */
import type { TableSlice } from "../../closure/closure.ts";
import type { Pool, Session } from "../../connection/session.ts";
import { QueryError } from "../../errors.ts";
import { reflect } from "../../schema/reflect.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { compareRows } from "./compare_rows.ts";
import { compareTables } from "./compare_tables.ts";
import type { Differences } from "./difference.ts";
import { rowless } from "../script/rowless.ts";
import { checkDigests } from "./exact_text.ts";
import { findExtraObjects } from "./extra_objects.ts";
import { findOrphans } from "./orphans.ts";
import type { PaperSlice } from "../slice/paper_slice.ts";
import type { Progress } from "../progress.ts";
import { replayReads } from "./replay.ts";
import { atUtc, inSnapshot, shareZone } from "./sessions.ts";

/** What was compared. */
export interface Compared {
  /** What the restored server has. */
  readonly restored: { readonly tables: number; readonly rows: number };
  /** How many different reads were replayed. */
  readonly reads: number;
  /** How many foreign keys were searched for orphans. */
  readonly foreignKeys: number;
}

/**
 * Compares the slice in the database with what a server holds.
 *
 * @param source The database: read in one consistent state.
 * @param restored The server; all that it holds counts.
 * @param slice What it should hold.
 * @param isCut True where the slice was limited to named sessions.
 */
export async function compareServers(
  source: Pool,
  restored: Pool,
  slice: PaperSlice,
  isCut: boolean,
  differences: Differences,
  progress: Progress,
): Promise<Compared> {
  await checkDigests(source, "of the database");
  await checkDigests(restored, "started here");
  const found = await reflect(restored);
  await findExtraObjects(restored, differences);
  const both = await compareTables(
    source,
    restored,
    slice.closure,
    found,
    differences,
    rowlessOf(slice),
  );
  const tables = [...slice.closure.tables.values()]
    .filter(({ table }) => both.has(table.fullName));
  return await source.reserve((here) =>
    inSnapshot(here, () =>
      restored.reserve(async (there) => {
        const sides = { source: here, restored: there };
        const rows = await atUtc(here, () =>
          atUtc(there, () =>
            allRows(sides, tables, found, differences, progress)));
        const foreignKeys = await findOrphans(
          there,
          found,
          differences,
          progress,
        );
        const caveat = await shareZone(here, there);
        const reads = await replayReads(
          { ...sides, caveat },
          slice,
          isCut,
          differences,
          progress,
        );
        return {
          restored: { tables: found.tables.size - emptyOf(slice, found), rows },
          reads,
          foreignKeys,
        };
      }))
  );
}

function rowlessOf({ catalog, closure }: PaperSlice): TableInfo[] {
  const { sequences, tables } = rowless(catalog, closure);
  return [...sequences, ...tables];
}

/** How many of the tables there are only so that foreign keys, and defaults, lead to them. */
function emptyOf(slice: PaperSlice, found: Catalog): number {
  return rowlessOf(slice)
    .filter(({ fullName }) => found.tables.has(fullName)).length;
}

/** Compares the rows of all tables, and gives how many the restored server has. */
async function allRows(
  sides: { readonly source: Session; readonly restored: Session },
  tables: readonly TableSlice[],
  found: Catalog,
  differences: Differences,
  progress: Progress,
): Promise<number> {
  let rows = 0;
  const compared = new Set<string>();
  for (const slice of tables) {
    try {
      rows += await compareRows(sides, slice, differences, progress);
      compared.add(slice.table.fullName);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      differences.add({
        table: slice.table.fullName,
        kind: "not checked",
        expected: `${slice.count} rows`,
        found: error.message,
        message:
          `${slice.table.fullName}: its rows cannot be compared: ${error.message}`,
      });
    }
  }
  for (const name of found.tables.keys()) {
    if (!compared.has(name)) rows += await countOf(sides.restored, name);
  }
  return rows;
}

async function countOf(session: Session, table: string): Promise<number> {
  const [[count] = ["0"]] = await session.texts(
    `SELECT COUNT(*) FROM ${table}`,
  );
  return Number(count);
}
