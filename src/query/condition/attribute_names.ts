/**
 * Which attributes of a restricting object may be ignored, and which are slips.
 *
 * @module
 */
import { nearestName } from "../../names/nearest.ts";
import type { Catalog } from "../../schema/table.ts";
import { unknownName } from "../../names/unknown_name.ts";
import type { QueryContext } from "../context.ts";
import type { Heading } from "../expression/heading.ts";

/**
 * Checks the attributes of an object that is to restrict a table.
 *
 * @throws {UnknownNameError} None is a column, or one that no table knows is a near miss of one.
 */
export function checkAttributes(
  { catalog }: Pick<QueryContext, "catalog">,
  heading: Heading,
  names: readonly string[],
): void {
  const candidates = heading.columns.map((column) => column.name);
  const strange = names.filter((name) => !candidates.includes(name));
  const action = `Cannot restrict ${heading.label}`;
  const slip = strange.find((name) =>
    nearestName(name, candidates) !== null &&
    (strange.length === names.length || !isAnyColumn(catalog, name))
  );
  if (slip !== undefined) {
    const found = `it has no column ${JSON.stringify(slip)}`;
    throw unknownName(action, found, slip, candidates);
  }
  if (strange.length === names.length) {
    const found = `none of ${
      names.map((name) => JSON.stringify(name)).join(", ")
    } is a column of it`;
    throw unknownName(action, found, names[0]!, candidates);
  }
}

/** True for a column of any table that we know: then the object is a row of another table, not a slip of the pen. */
function isAnyColumn(catalog: Catalog, name: string): boolean {
  let names = COLUMN_NAMES.get(catalog);
  if (!names) {
    names = new Set(
      [...catalog.tables.values()].flatMap((table) =>
        table.columns.map((column) => column.name)
      ),
    );
    COLUMN_NAMES.set(catalog, names);
  }
  return names.has(name);
}

const COLUMN_NAMES = new WeakMap<Catalog, Set<string>>();
