/**
 * What the tables of a slice are called where there is little room: by their class, as people know them, unless several
 * would read the same.
 *
 * @module
 */
import { tableLabel } from "../../schema/table_label.ts";
import type { TableInfo } from "../../schema/table.ts";

/**
 * Full name → `Electrode`, `ExportSelection.Table`; the database's own name for each of several tables of one schema
 * whose classes have the same name.
 */
export function tableLabels(
  tables: readonly TableInfo[],
): ReadonlyMap<string, string> {
  const labels = new Map(
    tables.map((table) => [
      table.fullName,
      tableLabel(table).slice(table.schema.length + 1),
    ]),
  );
  // One table's own name may be another's class.
  for (let alike = alikeIn(tables, labels); alike.length > 0;) {
    for (const { fullName, name } of alike) labels.set(fullName, name);
    alike = alikeIn(tables, labels);
  }
  return labels;
}

/** The tables that read like another one and can be told apart by their names. */
function alikeIn(
  tables: readonly TableInfo[],
  labels: ReadonlyMap<string, string>,
): TableInfo[] {
  const groups = Map.groupBy(
    tables,
    ({ schema, fullName }) => `${schema}\0${labels.get(fullName)}`,
  );
  return [...groups.values()].filter((group) => group.length > 1).flat()
    .filter(({ fullName, name }) => labels.get(fullName) !== name);
}
