/**
 * What a table's columns and foreign keys are, as a number: the script reads rows as they were planned, so that a
 * column that came later would lose its values, and one of another type would be written wrongly.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import type { Column, ForeignKey } from "../../schema/table.ts";
import { textLiteral } from "../../sql/literal.ts";
import type { PlannedTable } from "./plan.ts";
import { shellWord } from "./shell.ts";

/** The columns and foreign keys of a table as a number that their order does not change. */
function shapeOf(
  columns: readonly Column[],
  foreignKeys: readonly ForeignKey[],
): number {
  const texts = [
    ...columns.map(columnText),
    ...foreignKeys.flatMap((key) => key.columns.map(() => keyText(key))),
  ];
  return texts.reduce((sum, text) => sum + 1 + crc32(text), 0);
}

/** Writes a call of `add_shape`, which belongs behind the `add_table` of a table with rows; nothing for others. */
export function shapeText(table: PlannedTable): string {
  const { schema, name, where, columns, foreignKeys } = table;
  if (where.length === 0 || !columns || !foreignKeys) return "";
  const sum = shapeOf(columns, foreignKeys);
  const which = `table_schema = ${textLiteral(schema)} AND table_name = ${
    textLiteral(name)
  }`;
  return `add_shape ${sum} ${shellWord(which)}\n`;
}

function columnText(column: Column): string {
  return [
    column.name,
    column.type,
    column.nullable ? "YES" : "NO",
    column.characterSet ?? "",
    column.generated ? "1" : "0",
  ].join("|");
}

function keyText({ name, parent }: ForeignKey): string {
  const names = parent.matchAll(/`((?:[^`]|``)*)`/g)
    .map(([, part]) => part!.replaceAll("``", "`"));
  return [name, ...names].join("|");
}

/** Bash functions; everything in them is the same for every export. */
export const SHAPE_TEXT = `
# query: the columns and foreign keys of table $1 as a number.
ask_shape() {
  query="SELECT (SELECT COALESCE(SUM(1 + CRC32(CONCAT_WS('|', column_name, column_type, is_nullable,
    COALESCE(character_set_name, ''), COALESCE(generation_expression, '') <> ''))), 0)
    FROM information_schema.columns WHERE \${shape_where[$1]})
    + (SELECT COALESCE(SUM(1 + CRC32(CONCAT_WS('|', constraint_name, referenced_table_schema,
    referenced_table_name))), 0) FROM information_schema.key_column_usage
    WHERE referenced_table_name IS NOT NULL AND \${shape_where[$1]});"
}

# Says in change which of the tables \${@:2} is not defined as it was when the export was computed. $1 gets the answer to
# statements, as lines.
compare_shapes() {
  local i at=0 query queries=''
  change=''
  for i in "\${@:2}"; do
    [[ \${shape[i]} ]] || continue
    ask_shape "$i"
    queries+=$query$'\\n'
  done
  [[ $queries ]] || return 0
  "$1" "$queries" || return 1
  for i in "\${@:2}"; do
    [[ \${shape[i]} ]] || continue
    if [[ \${answer[at]-} != "\${shape[i]}" ]]; then
      change="found other columns or foreign keys of \${quoted[i]} than were planned"
      return
    fi
    at=$((at + 1))
  done
}
`;
