/**
 * The part of the export script that answers `--check`: it tells what a run would meet, and changes nothing.
 *
 * @module
 */

/** Bash functions; everything in them is the same for every export. */
export const CHECK_TEXT = `
# The answer to statements of table $of, each in a session of its own.
ask_lines() {
  local text
  text=$(ask "SELECT 1 FROM \${quoted[of]} LIMIT 0; $1" 2>&1) || {
    problems+=("\${quoted[of]}: $(reason "$text")")
    return 1
  }
  mapfile -t answer <<<"$text"
  # What the client warns of comes before.
  while ((\${#answer[@]} > 0)) && [[ ! \${answer[0]} =~ ^[0-9] ]]; do answer=("\${answer[@]:1}"); done
}

check_tables() {
  local of answer change found text total=0 readable=0
  for of in "\${!quoted[@]}"; do
    compare_shapes ask_lines "$of" || continue
    if [[ $change ]] && ! text=$(ask "SHOW CREATE TABLE \${quoted[of]};" 2>&1 >/dev/null); then
      problems+=("\${quoted[of]}: this user may read single columns of it only ($(reason "$text")), wanted SELECT on the whole table; ask for GRANT SELECT ON \${quoted[of]} TO $server_user")
      continue
    fi
    [[ ! $change ]] || problems+=("$change; populate the export again")
    compare_table "$of" ask_lines || continue
    readable=$((readable + 1))
    total=$((total + found))
    if ((found != planned[of])); then
      change="\${quoted[of]}: found $found rows, planned \${planned[of]}"
    fi
    [[ ! $change ]] || problems+=("$change; populate the export again")
  done
  printf 'tables       %s of %s can be read (SELECT)\\n' "$readable" "\${#quoted[@]}"
  printf 'rows         %s found, %s planned\\n' "$total" "$planned_rows"
}

check_lock() {
  local why
  why=$(unlockable)
  if [[ ! $why ]]; then
    printf 'LOCK TABLES  works\\n'
  else
    printf 'LOCK TABLES  fails\\n'
    problems+=("LOCK TABLES: $why")
  fi
}

check_disk() {
  local folder free most=unknown peak=unknown
  folder=$(dirname -- "$output")
  find_size || most=unknown
  free=$(free_bytes "$folder")
  printf 'bytes        %s at most\\n' "$most"
  printf 'free disk    %s bytes in %s; needed at most %s, while it is put together\\n' "$free" "$folder" "$peak"
  [[ $peak = unknown ]] || ((peak <= free)) ||
    problems+=("$folder: found $free bytes free, may need $peak while the .sql is put together")
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
  ((\${#problems[@]} > 1)) || fail "1 problem found, listed above"
  fail "\${#problems[@]} problems found, listed above"
}
`;
