/**
 * What a dump has without rows: tables of which reads were given none, tables that its rows may refer to, and sequences
 * of MariaDB that defaults of its tables take their values from; without these, such a table could not be made again.
 *
 * @module
 */
import type { Closure } from "../../closure/closure.ts";
import type { PaperLog } from "../../log/paper_log.ts";
import type { Catalog, TableInfo } from "../../schema/table.ts";
import { fullName } from "../../sql/identifier.ts";
import type { SliceView } from "../slice/slice_views.ts";
import { emptyParents } from "./empty_parents.ts";

/** What a dump has without rows. */
export interface Rowless {
  readonly sequences: readonly TableInfo[];
  /** See {@linkcode emptyParents}. */
  readonly tables: readonly TableInfo[];
}

/** A slice, and the reads that it is of. */
export interface SliceOfReads {
  readonly catalog: Catalog;
  readonly closure: Closure;
  readonly log: Pick<PaperLog, "entries">;
}

/**
 * Finds what the slice's tables need beside their own rows, to be made again and joined, and what its reads need, to be
 * made again.
 *
 * @param views Those that go along: the tables behind them are there, whether any of their rows is or not.
 */
export function rowless(
  { catalog, closure, log }: SliceOfReads,
  views: readonly SliceView[] = [],
): Rowless {
  const read = log.entries.flatMap(({ table }) =>
    catalog.tables.get(table) ?? []
  );
  const behind = views.flatMap(({ behind }) => behind);
  const empty = emptyParents(catalog, closure, [...read, ...behind]);
  const filled = [...closure.tables.values()].map(({ table }) => table);
  return {
    sequences: sequencesOf(catalog, [...empty, ...filled]),
    tables: empty,
  };
}

/** They are named in the tables' defaults, as the server writes these: `` nextval(`lab`.`ids`) ``. */
function sequencesOf(
  catalog: Catalog,
  tables: readonly TableInfo[],
): TableInfo[] {
  const found = new Set<TableInfo>();
  const defaults = tables.flatMap(({ columns }) => columns)
    .map((column) => column.default ?? "");
  for (const text of defaults) {
    for (const [, schema, name] of text.matchAll(SEQUENCE)) {
      if (schema === undefined) continue;
      const sequence = catalog.tables.get(
        fullName(unquoted(schema), unquoted(name!)),
      );
      if (sequence !== undefined) found.add(sequence);
    }
  }
  return [...found];
}

/** A text, in which nothing is meant, or what takes a value from a sequence. */
const SEQUENCE =
  /'(?:[^'\\]|''|\\.)*'|\b(?:nextval|lastval|setval)\(`((?:[^`]|``)+)`\.`((?:[^`]|``)+)`/gis;

function unquoted(name: string): string {
  return name.replaceAll("``", "`");
}
