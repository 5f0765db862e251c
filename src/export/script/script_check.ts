/**
 * The part of the export script that answers `--check`: it tells what a run would meet, and changes nothing.
 *
 * @module
 */

/** Bash functions; everything in them is the same for every export. */
export const CHECK_TEXT = `
# Rows of one table that the export's conditions select now.
count_rows() {
  local i sql="SELECT 0"
  for i in "\${!chunk_where[@]}"; do
    ((chunk_table[i] != $1)) ||
      sql+=" + (SELECT COUNT(*) FROM \${quoted[$1]} WHERE (\${chunk_where[i]}))"
  done
  ask "SELECT 1 FROM \${quoted[$1]} LIMIT 0; $sql;" 2>&1
}

check_tables() {
  local i found total=0 readable=0
  for i in "\${!quoted[@]}"; do
    if ! found=$(count_rows "$i"); then
      problems+=("\${quoted[i]}: $(reason "$found")")
      continue
    fi
    # What the client warns of comes before.
    found=\${found##*$'\\n'}
    readable=$((readable + 1))
    total=$((total + found))
    ((found == planned[i])) ||
      problems+=("\${quoted[i]}: found $found rows, planned \${planned[i]}; populate the export again")
  done
  printf 'tables       %s of %s can be read (SELECT)\\n' "$readable" "\${#quoted[@]}"
  printf 'rows         %s found, %s planned\\n' "$total" "$planned_rows"
}

check_lock() {
  local answer
  if answer=$(ask "SET SESSION lock_wait_timeout = 1; $lock_statement; UNLOCK TABLES;" 2>&1); then
    printf 'LOCK TABLES  works\\n'
  else
    printf 'LOCK TABLES  fails\\n'
    problems+=("LOCK TABLES: $(reason "$answer")")
  fi
}

check_disk() {
  local folder bytes free
  folder=$(dirname -- "$output")
  bytes=$(ask "$size_query" 2>/dev/null) || bytes=unknown
  free=$(df -Pk -- "$folder" | awk 'NR == 2 { printf "%.0f", $4 * 1024 }')
  printf 'bytes        about %s at most\\n' "$bytes"
  printf 'free disk    %s bytes in %s\\n' "$free" "$folder"
  [[ $bytes = unknown ]] || ((bytes < free)) ||
    problems+=("$folder: found $free bytes free, may need $bytes")
  [[ -w $folder ]] || problems+=("$folder: cannot be written")
}

# What a run would meet. Changes nothing.
check() {
  local problems=() problem
  find_client
  find_output
  find_server
  printf 'server       %s, as %s\\n' "$server_version" "$server_user"
  printf 'client       %s\\n' "$("$dump" --version)"
  printf 'option file  %s\\n' "$defaults"
  printf 'writes       %s\\n' "$output"
  check_tables
  check_lock
  check_disk
  if ((\${#problems[@]} == 0)); then
    printf 'ready        yes\\n'
    return
  fi
  for problem in "\${problems[@]}"; do printf 'problem      %s\\n' "$problem"; done
  fail "\${#problems[@]} problems found, listed above"
}
`;
