/**
 * The part of the export script that finds the client programs and talks to the server.
 *
 * @module
 */

/** Bash functions; everything in them is the same for every export. */
export const CLIENT_TEXT = `
# Where nobody can hear it, work goes on.
say() { printf '%s\\n' "$*" >&2 || :; }

fail() {
  told=yes
  say "Cannot export: $*"
  exit 1
}

# What a client said, on one line and without the statement before it.
reason() {
  local text=\${1##*--------------$'\\n'}
  text=\${text//$'\\n'/ }
  printf '%s' "\${text# }"
}

first_program() {
  local name
  for name in "$@"; do
    if command -v "$name" >/dev/null; then
      printf '%s' "$name"
      return
    fi
  done
}

# Programs that every system has. One that is missing would be missed when the tables are locked, or at the end.
find_tools() {
  local name
  for name in awk basename cat cp date df dirname mkdir mv rm rmdir sleep tail touch wc sha256sum; do
    [[ $(first_program "$name" \${name/#sha256sum/shasum}) ]] ||
      fail "found no $name on the PATH, wanted the programs that every system has; add their folders to it (PATH=/usr/bin:/bin:\\$PATH)"
  done
}

# Which client programs, which option file, and which options these clients know.
find_client() {
  local help name option value
  for name in lock_wait lock_hold; do
    [[ \${!name} =~ ^[1-9][0-9]{0,6}$ ]] ||
      fail "found \${name^^}=\${!name}, wanted a whole number of seconds, 1 or more"
  done
  dump=$(first_program "\${dump_programs[@]}")
  mysql=$(first_program "\${mysql_programs[@]}")
  [[ $dump ]] || fail "found no \${dump_programs[0]} or \${dump_programs[1]} on the PATH, wanted one of them; install MariaDB's or MySQL's client programs (Debian: mariadb-client)"
  [[ $mysql ]] || fail "found no \${mysql_programs[0]} or \${mysql_programs[1]} on the PATH, wanted one of them; install MariaDB's or MySQL's client programs (Debian: mariadb-client)"
  find_tools
  defaults=\${MYSQL_DEFAULTS_FILE:-\${HOME:-}/.my.cnf}
  [[ -f $defaults && -r $defaults ]] ||
    fail "$dump needs an option file with the credentials: found none that can be read at $defaults, wanted a file with the lines [client], user=, password= and host= (or socket=), mode 0600; write it, or name another one in MYSQL_DEFAULTS_FILE"
  # Never what the option file says by the way, such as a limit of rows or another output.
  mysql_options=(--batch --skip-column-names --quick --unbuffered --binary-mode
    --no-auto-rehash --default-character-set=utf8mb4 --max-allowed-packet=1G
    --skip-safe-updates --skip-force --skip-html --skip-xml --skip-vertical
    --skip-table --skip-raw --skip-reconnect --skip-auto-vertical-output
    --delimiter=';')
  dump_options=(--single-transaction --skip-lock-tables --quick --compact
    --extended-insert --complete-insert --hex-blob --tz-utc
    --default-character-set=utf8mb4 --max-allowed-packet=1G --skip-triggers
    --skip-routines --skip-events --skip-add-drop-table --skip-add-locks
    --skip-disable-keys --skip-replace --skip-insert-ignore --no-tablespaces
    --quote-names --net-buffer-length=1M --create-options --skip-no-autocommit
    --skip-lock-all-tables --skip-flush-logs)
  help=$("$dump" --no-defaults --help)
  for option in column-statistics=0 set-gtid-purged=OFF dump-history=0 \\
    'init-command=SET NAMES utf8mb4'; do
    [[ $help != *"--\${option%%=*}"* ]] || dump_options+=("--$option")
  done
  # What backups of the whole server are told: it would wait for our lock, and write statements for replicas.
  for option in source-data:master-data dump-replica:dump-slave delete-source-logs:delete-master-logs; do
    [[ $help = *"--\${option%:*}"* ]] || option=\${option#*:}
    dump_options+=("--\${option%:*}=0")
  done
  # What cannot be taken back.
  help=$("$dump" --defaults-file="$defaults" --help 2>&1) || :
  one_server "$help"
  for option in compatible as-of; do
    value=$(awk -v option="$option" '$1 == option && !/\\(No default value\\)/ { print $2 }' <<<"$help")
    [[ ! $value ]] ||
      fail "the option file $defaults has $option=$value, to which $dump keeps, wanted tables as they are; take it out, or name another option file in MYSQL_DEFAULTS_FILE"
  done
}

# Backups are often taken from a replica: rows of two servers are no one state. $1 is what $dump says of its options.
one_server() {
  local option theirs ours host help
  help=$("$mysql" --defaults-file="$defaults" --help 2>&1) || :
  for option in host port socket; do
    # Which socket does not matter where there is a host to go to; clients of two makers have two of their own.
    [[ $option != socket || $host = @('(No default value)'|localhost|) ]] || continue
    theirs=$(value_of "$option" <<<"$1")
    ours=$(value_of "$option" <<<"$help")
    [[ $option != host ]] || host=$ours
    [[ $theirs = "$ours" ]] ||
      fail "the option file $defaults sends $mysql and $dump to different servers ($option: $ours and $theirs), wanted one; name host, port and socket in its group [client] alone, or name another option file in MYSQL_DEFAULTS_FILE"
  done
}

# What a client's help says that option $1 is.
value_of() {
  option=$1 awk '$1 == ENVIRON["option"] && NF > 1 { sub(/^[^ ]+ +/, ""); print; exit }'
}

# Runs statements from standard input.
client() { "$mysql" --defaults-file="$defaults" "\${mysql_options[@]}" "$@"; }

# The answer to one text of statements, its values without escapes.
ask() { printf '%s\\n' "$session" "$1" | client --raw "\${@:2}"; }

find_server() {
  local facts answer questions='SELECT VERSION(); SELECT CURRENT_USER();
    SELECT @@max_connections;'
  # Without what the client warns of; where it fails, that is the reason.
  answer=$(ask "$questions" 2>/dev/null) ||
    fail "$mysql got no connection with the option file $defaults: $(reason "$(ask "$questions" 2>&1 || :)")"
  mapfile -t facts <<<"$answer"
  ((\${#facts[@]} == 3)) ||
    fail "$mysql answers three questions with: $(reason "\${facts[*]}"), wanted three lines; look at what the option file $defaults says to it"
  server_version=\${facts[0]}
  server_user=\${facts[1]}
  max_connections=\${facts[2]}
  ((\${#dumped_tables[@]} == 0)) || check_limit
}

# A limit of rows that is set for the whole server holds for mysqldump, too, which would leave out the others.
check_limit() {
  local limit
  limit=$(printf 'SELECT @@sql_select_limit;\\n' | client | tail -n 1)
  [[ $limit = 18446744073709551615 ]] ||
    fail "found sql_select_limit = $limit, to which $dump keeps, wanted no limit; SET GLOBAL sql_select_limit = 18446744073709551615, for as long as the script runs"
}

# How many bytes are free in folder $1.
free_bytes() { df -Pk -- "$1" | awk 'NR == 2 { printf "%.0f", $4 * 1024 }'; }

# What is at path $1, where that is neither a file nor nothing.
no_file() {
  if [[ -L $1 ]]; then
    printf 'a link'
  elif [[ -d $1 ]]; then
    printf 'a folder'
  elif [[ -e $1 && ! -f $1 ]]; then
    printf 'a device, a pipe or a socket'
  fi
}

# Whole path of the .sql: OUT, or beside this script. What is there goes away when the new one is complete: it may only
# be a file. A link is none, since its file would stay as it was.
find_output() {
  local folder base path what
  script=$(cd -- "$(dirname -- "\${BASH_SOURCE[0]}")" && pwd)/$(basename -- "\${BASH_SOURCE[0]}")
  output=\${OUT:-$(dirname -- "$script")/$sql_name}
  [[ ! -d $output ]] || output=$output/$sql_name
  [[ $output != */ ]] ||
    fail "found no folder $output, wanted one that exists; make it, or set OUT to another"
  [[ $output != *$'\\n'* ]] ||
    fail "found a line end in the path $output, wanted a name without line ends, which a checksum can be written for; set OUT to one"
  base=$(basename -- "$output")
  folder=$(cd -- "$(dirname -- "$output")" 2>/dev/null && pwd) ||
    fail "found no folder for $output, wanted one that exists; make it, or set OUT"
  output=\${folder%/}/$base
  partial=$output.partial
  for path in "$output" "$output.sha256"; do
    what=$(no_file "$path")
    [[ ! $what ]] || fail "found $path, which is $what, wanted a file that may be replaced, or none; set OUT to a file"
    [[ ! $path -ef $script && ! $path -ef $defaults ]] ||
      fail "found $path, which is this script or its option file, wanted a file that may be replaced; set OUT to another"
  done
}
`;
