/**
 * The part of the export script that finds how many bytes the `.sql` has at most, and how many a run needs.
 *
 * @module
 */

/** Bash functions; everything in them is the same for every export. */
export const SIZE_TEXT = `
# most: how many bytes the .sql has at most; peak: how many are needed while it is put together, when each part may be
# there twice. False where something cannot be read.
find_size() {
  local i at of size rows queries='' asked=0 heads
  size=$(definitions | wc -c) || return 1
  most=$((size + \${#sql_guard} + \${#sql_session} + \${#sql_before_rows} + \${#sql_end} + 64))
  for at in "\${!chunk_where[@]}"; do
    i=\${chunk_table[at]}
    [[ \${row_size[i]} ]] || return 1
    queries+="SELECT $i, COALESCE(SUM(\${row_size[i]}), 0) FROM \${quoted[i]} WHERE (\${chunk_where[at]});"$'\\n'
    asked=$((asked + 64 + \${#selected[i]} + \${#quoted[i]} + \${#chunk_where[at]}))
  done
  rows=$([[ ! $queries ]] || ask "$queries" 2>/dev/null) || return 1
  while read -r i size; do
    [[ $i ]] || continue
    # A statement has about 1 MB, or one row.
    heads=$((2 + size / 500000))
    most=$((most + size + heads * (64 + \${#unqualified[i]} + \${#columns[i]} + \${#use[i]})))
  done <<<"$rows"
  # Each file takes whole blocks.
  peak=$((2 * most + asked + 4096 * (6 * \${#quoted[@]} + 100)))
}

# What of the .sql is no row, as a run writes it.
definitions() {
  local i of
  ask "$database_query" 2>/dev/null || return 1
  for i in "\${defined_tables[@]}"; do
    read -r -a of <<<"$i"
    printf '\\nUSE %s;\\n' "\${use[of[0]]}"
    (dump_definitions "\${of[@]}" 2>/dev/null) | tidy_dump /dev/stdin /dev/null yes 0 || return 1
  done
}
`;
