/**
 * The part of the export script that puts the dumped parts together, and its order of events.
 *
 * @module
 */

import { BOTH_SERVERS_TEXT } from "./both_servers.ts";

/** Bash functions; everything in them is the same for every export. */
export const WRITE_TEXT = `
# Without MariaDB's first line, which other clients do not know, and with definitions for both servers. Says how long the
# longest statement is. Fails where fewer statements than $4 came: what the option file says to mysqldump (no-data,
# result-file, ignore-table …) may leave them out without an error.
tidy_dump() {
  longest_file=$2 tables=$3 wanted=$4 server=$server_version awk '
    BEGIN { longest_file = ENVIRON["longest_file"]; tables = ENVIRON["tables"] }${BOTH_SERVERS_TEXT}
    NR == 1 && /^\\/\\*M?!999999.*sandbox/ { next }
    /^(INSERT INTO|CREATE TABLE) / { size = 0 }
    /^(INSERT INTO|CREATE TABLE|CREATE SEQUENCE) \`/ { found++ }
    tables { $0 = translated($0) }
    { print; size += length($0) + 1; if (size > longest) longest = size }
    END {
      printf "%d\\n", longest >longest_file
      if (found + 0 >= ENVIRON["wanted"] + 0) exit
      printf "found %d statements, wanted %d or more; look at what the option file says to mysqldump\\n", found, ENVIRON["wanted"] >"/dev/stderr"
      exit 1
    }
  ' <"$1"
}

# Rows that are selected as part $1, as INSERT statements of about 1 MB, those of each table in a file of their own. The
# client has escaped NUL, tab, newline and back-slash as a string in SQL needs them. Every row begins with a word of its
# own, and so do each table and the end.
insert_selected() {
  folder=$partial part=$1 exec awk '
    function fail() { broken = 1; exit 1 }
    # The server gives NULL for a third of it.
    function too_long() {
      table = insert
      sub(/^.*INSERT INTO /, "", table)
      sub(/ \\(.*$/, "", table)
      printf "found a value in table %s that the server does not give whole, wanted none that is longer than its max_allowed_packet; raise that setting of the server above the longest value, and connect again\\n", table >"/dev/stderr"
      fail()
    }
    function next_table(number,  line, head, i) {
      end_table()
      head = folder "/rows." number ".head"
      getline kinds <head
      insert = ""
      while ((getline line <head) > 0) insert = insert (insert == "" ? "" : "\\n") line
      close(head)
      columns = length(kinds)
      for (i = 1; i <= columns; i++) kind_at[i] = substr(kinds, i, 1)
      is_plain = kinds !~ /[^t]/
      file = folder "/rows." number ".sql"
      printf "" >file
    }
    function end_table() {
      if (size) print ";" >file
      if (file != "") close(file)
      size = 0
    }
    # Numbers are written as they come, NULL among them. Bytes come as hexadecimal texts, and what may be NULL with a test
    # for it before.
    function values(row,  field, count, at, i, kind, value, is_null, all) {
      count = split(row, field, "\\t")
      at = 1
      for (i = 1; i <= columns; i++) {
        kind = kind_at[i]
        is_null = (kind == "T" || kind == "B") && field[at++] == "1"
        if (kind == "n") {
          value = field[at++]
        } else if (kind == "t" || kind == "T") {
          value = "\\047" field[at++] "\\047"
        } else {
          value = field[at] field[at + 1] field[at + 2]
          at += 3
          if (!is_null && value ~ /[^0-9A-F]/) too_long()
          value = value == "" ? "\\047\\047" : "0x" value
        }
        all = all (i > 1 ? "," : "") (is_null ? "NULL" : value)
      }
      if (at != count + 1) fail()
      return all
    }
    BEGIN {
      folder = ENVIRON["folder"]
      begun = folder "/" ENVIRON["part"] ".begun"
      longest_file = folder "/" ENVIRON["part"] ".size"
    }
    NR == 1 {
      if ($0 != "begun") fail()
      print >begun
      close(begun)
      next
    }
    /^table\\t/ { next_table(substr($0, 7)); next }
    $0 == "end" { end_table(); ended = 1; next }
    {
      row = substr($0, 5)
      if (row ~ /[\\047\\r\\032]/) {
        gsub(/\\047/, "&&", row)
        gsub(/\\r/, "\\\\r", row)
        gsub(/\\032/, "\\\\Z", row)
      }
      if (!is_plain) row = values(row)
      else if (gsub(/\\t/, "\\047,\\047", row) == columns - 1) row = "\\047" row "\\047"
      else fail()
      if (size > 1000000) { print ";" >file; size = 0 }
      printf "%s(%s)", size ? ",\\n" : insert, row >file
      size += (size ? 0 : length(insert)) + length(row) + 4
      if (size > longest) longest = size
    }
    END {
      printf "%d\\n", longest >longest_file
      if (broken || !ended) exit 1
    }
  '
}

# Statements of what was dumped as part $1, and how long the longest of them is.
tidy_part() {
  local to=$partial/$1.sql tables=yes of
  read -r -a of <<<"\${part_of[$1]}"
  [[ \${part_what[$1]} = tables ]] || to=$partial/rows.\${part_of[$1]}.sql tables=''
  tidy_dump "$partial/$1.part" "$partial/$1.size" "$tables" "\${#of[@]}" >"$to" || return 1
  rm -- "$partial/$1.part"
}

# Gives the contents of files and removes them; programs for each of them would take longer than the rest.
give_out() {
  ((\${#files[@]} > 0)) || return 0
  cat -- "\${files[@]}"
  rm -- "\${files[@]}"
  files=()
}

write_sql() {
  local i last='' files=()
  printf '%s%s%s' "$sql_guard" "$((longest + 1024))" "$sql_session"
  tidy_dump "$partial/databases" "$partial/databases.size" yes 0
  for i in "\${!part_what[@]}"; do
    [[ \${part_what[i]} = tables ]] || continue
    printf '\\nUSE %s;\\n' "\${use[\${part_of[i]%% *}]}" >"$partial/$i.use"
    files+=("$partial/$i.use" "$partial/$i.sql")
  done
  give_out
  printf '%s' "$sql_before_rows"
  for i in "\${!quoted[@]}"; do
    [[ -e $partial/rows.$i.sql ]] || continue
    if [[ \${schema[i]} != "$last" ]]; then
      last=\${schema[i]}
      printf 'USE %s;\\n' "\${use[i]}" >"$partial/rows.$i.use"
      files+=("$partial/rows.$i.use")
    fi
    printf 'COMMIT;\\n' >>"$partial/rows.$i.sql"
    files+=("$partial/rows.$i.sql")
    # A large one goes before the next is written: the disk need not hold all of them twice.
    ((planned[i] < 5000 && \${#files[@]} < 100)) || give_out
  done
  give_out
  printf '%s' "$sql_end"
}

# SHA-256 of a file.
digest() {
  local line
  if command -v sha256sum >/dev/null; then
    line=$(sha256sum <"$1")
  else
    line=$(shasum -a 256 <"$1")
  fi
  printf '%s' "\${line%% *}"
}

# The new .sql and its checksum come to their places. No two moves are one: in between there is no .sql at all, never one
# without its checksum. What was there before waits in our folder until then (see put_back).
publish() {
  local new=$partial/new.sql hash size
  write_sql >"$new"
  hash=$(digest "$new")
  [[ $hash =~ ^[0-9a-f]{64}$ ]] ||
    fail "no SHA-256 of $new can be made, wanted sha256sum or shasum to work; the line above tells why"
  size=$(wc -c <"$new")
  printf '%s  %s\\n' "$hash" "$(basename -- "$output")" >"$partial/new.sha256"
  # What is beside a script counts as its own.
  [[ \${script%/*} != "\${output%/*}" || ! $script -nt $partial/begun ]] ||
    fail "found a newer script at $script than the one that runs: the paper was populated again meanwhile, wanted the rows of its present export; run the new script"
  # From here on to the end: it takes no time.
  trap '' HUP INT TERM
  if [[ -e $output ]]; then
    [[ ! -e $output.sha256 ]] || cp -p -- "$output.sha256" "$partial/old.sha256"
    mv -f -- "$output" "$partial/old.sql"
  fi
  mv -f -- "$partial/new.sha256" "$output.sha256"
  mv -f -- "$new" "$output"
  say "Wrote $output: \${size// /} bytes, $planned_rows rows of $planned_tables tables, SHA-256 $hash"
}

export_rows() {
  local answer
  find_client
  find_output
  find_server
  take_folder
  say "Exporting $planned_rows rows of $planned_tables tables from server $server_version as $server_user"
  answer=$(ask "$other_engines") || fail "the tables' engines cannot be read"
  # A snapshot holds only InnoDB's tables still; with others the lock does it.
  ((answer == 0)) || hold_through=1
  ask "$database_query" >"$partial/databases"
  ((most_at_once * 4 <= max_connections)) || most_at_once=$((max_connections / 4 + 1))
  list_parts
  lock_tables
  run_parts
  finish_parts
  publish
}

trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
case $* in
'') export_rows ;;
--check) check ;;
*) fail "found the arguments $*, wanted none, or --check alone" ;;
esac
`;
