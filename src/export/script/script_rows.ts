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

# Numbers of the foreign keys of table $1.
references_of() {
  local i
  for i in "\${!reference_table[@]}"; do
    ((reference_table[i] != $1)) || printf '%s ' "$i"
  done
}

# How many rows of table $1 there are, and what they refer to: a statement for each of its conditions.
state_query() {
  local i sums=''
  for i in $(references_of "$1"); do
    [[ ! \${reference_sum[i]} ]] || sums+=", COALESCE(SUM(1 + CRC32(\${reference_value[i]})), 0)"
  done
  for i in "\${!chunk_where[@]}"; do
    ((chunk_table[i] != $1)) ||
      printf 'SELECT COUNT(*)%s FROM %s WHERE (%s);\\n' "$sums" "\${quoted[$1]}" "\${chunk_where[i]}"
  done
}

# The conditions of table $1 as one.
any_row() {
  local i either=''
  for i in "\${!chunk_where[@]}"; do
    ((chunk_table[i] != $1)) || either+=" OR (\${chunk_where[i]})"
  done
  printf '%s' "\${either:4}"
}

# How many rows refer by foreign key $1 to a row that is not in the export.
outside_query() {
  local of=\${reference_table[$1]} to=\${reference_to[$1]} rows=''
  [[ ! $to ]] || rows=$(any_row "$to")
  printf 'SELECT COUNT(*) FROM %s AS child WHERE (%s) AND (%s) IS NOT NULL' "\${quoted[of]}" "$(any_row "$of")" \\
    "\${reference_value[$1]}"
  [[ ! $rows ]] || printf ' AND NOT EXISTS (SELECT 1 FROM %s AS parent WHERE %s AND (%s))' "\${quoted[to]}" \\
    "\${reference_same[$1]}" "$rows"
  printf ';\\n'
}

# Compares table $1 with the plan: says in change what is another, nothing where all is the same; found is the number of
# rows. $2 gets the answer to statements, as lines.
compare_table() {
  local i at line number totals=()
  change=''
  "$2" "$(state_query "$1")" || return 1
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
  at=1
  for i in $(references_of "$1"); do
    if [[ \${reference_sum[i]} ]]; then
      at=$((at + 1))
      ((\${totals[at - 1]-0} != reference_sum[i])) || continue
    fi
    "$2" "$(outside_query "$i")" || return 1
    if ((answer[0] > reference_lost[i])); then
      change="$((answer[0] - reference_lost[i])) rows of \${quoted[$1]} refer by \${reference_columns[i]} to rows of \${reference_parent[i]} that are not in the export"
      return
    fi
  done
}

# The answer of a session that goes on.
ask_session() {
  local line
  answer=()
  printf '%s\\n' "$1" "SELECT 'end';" >&"\${SESSION[1]}" || return 1
  while IFS= read -r -u "\${SESSION[0]}" line; do
    [[ $line != end ]] || return 0
    answer+=("$line")
  done
  return 1
}

# Looks at all rows in the state that is dumped. Says what is another than planned.
look_at_rows() {
  local i answer change found
  trap '' PIPE
  coproc SESSION { exec "$mysql" --defaults-file="$defaults" "\${mysql_options[@]}"; }
  trap 'kill "$SESSION_PID"; exit 143' TERM
  ask_session "$(snapshot)" || exit 1
  printf 'begun\\n'
  for i in "\${!quoted[@]}"; do
    compare_table "$i" ask_session || exit 1
    [[ ! $change ]] || break
  done
  printf '%s\\nend\\n' "\${change:-unchanged}"
}
`;
