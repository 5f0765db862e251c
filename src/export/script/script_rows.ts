/**
 * The part of the export script that looks whether the rows are those that were planned, and whether they still refer
 * to one another and to nothing else.
 *
 * @module
 */
import { fullName, quoteName } from "../../sql/identifier.ts";
import type { PlannedTable } from "./plan.ts";
import { shellWord } from "./shell.ts";

/** Writes calls of `add_reference` for the foreign keys of one table, which belong behind its `add_table`. */
export function referenceText(
  table: PlannedTable,
  tables: readonly PlannedTable[],
): string {
  return (table.references ?? []).map(({ foreignKey, value, sum, lost }) => {
    const { parent, columns, parentColumns } = foreignKey;
    const at = tables.findIndex(({ schema, name }) =>
      fullName(schema, name) === parent
    );
    const same = columns.map((name, place) =>
      `parent.${quoteName(parentColumns[place]!)} = child.${quoteName(name)}`
    );
    const words = [
      columns.map(quoteName).join(", "),
      at < 0 ? "" : String(at),
      parent,
      value,
      same.join(" AND "),
      sum === null ? "" : String(sum),
      String(lost),
    ];
    return `add_reference ${words.map(shellWord).join(" ")}\n`;
  }).join("");
}

/** Bash functions; everything in them is the same for every export. */
export const ROWS_TEXT = `
# Whether the rows refer to the same as then is asked by a number, the sum of a CRC of each reference. Where it is
# another one, rows are looked for that refer to something outside of the export.

# These functions give what they find in query, keys and rows: a shell of its own for each would cost more than the rest.

# keys: the numbers of the foreign keys of table $1.
find_keys() {
  local i
  keys=()
  for i in "\${!reference_table[@]}"; do
    ((reference_table[i] != $1)) || keys+=("$i")
  done
}

# query: how many rows of table $1 there are, and what they refer to by these keys, a statement for each condition.
ask_state() {
  local i sums=''
  for i in "\${keys[@]}"; do
    [[ ! \${reference_sum[i]} ]] || sums+=", COALESCE(SUM(1 + CRC32(\${reference_value[i]})), 0)"
  done
  query=''
  for i in "\${!chunk_table[@]}"; do
    ((chunk_table[i] != $1)) || query+="SELECT COUNT(*)$sums FROM \${quoted[$1]} WHERE (\${chunk_where[i]});"$'\\n'
  done
}

# rows: the conditions of table $1 as one.
find_rows() {
  local i
  rows=FALSE
  for i in "\${!chunk_table[@]}"; do
    ((chunk_table[i] != $1)) || rows+=" OR (\${chunk_where[i]})"
  done
}

# query: how many rows refer by foreign key $1 to a row that is not in the export.
ask_outside() {
  local rows of=\${reference_table[$1]} to=\${reference_to[$1]}
  find_rows "$of"
  query="SELECT COUNT(*) FROM \${quoted[of]} AS child WHERE ($rows) AND (\${reference_value[$1]}) IS NOT NULL"
  if [[ $to ]]; then
    find_rows "$to"
    query+=" AND NOT EXISTS (SELECT 1 FROM \${quoted[to]} AS parent WHERE \${reference_same[$1]} AND ($rows))"
  fi
  query+=';'
}

# Compares table $1 with the plan: says in change what is another, nothing where all is the same; found is the number of
# rows. $2 gets the answer to statements, as lines.
compare_table() {
  local i line number keys query at=0 totals=()
  change=''
  find_keys "$1"
  ask_state "$1"
  "$2" "$query" || return 1
  for line in "\${answer[@]}"; do
    at=0
    for number in $line; do
      totals[at]=$((\${totals[at]-0} + number))
      at=$((at + 1))
    done
  done
  found=\${totals[0]-0}
  if ((found != planned[$1])); then
    change="found $found rows of \${quoted[$1]}, wanted \${planned[$1]}"
    return
  fi
  at=0
  for i in "\${keys[@]}"; do
    if [[ \${reference_sum[i]} ]]; then
      at=$((at + 1))
      ((\${totals[at]-0} != reference_sum[i])) || continue
    fi
    ask_outside "$i"
    "$2" "$query" || return 1
    if ((answer[0] > reference_lost[i])); then
      change="$((answer[0] - reference_lost[i])) rows of \${quoted[$1]} refer by \${reference_columns[i]} to rows of \${reference_parent[i]} that are not in the export"
      return
    fi
  done
}

# The answer of a session that goes on. What it has read may be changed.
ask_session() {
  local line
  answer=()
  printf '%s\\n' 'SAVEPOINT before_rows;' "$1" 'ROLLBACK TO SAVEPOINT before_rows;' "SELECT 'end';" \\
    >&"\${SESSION[1]}" || return 1
  while IFS= read -r -u "\${SESSION[0]}" line; do
    [[ $line != end ]] || return 0
    answer+=("$line")
  done
  return 1
}

# Part $1: looks at all rows of the tables \${@:2} in the state that is dumped, and notes what is another than planned.
look_at_rows() {
  local i answer change found
  trap '' PIPE
  coproc SESSION { exec "$mysql" --defaults-file="$defaults" "\${mysql_options[@]}"; }
  trap 'kill "$SESSION_PID"; exit 143' TERM
  snapshot >&"\${SESSION[1]}"
  ask_session '' || exit 1
  # While the tables are locked: nobody changes how they are defined.
  compare_shapes ask_session "\${@:2}" || exit 1
  printf 'begun\\n' >"$partial/$1.begun"
  for i in "\${@:2}"; do
    [[ ! $change ]] || break
    compare_table "$i" ask_session || exit 1
  done
  printf '%s\\n' "$change" >"$partial/$1.change"
}
`;
