/**
 * The database beside the restored server: tables, rows, references, reads.
 *
 * @module
 */
import type { TableSlice } from "../../closure/table_slice.ts";
import type { Pool, Session } from "../../connection/session.ts";
import { atUtc, takingAnyDate } from "../../connection/session_settings.ts";
import { inSnapshot } from "../../connection/snapshot.ts";
import { QueryError } from "../../errors.ts";
import { reflect } from "../../schema/reflect.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { compareRows } from "./compare_rows.ts";
import type { Sides } from "./sides.ts";
import { compareTables } from "./compare_tables.ts";
import { compareViews } from "./compare_views.ts";
import type { Differences } from "./difference.ts";
import type { SliceView } from "../slice/slice_views.ts";
import { rowless } from "../script/rowless.ts";
import { checkDigests } from "./exact_text.ts";
import { findExtraObjects } from "./extra_objects.ts";
import { findOrphans } from "./orphans.ts";
import type { PaperSlice } from "../slice/paper_slice.ts";
import type { Progress } from "../progress.ts";
import { replayReads } from "./replay.ts";
import { shareZone } from "./time_zone.ts";

/** What was compared. */
export interface Compared {
  /** What the restored server has. */
  readonly restored: { readonly tables: number; readonly rows: number };
  /** How many different reads were replayed. */
  readonly reads: number;
  /** How many foreign keys were searched for orphans. */
  readonly foreignKeys: number;
}

/** What is compared, and who is told. */
export interface Comparison {
  /** The database: read in one consistent state. */
  readonly source: Pool;
  /** The server; all that it holds counts. */
  readonly restored: Pool;
  /** What it should hold. */
  readonly slice: ComparedSlice;
  /** True where the slice was limited to named sessions. */
  readonly isCut: boolean;
  readonly differences: Differences;
  readonly progress: Progress;
}

/** Compares the slice in the database with what a server holds. */
export async function compareServers(
  comparison: Comparison,
): Promise<Compared> {
  const { source, restored, differences } = comparison;
  const { views, ...slice } = comparison.slice;
  const besides = rowlessOf(slice, views);
  const readViews = views.map(({ table }) => table);
  await checkDigests(source, "of the database");
  await checkDigests(restored, "started here");
  const found = await reflect(restored);
  await findExtraObjects(restored, differences);
  const both = await compareTables(
    source,
    restored,
    { closure: slice.closure, empty: besides, views: readViews },
    found,
    differences,
  );
  await compareViews(restored, views, found, differences);
  const tables = [...slice.closure.tables.values()]
    .filter(({ table }) => both.has(table.fullName));
  const { rows, reads, foreignKeys } = await inSnapshot(
    source,
    (here) =>
      restored.reserve((there) =>
        compareContents(comparison, here, there, tables, found)
      ),
  );
  return {
    restored: { tables: filledIn(found, [...besides, ...readViews]), rows },
    reads,
    foreignKeys,
  };
}

/** A slice, and the views that go with it. */
export interface ComparedSlice extends PaperSlice {
  readonly views: readonly SliceView[];
}

/** Compares what is in the tables, and what reads of them give. */
async function compareContents(
  { source: clock, slice, isCut, differences, progress }: Comparison,
  source: Session,
  restored: Session,
  tables: readonly TableSlice[],
  found: Catalog,
): Promise<Pick<Compared, "reads" | "foreignKeys"> & { rows: number }> {
  const rows = await atUtc(source, () =>
    atUtc(restored, () =>
      allRows(
        { source, restored, clock },
        tables,
        found,
        differences,
        progress,
      )));
  const foreignKeys = await takingAnyDate(
    restored,
    () => findOrphans(restored, found, differences, progress),
  );
  const caveat = await shareZone(source, restored);
  const reads = await replayReads(
    { source, restored, caveat },
    slice,
    isCut,
    differences,
    progress,
  );
  return { rows, reads, foreignKeys };
}

function rowlessOf(
  slice: PaperSlice,
  views: readonly SliceView[],
): TableInfo[] {
  const { sequences, tables } = rowless(slice, views);
  return [...sequences, ...tables];
}

/** How many tables there are beside those that the dump has without rows, and views. */
function filledIn({ tables }: Catalog, others: readonly TableInfo[]): number {
  const empty = others.filter(({ fullName }) => tables.has(fullName));
  return tables.size - empty.length;
}

/** Compares the rows of all tables, and gives how many the restored server has. */
async function allRows(
  sides: Sides,
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
  for (const [name, { isView }] of found.tables) {
    // A view has the rows of tables.
    if (isView || compared.has(name)) continue;
    rows += await countOf(sides.restored, name);
  }
  return rows;
}

async function countOf(session: Session, table: string): Promise<number> {
  const [[count] = ["0"]] = await session.texts(
    `SELECT COUNT(*) FROM ${table}`,
  );
  return Number(count);
}
