#!/usr/bin/env bash
# Writes _Populate_paper1.sql: the rows that paper paper1 rests on, ready to
# be restored on another server. Run it where the database can be reached:
#
#   bash _ExportSQL_paper1.sh --check   tells what it would meet, changes nothing
#   bash _ExportSQL_paper1.sh           writes _Populate_paper1.sql beside itself
#
#   MYSQL_DEFAULTS_FILE  option file with the credentials (else ~/.my.cnf); a user with
#                        SELECT and LOCK TABLES is enough
#   OUT                  the file to write (no link), or the folder to write it to
#   LOCK_WAIT            seconds to wait for the lock, on all tables together (10)
#   LOCK_HOLD            seconds that changes may have to wait in all (300)
#
# Of the database it only reads. The tables named below are locked (LOCK TABLES READ: others
# can read, changes wait) until every session that reads rows has begun, so that all show one
# state. Changes wait from when the lock is asked for; it says for how long that was. It asks
# when no other transaction has changed any of them. Where that does not come within half of
# LOCK_WAIT, it waits in line, and one that has changed one of the tables and goes on to
# another may be ended by the server, as by any deadlock (error 1213), and must begin again.
#
# An earlier _Populate_paper1.sql stays until the new one is complete, and never stands without
# the right .sha256 beside it.
#
#   paper     paper1 (export 2)
#   source    lab@db.example.org:3306, server 10.11.6-MariaDB
#   computed  2026-01-02T03:04:05.678Z, reads logged under version 0.6.0
#   holds     4 rows of 2 tables, and 1 table without rows
#
#       rows  table
#          3  common_ephys._electrode
#          1  common`$(touch x).#it's
#          0  common_ephys.new\u000aline

# shellcheck disable=SC2016,SC1003 # What stands in single quotes is data: it must not expand.
# Before anything that other shells do not know.
case ${BASH_VERSION-} in
'' | [0-3].* | 4.[0-3].*)
  echo "Cannot export: found ${BASH_VERSION+bash }${BASH_VERSION-another shell}, wanted bash 4.4 or later (macOS: brew install bash); run it as: bash $0" >&2
  exit 1
  ;;
esac
# Functions and aliases that others export, or that a file sets which BASH_ENV names: no cat, rm or cd of their own is
# meant here. In this mode none of them hides unset.
POSIXLY_CORRECT=1
\unset -f builtin unset declare
\unset POSIXLY_CORRECT
IFS=$' \t\n'
\builtin unalias -a
for inherited in $(builtin declare -F); do
  [[ $inherited = -* ]] || unset -f "$inherited"
done
set -euo pipefail
# What a shell that exports its options passes on, or such a file.
set +Cfk
shopt -u failglob inherit_errexit nocasematch nullglob
# With these, cd speaks and read gives up.
unset CDPATH TMOUT
export LC_ALL=C

lock_wait=${LOCK_WAIT:-10}
lock_hold=${LOCK_HOLD:-300}
# Every session reads with the same settings, mysqldump's own.
session="SET NAMES utf8mb4; SET SESSION sql_mode = '', time_zone = '+00:00', sql_select_limit = 18446744073709551615, sql_big_selects = 1, autocommit = 1, completion_type = 0;"
most_at_once=24 hold_through=0 done_parts=0 said_at=0 asked_at=0 longest=0
owned='' told='' starting='' locker='' waiter='' locked='' locked_since='' blocked=0
schema=() name=() quoted=() planned=() columns=() selected=() kinds=() row_size=()
shape=() shape_where=()
use=() unqualified=() chunk_table=() chunk_where=()
reference_table=() reference_columns=() reference_to=() reference_parent=()
reference_value=() reference_same=() reference_sum=() reference_lost=()
part_what=() part_of=() running=() untidy=() tidying=()

# add_table SCHEMA NAME ROWS QUOTED_SCHEMA QUOTED_NAME
add_table() {
  schema+=("$1")
  name+=("$2")
  planned+=("$3")
  use+=("$4")
  unqualified+=("$5")
  quoted+=("$4.$5")
  columns+=('')
  selected+=('')
  kinds+=('')
  row_size+=('')
  shape+=('')
  shape_where+=('')
}

# add_columns NAMES SELECTED KINDS SIZE: how the rows of the last table are selected, and how long each is at most
add_columns() {
  columns[-1]=$1
  selected[-1]=$2
  kinds[-1]=$3
  row_size[-1]=$4
}

# add_shape NUMBER WHICH: what the last table's columns and foreign keys are, and which table that is
add_shape() {
  shape[-1]=$1
  shape_where[-1]=$2
}

# add_reference COLUMNS NUMBER_OF_PARENT PARENT VALUE SAME_AS_PARENT SUM LOST: a foreign key of the last table, which its
# rows could change without becoming other rows. SUM is that of what they referred to when the export was computed, and
# LOST says how many referred to nothing that is there.
add_reference() {
  reference_table+=("$((${#quoted[@]} - 1))")
  reference_columns+=("$1")
  reference_to+=("$2")
  reference_parent+=("$3")
  reference_value+=("$4")
  reference_same+=("$5")
  reference_sum+=("$6")
  reference_lost+=("$7")
}

# add_rows CONDITION: rows of the last table
add_rows() {
  chunk_table+=("$((${#quoted[@]} - 1))")
  chunk_where+=("$1")
}

sql_name='_Populate_paper1.sql'
planned_rows=4
planned_tables=2
dump_programs=(mariadb-dump mysqldump)
mysql_programs=(mariadb mysql)
defined_tables=('0 2' '1')
counted_tables=('0 1 2')
dumped_tables=()
selected_tables=('0 1')
locked_tables=(0 1)
lock_statement='LOCK TABLES `common_ephys`.`_electrode` READ, `common``$(touch x)`.`#it'\''s` READ'
database_query='SELECT CONCAT('\''CREATE DATABASE IF NOT EXISTS `common_ephys`'\'', '\'' DEFAULT CHARACTER SET '\'', default_character_set_name, '\'' COLLATE '\'', default_collation_name, '\'';'\'') FROM information_schema.schemata WHERE CAST(CONVERT(schema_name USING utf8mb4) AS BINARY) = CAST('\''common_ephys'\'' AS BINARY);
SELECT CONCAT('\''CREATE DATABASE IF NOT EXISTS `common``$(touch x)`'\'', '\'' DEFAULT CHARACTER SET '\'', default_character_set_name, '\'' COLLATE '\'', default_collation_name, '\'';'\'') FROM information_schema.schemata WHERE CAST(CONVERT(schema_name USING utf8mb4) AS BINARY) = CAST('\''common`$(touch x)'\'' AS BINARY);'
other_engines='SELECT COUNT(*) FROM information_schema.tables
  WHERE engine <> '\''InnoDB'\'' AND (CAST(CONVERT(table_schema USING utf8mb4) AS BINARY), CAST(CONVERT(table_name USING utf8mb4) AS BINARY)) IN (
  ('\''common_ephys'\'', '\''_electrode'\''),
  (0x636f6d6d6f6e602428746f756368207829, 0x2369742773),
  ('\''common_ephys'\'', 0x6e65770a6c696e65));'
sql_guard='-- Rows that paper paper1 rests on (export 2).
--
-- source    lab@db.example.org:3306, server 10.11.6-MariaDB
-- computed  2026-01-02T03:04:05.678Z, reads logged under version 0.6.0
-- holds     4 rows of 2 tables, and 1 table without rows
--
-- Restore it on a server that has none of these tables:
--   mysql --max-allowed-packet=1G < this file
--
--       rows  table
--          3  common_ephys._electrode
--          1  common`$(touch x).#it'\''s
--          0  common_ephys.new\u000aline

-- Fails, and nothing is changed, where one of the tables exists.
SET @spyglass_import = COALESCE(EXTRACTVALUE('\'''\'', COALESCE((
  SELECT CONCAT('\''~exists: '\'', table_schema, '\''.'\'', table_name)
  FROM information_schema.tables
  WHERE (CAST(CONVERT(table_schema USING utf8mb4) AS BINARY), CAST(CONVERT(table_name USING utf8mb4) AS BINARY)) IN (
  ('\''common_ephys'\'', '\''_electrode'\''),
  (0x636f6d6d6f6e602428746f756368207829, 0x2369742773),
  ('\''common_ephys'\'', 0x6e65770a6c696e65))
  LIMIT 1), IF(@@max_allowed_packet < '
sql_session=', '\''~max_allowed_packet is too small'\'', NULL))), '\''new'\'');

-- A client that goes on after an error finds a session that refuses changes.
SET @spyglass_mode = IF(@spyglass_import = '\''new'\'',
  '\''SET SESSION TRANSACTION READ WRITE'\'', '\''SET SESSION TRANSACTION READ ONLY'\''),
  @spyglass_import = NULL;
PREPARE spyglass_mode FROM @spyglass_mode;
EXECUTE spyglass_mode;
DEALLOCATE PREPARE spyglass_mode;

SET @spyglass_client = @@character_set_client,
  @spyglass_results = @@character_set_results,
  @spyglass_collation = @@collation_connection,
  @spyglass_time_zone = @@time_zone,
  @spyglass_sql_mode = @@sql_mode,
  @spyglass_foreign_key_checks = @@foreign_key_checks,
  @spyglass_autocommit = @@autocommit;
SET NAMES utf8mb4;
SET time_zone = '\''+00:00'\'',
  sql_mode = '\''NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_DIR_IN_CREATE'\'',
  foreign_key_checks = 0;
-- Rows that a CHECK refuses may have come in while nothing was checked. MySQL cannot be told so.
/*M!100201 SET @spyglass_checks = @@check_constraint_checks, check_constraint_checks = 0 */;

'
sql_before_rows='
SET autocommit = 0;
'
sql_end='
COMMIT;
/*M!100201 SET check_constraint_checks = @spyglass_checks */;
SET autocommit = @spyglass_autocommit,
  foreign_key_checks = @spyglass_foreign_key_checks,
  sql_mode = @spyglass_sql_mode,
  time_zone = @spyglass_time_zone,
  character_set_client = @spyglass_client,
  character_set_results = @spyglass_results,
  collation_connection = @spyglass_collation;
-- This is the end: the file is complete.
'

# Which rows of which tables. Every value stands in single quotes, so that nothing in it is run.
add_table 'common_ephys' '_electrode' '3' '`common_ephys`' '`_electrode`'
add_columns '`electrode_id`, `x`, `params`' '`electrode_id`, ISNULL(`x`), `x` * 1e0, HEX(SUBSTRING(`params`, 1, (OCTET_LENGTH(`params`) DIV 3))), HEX(SUBSTRING(`params`, 1 + (OCTET_LENGTH(`params`) DIV 3), (OCTET_LENGTH(`params`) DIV 3))), HEX(SUBSTRING(`params`, 1 + 2 * (OCTET_LENGTH(`params`) DIV 3)))' 'tTb' '7 + 2 * OCTET_LENGTH(`electrode_id`) + 2 + COALESCE(2 * OCTET_LENGTH(`x`) + 2, 4) + 2 * OCTET_LENGTH(`params`) + 2'
add_shape 6626126634 'table_schema = '\''common_ephys'\'' AND table_name = '\''_electrode'\'''
add_rows '`electrode_id` IN (1,126)'
add_rows '`electrode_id`=127'
add_table 'common`$(touch x)' '#it'\''s' '1' '`common``$(touch x)`' '`#it'\''s`'
add_columns '`name`' '`name`' 't' '5 + 2 * OCTET_LENGTH(`name`) + 2'
add_reference '`$(touch x)`' '0' '`common_ephys`.`_electrode`' '`$(touch x)`' 'parent.`electrode_id` = child.`$(touch x)`' '5000000000' '0'
add_rows '`name`='\''$(touch x) it'\'''\''s `touch x`'\'''
add_table 'common_ephys' 'new
line' '0' '`common_ephys`' '`new
line`'

# Where nobody can hear it, work goes on.
say() { printf '%s\n' "$*" >&2 || :; }

fail() {
  told=yes
  say "Cannot export: $*"
  exit 1
}

# What a client said, on one line and without the statement before it.
reason() {
  local text=${1##*--------------$'\n'}
  text=${text//$'\n'/ }
  printf '%s' "${text# }"
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
    [[ $(first_program "$name" ${name/#sha256sum/shasum}) ]] ||
      fail "found no $name on the PATH, wanted the programs that every system has; add their folders to it (PATH=/usr/bin:/bin:\$PATH)"
  done
}

# Which client programs, which option file, and which options these clients know.
find_client() {
  local help name option value
  for name in lock_wait lock_hold; do
    [[ ${!name} =~ ^[1-9][0-9]{0,6}$ ]] ||
      fail "found ${name^^}=${!name}, wanted a whole number of seconds, 1 or more"
  done
  dump=$(first_program "${dump_programs[@]}")
  mysql=$(first_program "${mysql_programs[@]}")
  [[ $dump ]] || fail "found no ${dump_programs[0]} or ${dump_programs[1]} on the PATH, wanted one of them; install MariaDB's or MySQL's client programs (Debian: mariadb-client)"
  [[ $mysql ]] || fail "found no ${mysql_programs[0]} or ${mysql_programs[1]} on the PATH, wanted one of them; install MariaDB's or MySQL's client programs (Debian: mariadb-client)"
  find_tools
  defaults=${MYSQL_DEFAULTS_FILE:-${HOME:-}/.my.cnf}
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
  for option in column-statistics=0 set-gtid-purged=OFF dump-history=0 \
    'init-command=SET NAMES utf8mb4'; do
    [[ $help != *"--${option%%=*}"* ]] || dump_options+=("--$option")
  done
  # What backups of the whole server are told: it would wait for our lock, and write statements for replicas.
  for option in source-data:master-data dump-replica:dump-slave delete-source-logs:delete-master-logs; do
    [[ $help = *"--${option%:*}"* ]] || option=${option#*:}
    dump_options+=("--${option%:*}=0")
  done
  # What cannot be taken back.
  help=$("$dump" --defaults-file="$defaults" --help 2>&1) || :
  one_server "$help"
  for option in compatible as-of; do
    value=$(awk -v option="$option" '$1 == option && !/\(No default value\)/ { print $2 }' <<<"$help")
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
client() { "$mysql" --defaults-file="$defaults" "${mysql_options[@]}" "$@"; }

# The answer to one text of statements, its values without escapes.
ask() { printf '%s\n' "$session" "$1" | client --raw "${@:2}"; }

find_server() {
  local facts answer questions='SELECT VERSION(); SELECT CURRENT_USER();
    SELECT @@max_connections;'
  # Without what the client warns of; where it fails, that is the reason.
  answer=$(ask "$questions" 2>/dev/null) ||
    fail "$mysql got no connection with the option file $defaults: $(reason "$(ask "$questions" 2>&1 || :)")"
  mapfile -t facts <<<"$answer"
  ((${#facts[@]} == 3)) ||
    fail "$mysql answers three questions with: $(reason "${facts[*]}"), wanted three lines; look at what the option file $defaults says to it"
  server_version=${facts[0]}
  server_user=${facts[1]}
  max_connections=${facts[2]}
  ((${#dumped_tables[@]} == 0)) || check_limit
}

# A limit of rows that is set for the whole server holds for mysqldump, too, which would leave out the others.
check_limit() {
  local limit
  limit=$(printf 'SELECT @@sql_select_limit;\n' | client | tail -n 1)
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
  script=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)/$(basename -- "${BASH_SOURCE[0]}")
  output=${OUT:-$(dirname -- "$script")/$sql_name}
  [[ ! -d $output ]] || output=$output/$sql_name
  [[ $output != */ ]] ||
    fail "found no folder $output, wanted one that exists; make it, or set OUT to another"
  [[ $output != *$'\n'* ]] ||
    fail "found a line end in the path $output, wanted a name without line ends, which a checksum can be written for; set OUT to one"
  base=$(basename -- "$output")
  folder=$(cd -- "$(dirname -- "$output")" 2>/dev/null && pwd) ||
    fail "found no folder for $output, wanted one that exists; make it, or set OUT"
  output=${folder%/}/$base
  partial=$output.partial
  for path in "$output" "$output.sha256"; do
    what=$(no_file "$path")
    [[ ! $what ]] || fail "found $path, which is $what, wanted a file that may be replaced, or none; set OUT to a file"
    [[ ! $path -ef $script && ! $path -ef $defaults ]] ||
      fail "found $path, which is this script or its option file, wanted a file that may be replaced; set OUT to another"
  done
}

# query: the columns and foreign keys of table $1 as a number.
ask_shape() {
  query="SELECT (SELECT COALESCE(SUM(1 + CRC32(CONCAT_WS('|', column_name, column_type, is_nullable,
    COALESCE(character_set_name, ''), COALESCE(generation_expression, '') <> ''))), 0)
    FROM information_schema.columns WHERE ${shape_where[$1]})
    + (SELECT COALESCE(SUM(1 + CRC32(CONCAT_WS('|', constraint_name, referenced_table_schema,
    referenced_table_name))), 0) FROM information_schema.key_column_usage
    WHERE referenced_table_name IS NOT NULL AND ${shape_where[$1]});"
}

# Says in change which of the tables ${@:2} is not defined as it was when the export was computed. $1 gets the answer to
# statements, as lines.
compare_shapes() {
  local i at=0 query queries=''
  change=''
  for i in "${@:2}"; do
    [[ ${shape[i]} ]] || continue
    ask_shape "$i"
    queries+=$query$'\n'
  done
  [[ $queries ]] || return 0
  "$1" "$queries" || return 1
  for i in "${@:2}"; do
    [[ ${shape[i]} ]] || continue
    if [[ ${answer[at]-} != "${shape[i]}" ]]; then
      change="found other columns or foreign keys of ${quoted[i]} than were planned"
      return
    fi
    at=$((at + 1))
  done
}

# Whether the rows refer to the same as then is asked by a number, the sum of a CRC of each reference. Where it is
# another one, rows are looked for that refer to something outside of the export.

# These functions give what they find in query, keys and rows: a shell of its own for each would cost more than the rest.

# keys: the numbers of the foreign keys of table $1.
find_keys() {
  local i
  keys=()
  for i in "${!reference_table[@]}"; do
    ((reference_table[i] != $1)) || keys+=("$i")
  done
}

# query: how many rows of table $1 there are, and what they refer to by these keys, a statement for each condition.
ask_state() {
  local i sums=''
  for i in "${keys[@]}"; do
    [[ ! ${reference_sum[i]} ]] || sums+=", COALESCE(SUM(1 + CRC32(${reference_value[i]})), 0)"
  done
  query=''
  for i in "${!chunk_table[@]}"; do
    ((chunk_table[i] != $1)) || query+="SELECT COUNT(*)$sums FROM ${quoted[$1]} WHERE (${chunk_where[i]});"$'\n'
  done
}

# rows: the conditions of table $1 as one.
find_rows() {
  local i
  rows=FALSE
  for i in "${!chunk_table[@]}"; do
    ((chunk_table[i] != $1)) || rows+=" OR (${chunk_where[i]})"
  done
}

# query: how many rows refer by foreign key $1 to a row that is not in the export.
ask_outside() {
  local rows of=${reference_table[$1]} to=${reference_to[$1]}
  find_rows "$of"
  query="SELECT COUNT(*) FROM ${quoted[of]} AS child WHERE ($rows) AND (${reference_value[$1]}) IS NOT NULL"
  if [[ $to ]]; then
    find_rows "$to"
    query+=" AND NOT EXISTS (SELECT 1 FROM ${quoted[to]} AS parent WHERE ${reference_same[$1]} AND ($rows))"
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
  for line in "${answer[@]}"; do
    at=0
    for number in $line; do
      totals[at]=$((${totals[at]-0} + number))
      at=$((at + 1))
    done
  done
  found=${totals[0]-0}
  if ((found != planned[$1])); then
    change="found $found rows of ${quoted[$1]}, wanted ${planned[$1]}"
    return
  fi
  at=0
  for i in "${keys[@]}"; do
    if [[ ${reference_sum[i]} ]]; then
      at=$((at + 1))
      ((${totals[at]-0} != reference_sum[i])) || continue
    fi
    ask_outside "$i"
    "$2" "$query" || return 1
    if ((answer[0] > reference_lost[i])); then
      change="$((answer[0] - reference_lost[i])) rows of ${quoted[$1]} refer by ${reference_columns[i]} to rows of ${reference_parent[i]} that are not in the export"
      return
    fi
  done
}

# The answer of a session that goes on. What it has read may be changed.
ask_session() {
  local line
  answer=()
  printf '%s\n' 'SAVEPOINT before_rows;' "$1" 'ROLLBACK TO SAVEPOINT before_rows;' "SELECT 'end';" \
    >&"${SESSION[1]}" || return 1
  while IFS= read -r -u "${SESSION[0]}" line; do
    [[ $line != end ]] || return 0
    answer+=("$line")
  done
  return 1
}

# Part $1: looks at all rows of the tables ${@:2} in the state that is dumped, and notes what is another than planned.
look_at_rows() {
  local i answer change found
  trap '' PIPE
  coproc SESSION { exec "$mysql" --defaults-file="$defaults" "${mysql_options[@]}"; }
  trap 'kill "$SESSION_PID"; exit 143' TERM
  snapshot >&"${SESSION[1]}"
  ask_session '' || exit 1
  # While the tables are locked: nobody changes how they are defined.
  compare_shapes ask_session "${@:2}" || exit 1
  printf 'begun\n' >"$partial/$1.begun"
  for i in "${@:2}"; do
    [[ ! $change ]] || break
    compare_table "$i" ask_session || exit 1
  done
  printf '%s\n' "$change" >"$partial/$1.change"
}

# most: how many bytes the .sql has at most; peak: how many are needed while it is put together, when each part may be
# there twice. False where something cannot be read.
find_size() {
  local i at of size rows queries='' asked=0 heads
  size=$(definitions | wc -c) || return 1
  most=$((size + ${#sql_guard} + ${#sql_session} + ${#sql_before_rows} + ${#sql_end} + 64))
  for at in "${!chunk_where[@]}"; do
    i=${chunk_table[at]}
    [[ ${row_size[i]} ]] || return 1
    queries+="SELECT $i, COALESCE(SUM(${row_size[i]}), 0) FROM ${quoted[i]} WHERE (${chunk_where[at]});"$'\n'
    asked=$((asked + 64 + ${#selected[i]} + ${#quoted[i]} + ${#chunk_where[at]}))
  done
  rows=$([[ ! $queries ]] || ask "$queries" 2>/dev/null) || return 1
  while read -r i size; do
    [[ $i ]] || continue
    # A statement has about 1 MB, or one row.
    heads=$((2 + size / 500000))
    most=$((most + size + heads * (64 + ${#unqualified[i]} + ${#columns[i]} + ${#use[i]})))
  done <<<"$rows"
  # Each file takes whole blocks.
  peak=$((2 * most + asked + 4096 * (6 * ${#quoted[@]} + 100)))
}

# What of the .sql is no row, as a run writes it.
definitions() {
  local i of
  ask "$database_query" 2>/dev/null || return 1
  for i in "${defined_tables[@]}"; do
    read -r -a of <<<"$i"
    printf '\nUSE %s;\n' "${use[of[0]]}"
    (dump_definitions "${of[@]}" 2>/dev/null) | tidy_dump /dev/stdin /dev/null yes 0 || return 1
  done
}

# The answer to statements of table $of, each in a session of its own.
ask_lines() {
  local text
  text=$(ask "SELECT 1 FROM ${quoted[of]} LIMIT 0; $1" 2>&1) || {
    problems+=("${quoted[of]}: $(reason "$text")")
    return 1
  }
  mapfile -t answer <<<"$text"
  # What the client warns of comes before.
  while ((${#answer[@]} > 0)) && [[ ! ${answer[0]} =~ ^[0-9] ]]; do answer=("${answer[@]:1}"); done
}

check_tables() {
  local of answer change found text total=0 readable=0
  for of in "${!quoted[@]}"; do
    compare_shapes ask_lines "$of" || continue
    if [[ $change ]] && ! text=$(ask "SHOW CREATE TABLE ${quoted[of]};" 2>&1 >/dev/null); then
      problems+=("${quoted[of]}: this user may read single columns of it only ($(reason "$text")), wanted SELECT on the whole table; ask for GRANT SELECT ON ${quoted[of]} TO $server_user")
      continue
    fi
    [[ ! $change ]] || problems+=("$change; populate the export again")
    compare_table "$of" ask_lines || continue
    readable=$((readable + 1))
    total=$((total + found))
    if ((found != planned[of])); then
      change="${quoted[of]}: found $found rows, planned ${planned[of]}"
    fi
    [[ ! $change ]] || problems+=("$change; populate the export again")
  done
  printf 'tables       %s of %s can be read (SELECT)\n' "$readable" "${#quoted[@]}"
  printf 'rows         %s found, %s planned\n' "$total" "$planned_rows"
}

check_lock() {
  local why
  why=$(unlockable)
  if [[ ! $why ]]; then
    printf 'LOCK TABLES  works\n'
  else
    printf 'LOCK TABLES  fails\n'
    problems+=("LOCK TABLES: $why")
  fi
}

check_disk() {
  local folder free most=unknown peak=unknown
  folder=$(dirname -- "$output")
  find_size || most=unknown
  free=$(free_bytes "$folder")
  printf 'bytes        %s at most\n' "$most"
  printf 'free disk    %s bytes in %s; needed at most %s, while it is put together\n' "$free" "$folder" "$peak"
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
  printf 'server       %s, as %s\n' "$server_version" "$server_user"
  printf 'client       %s\n' "$("$dump" --version)"
  printf 'option file  %s\n' "$defaults"
  printf 'writes       %s\n' "$output"
  check_tables
  check_lock
  check_disk
  if ((${#problems[@]} == 0)); then
    printf 'ready        yes\n'
    return
  fi
  for problem in "${problems[@]}"; do printf 'problem      %s\n' "$problem"; done
  ((${#problems[@]} > 1)) || fail "1 problem found, listed above"
  fail "${#problems[@]} problems found, listed above"
}

# The folder of unfinished work is ours alone while descriptor 9 has its lock; where there is no flock, while the process
# that it names as its owner is there. What a run that was killed has left in it is removed.
take_folder() {
  local error path
  [[ ! -L $partial ]] || fail "$partial is a link, wanted a folder of our own; remove it"
  while :; do
    error=$(mkdir -p -- "$partial" 2>&1) ||
      fail "$partial cannot be made ($error), wanted a folder that can be written; set OUT to a file elsewhere"
    # Another user's, whose run was killed; or nobody's, where umask says so.
    [[ ! -d $partial || -r $partial && -w $partial && -x $partial ]] ||
      fail "$partial cannot be read and written by this user, wanted a folder of our own; remove it where no run is at work, or set OUT to a file elsewhere"
    # The run before us may have removed it between the two steps.
    ! be_alone || break
  done
  owned=yes
  put_back
  for path in "${partial:?}"/*; do
    [[ $path = */owner || $path = */turn ]] || rm -rf -- "$path"
  done
  touch -- "$partial/begun" 2>/dev/null ||
    fail "$partial cannot be written, wanted a folder that can; set OUT to a file elsewhere"
  [[ ! -d $partial/turn ]] || rmdir -- "$partial/turn"
}

# False where the folder has gone.
be_alone() {
  local process='' host='' error
  if command -v flock >/dev/null; then
    exec 9<"$partial" || return 1
    flock -n 9 || fail "another run is at work in $partial, wanted to be alone; wait for its end"
    [[ $partial -ef /dev/fd/9 ]]
    return
  fi
  # To make a folder is one step: who has made this one may look at the owner, and be it.
  if ! error=$(mkdir -- "$partial/turn" 2>&1); then
    if [[ ! -d $partial/turn ]]; then
      # It has gone in between, unless it could not be made.
      [[ -d $partial && ! -w $partial ]] || return 1
      fail "$partial cannot be written ($error), wanted a folder that can; set OUT to a file elsewhere"
    fi
    fail "another run begins in $partial, wanted to be alone; wait for its end, or remove $partial/turn where there is none"
  fi
  [[ ! -e $partial/owner ]] || read -r process host <"$partial/owner" || :
  if [[ $host && $host != "$HOSTNAME" ]] || { [[ $process ]] && is_running "$process"; }; then
    rmdir -- "$partial/turn"
    fail "another run is at work in $partial (process $process on $host), wanted to be alone; wait for its end, or remove $partial where there is none"
  fi
  printf '%s %s\n' "$$" "$HOSTNAME" >"$partial/owner"
}

is_running() { kill -0 "$1" 2>/dev/null || ps -p "$1" >/dev/null 2>&1; }

# A run that was ended while it put its .sql in place may have taken the earlier one away: that one comes back.
put_back() {
  [[ -e $partial/old.sql && ! -e $output ]] || return 0
  if [[ -e $partial/old.sha256 ]]; then
    mv -f -- "$partial/old.sha256" "$output.sha256"
  else
    rm -f -- "$output.sha256"
  fi
  mv -f -- "$partial/old.sql" "$output"
}

# Runs at the end, however it comes: no program of ours goes on, and no half file stays.
clean_up() {
  local status=$?
  trap - EXIT
  trap '' HUP INT TERM PIPE
  [[ $told ]] || ((status == 0 || status > 128)) ||
    say "Cannot export: a program ended with status $status, wanted 0; the line above tells why"
  stop_waiting
  # Again and again: one that has just been started may miss it. That one may not be noted yet, either.
  while kill "${running[@]}" "${tidying[@]}" ${locker:+"$locker"} ${starting:+${!:+"$!"}} 2>/dev/null; do
    sleep 0.05
  done
  wait
  if [[ $owned ]]; then
    put_back || exit "$status"
    # Without flock, nobody may take it while it goes away.
    if [[ -e $partial/owner ]] && mv -- "$partial" "$partial.$$"; then partial=$partial.$$; fi
    rm -rf -- "$partial"
  fi
  exit "$status"
}

# moment: what time it is, in microseconds.
look_at_clock() {
  if [[ ${EPOCHREALTIME-} ]]; then
    moment=${EPOCHREALTIME/[.,]/}
  else
    moment=$(date +%s000000)
  fi
}

seconds_since() {
  local micros moment
  look_at_clock
  micros=$((moment - $1))
  printf '%d.%02d' $((micros / 1000000)) $((micros / 10000 % 100))
}

# Which table cannot be locked, and why: nothing where each can. Each is locked by itself, for no time.
unlockable() {
  local i line text of='' statements='SET SESSION lock_wait_timeout = 0;'
  for i in "${locked_tables[@]}"; do
    statements+=" SELECT $i; LOCK TABLES ${quoted[i]} READ;"
  done
  ! text=$(ask "$statements UNLOCK TABLES;" 2>&1) || return 0
  while IFS= read -r line; do
    [[ ! $line =~ ^[0-9]+$ ]] || of=$line
  done <<<"$text"
  if [[ $of && $text = *"Lock wait timeout"* ]]; then
    printf 'others write to %s in a transaction that goes on' "${quoted[of]}"
  else
    reason "$text"
  fi
}

# Other users can read the tables, and wait with changes, while this session holds them, and while it waits for them. A
# transaction that has changed one of its tables and wants another would be ended by the server then, as the victim of a
# deadlock: so at first the lock is only taken when all tables are free at once, and asked for in earnest when that does
# not come.
lock_tables() {
  local moment begun left why=''
  look_at_clock
  begun=$moment
  while ((moment - begun < lock_wait * 500000)); do
    ! try_lock "$((lock_wait * 1000000 - moment + begun))" yes || break
    [[ $why ]] || say 'Waiting for the lock: others change the tables'
    why=busy
    sleep 0.1
    look_at_clock
  done
  if [[ ! $locked ]]; then
    say 'Others change the tables all the time: waiting for the lock in earnest, transactions may be told to begin again'
    look_at_clock
    left=$((lock_wait * 1000000 - moment + begun))
    try_lock "$((left > 100000 ? left : 100000))" '' || not_locked "$begun"
  fi
  say "Waited $(seconds_since "$begun") s for the lock"
  # Changes waited while it was tried, too.
  locked_since=$((locked_since - blocked))
}

# Asks for the lock, in a session that lasts as long as it; false where others change the tables for the next $1
# microseconds. Where $2 says so, the session waits for no table while it holds others.
try_lock() {
  local moment answer='' refused status=0 wait=$((($1 + 999999) / 1000000)) statements="$lock_statement;" i
  if [[ $2 ]]; then
    wait=0
    # MySQL and old MariaDB wait for a second at least: for each table by itself, before all are asked for.
    if [[ $server_version != *MariaDB* || $server_version = 10.[0-2].* ]]; then
      statements=''
      for i in "${locked_tables[@]}"; do statements+="LOCK TABLES ${quoted[i]} READ; "; done
      statements+="$lock_statement;"
    fi
  fi
  starting=yes
  coproc LOCKER {
    exec "$mysql" --defaults-file="$defaults" "${mysql_options[@]}" 2>"$partial/lock.error"
  }
  locker=$LOCKER_PID
  starting=''
  exec {lock_in}>&"${LOCKER[1]}"- {lock_out}<&"${LOCKER[0]}"-
  trap '' PIPE
  # The server waits for each table anew; MariaDB can be told to give up after a time in all, should we be killed.
  printf '%s
' "$session" "SET SESSION lock_wait_timeout = $wait;"     "/*M!100101 SET SESSION max_statement_time = $((wait + 1)) */;" 'SELECT CONNECTION_ID();'     2>/dev/null 1>&"$lock_in" || :
  IFS= read -r -u "$lock_out" waiter || :
  look_at_clock
  locked_since=$moment
  printf '%s
' "$statements" "SELECT 'locked';" 2>/dev/null 1>&"$lock_in" || :
  trap - PIPE
  IFS= read -r -t "$(($1 / 1000000)).$(printf %06d "$(($1 % 1000000))")" -u "$lock_out" answer || status=$?
  ((status <= 128)) || stop_waiting
  if [[ $answer = locked ]]; then
    waiter=''
    locked=yes
    return
  fi
  exec {lock_in}>&-
  wait "$locker" || :
  exec {lock_out}<&-
  look_at_clock
  blocked=$((blocked + moment - locked_since))
  locker='' waiter='' locked_since=''
  refused=$(reason "$(<"$partial/lock.error")")
  ((status > 128)) || [[ $refused = *"Lock wait timeout"* || $refused = *interrupted* ]] || not_locked "$begun" "$refused"
  return 1
}

# Gives up, as it was refused for the reason $2, or others went on.
not_locked() {
  local waited why=${2-} way='grant LOCK TABLES and SELECT'
  waited=$(seconds_since "$1")
  if [[ ! $why ]]; then
    why=$(unlockable)
    why="Lock wait timeout, ${why:-others wrote to them in long transactions}"
    way="try again when no long transaction writes to them (LOCK_WAIT=$lock_wait s)"
  elif [[ $why = *"ERROR 1146 "* || $why = *"ERROR 1049 "* ]]; then
    way='populate the export again'
  elif [[ $why = *"ERROR 20"[0-9][0-9]" "* ]]; then
    way='try again when the server can be reached'
  fi
  fail "the tables cannot be locked for one state of all ($why), wanted LOCK TABLES on $planned_tables tables, $waited s waited; $way"
}

# The server would go on waiting for the lock, and others behind it.
stop_waiting() {
  [[ ! $waiter ]] || ask "KILL QUERY $waiter;" --connect-timeout=10 >/dev/null 2>&1 || :
  waiter=''
}

unlock_tables() {
  [[ $locked_since ]] || return 0
  exec {lock_in}>&- {lock_out}<&-
  wait "$locker" || fail "the session that held the lock was lost: $(reason "$(<"$partial/lock.error")")"
  locker=''
  say "Held the lock on $planned_tables tables for $(seconds_since "$locked_since") s"
  locked_since=''
}

# Waits a moment; on the way sees that the lock is still held, and that no dump waits for it.
pause() {
  local moment line
  if [[ ! $locked_since ]]; then
    sleep 0.02
    return
  fi
  if ((SECONDS > asked_at)); then
    asked_at=$SECONDS
    printf 'SHOW PROCESSLIST;
' 1>&"$lock_in" 2>/dev/null || :
  fi
  # It never waits for a line: before bash 5.2, a timeout that runs out just as a child ends is lost.
  while read -r -t 0 -u "$lock_out"; do
    IFS= read -r -u "$lock_out" line ||
      fail "the session that held the lock was lost: $(reason "$(<"$partial/lock.error")")"
    # Readers wait only behind one who wants to change a table itself, and that one waits for us. What others wait with
    # may be a change, also where it begins as a reading (SELECT … FOR UPDATE): only what dumps send is looked for.
    [[ ${line,,} != *"metadata lock"$'\t'@("select /*!40001 sql_no_cache */"|"select 'row', "|"select count(*) from "|"select count(*), coalesce(sum(1 + crc32("|"show ")* ]] ||
      fail "a session that wants to change or remove a table waits for the lock, and the dumps wait for that session, wanted tables that stay as they are; try again later"
  done
  look_at_clock
  ((moment - locked_since < lock_hold * 1000000)) ||
    fail "the tables were locked for $lock_hold s, wanted every dump to have begun by then; raise LOCK_HOLD, or try again when the server is less busy"
  sleep 0.01
}

add_part() {
  part_what+=("$1")
  part_of+=("$2")
}

# One part is one session: the definitions of tables of one schema, which the lock waits for; a look at the
# rows of several tables; one large table that mysqldump reads; several tables that are selected.
list_parts() {
  local i
  for i in "${defined_tables[@]}"; do add_part tables "$i"; done
  for i in "${counted_tables[@]}"; do add_part count "$i"; done
  for i in "${dumped_tables[@]}"; do add_part dumped "$i"; done
  for i in "${selected_tables[@]}"; do add_part selected "$i"; done
}

part_name() {
  local of
  read -r -a of <<<"${part_of[$1]}"
  case ${part_what[$1]} in
  tables) printf 'the tables of %s' "${schema[of[0]]}" ;;
  *)
    [[ ${part_what[$1]} != count ]] || printf 'the number of '
    printf 'the rows of %s' "${quoted[of[0]]}"
    ((${#of[@]} == 1)) || printf ' and %s more tables' "$((${#of[@]} - 1))"
    ;;
  esac
}

# Statements that begin to read in one state.
snapshot() {
  printf '%s\n' "$session" 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ;' \
    'START TRANSACTION WITH CONSISTENT SNAPSHOT;'
}

# Statements that open the tables $@. A state does not hold what tables are called and how they are defined: each is
# opened while all are locked, the last one first, and stays so until its rows have been read. A change that comes in
# between waits for the lock, and the lock for us: that is not waited for.
opening() {
  local at
  printf 'SET SESSION lock_wait_timeout = 2;\n'
  for ((at = $#; at > 0; at--)); do
    printf 'SAVEPOINT table_%s;\nSELECT 1 FROM %s LIMIT 0;\n' "${!at}" "${quoted[${!at}]}"
  done
}

# Statements that select the rows of the tables $@ in one state. When a table has been read, it may be changed.
selection() {
  local i at
  snapshot
  ((hold_through)) || opening "$@"
  printf "SELECT 'begun';\n"
  for i in "$@"; do
    printf "SELECT 'table', %s;\n" "$i"
    ((!hold_through)) || printf 'SAVEPOINT table_%s;\n' "$i"
    for at in "${!chunk_where[@]}"; do
      ((chunk_table[at] != i)) ||
        printf "SELECT 'row', %s FROM %s WHERE (%s);\n" "${selected[i]}" "${quoted[i]}" "${chunk_where[at]}"
    done
    printf 'ROLLBACK TO SAVEPOINT table_%s;\n' "$i"
  done
  printf "SELECT 'end';\n"
}

# Part $1 of the tables ${@:2}: what is selected goes through a second program that makes INSERTs of it.
select_rows() {
  local i reader writer to status=0
  for i in "${@:2}"; do
    printf '%s\nINSERT INTO %s (%s) VALUES ' "${kinds[i]}" "${unqualified[i]}" "${columns[i]}" >"$partial/rows.$i.head"
  done
  selection "${@:2}" >"$partial/$1.query"
  coproc WRITER { insert_selected "$1"; }
  writer=$WRITER_PID
  exec {to}>&"${WRITER[1]}"-
  trap 'kill "$writer" ${reader:+"$reader"}; exit 143' TERM
  "$mysql" --defaults-file="$defaults" "${mysql_options[@]}" <"$partial/$1.query" >&"$to" &
  reader=$!
  exec {to}>&-
  wait "$reader" || status=$?
  wait "$writer" && ((status == 0))
}

# Becomes the program that writes the definitions of the tables $@, which are of one schema.
dump_definitions() {
  local i names=()
  for i in "$@"; do names+=("${name[i]}"); done
  exec "$dump" --defaults-file="$defaults" "${dump_options[@]}" --no-data --skip-no-create-info \
    -- "${schema[$1]}" "${names[@]}"
}

# Becomes the program that does part $1.
run_part() {
  local of i
  read -r -a of <<<"${part_of[$1]}"
  [[ ! $locked_since ]] || exec {lock_in}>&- {lock_out}<&-
  case ${part_what[$1]} in
  count)
    look_at_rows "$1" "${of[@]}"
    exit
    ;;
  tables) dump_definitions "${of[@]}" ;;
  dumped)
    for i in "${!chunk_table[@]}"; do
      ((chunk_table[i] != of[0])) ||
        exec "$dump" --defaults-file="$defaults" "${dump_options[@]}" --no-create-info --skip-no-data \
          --where="${chunk_where[i]}" -- "${schema[of[0]]}" "${name[of[0]]}"
    done
    ;;
  selected)
    select_rows "$1" "${of[@]}"
    exit
    ;;
  esac
}

# A dump of rows has opened its table before it gives out more than a first block. Definitions are asked for one by one: they
# have begun when they have ended. The others say so.
has_begun() {
  [[ ${running[$1]-} && ! -s $partial/$1.begun ]] || return 0
  case ${part_what[$1]} in
  dumped) IFS= read -r -N 1024 <"$partial/$1.part" ;;
  *) return 1 ;;
  esac
}

# What a program said in file $1 before it failed; on a full disk that stays empty.
why_failed() {
  local text
  text=$(reason "$(<"$1")")
  printf '%s' "${text:-it did not say why; $(free_bytes "$partial") bytes are free in $(dirname -- "$output")}"
}

finish_part() {
  local pid=${running[$1]} status=0
  unset "running[$1]"
  wait "$pid" || status=$?
  ((status == 0)) ||
    fail "$(part_name "$1") cannot be dumped (status $status): $(why_failed "$partial/$1.error")"
  done_parts=$((done_parts + 1))
  case ${part_what[$1]} in
  count) compare_rows "$1" ;;
  selected) note_longest "$1" ;;
  *) untidy+=("$1") ;;
  esac
  if ((SECONDS > said_at || done_parts == ${#part_what[@]})); then
    said_at=$SECONDS
    say "Dumped $done_parts of ${#part_what[@]} parts"
  fi
}

run_parts() {
  local next=0 waiting=() still i
  while ((done_parts < ${#part_what[@]})); do
    while ((next < ${#part_what[@]} && ${#running[@]} < most_at_once)); do
      : >"$partial/$next.part"
      : >"$partial/$next.begun"
      starting=yes
      run_part "$next" >>"$partial/$next.part" 2>"$partial/$next.error" &
      running[next]=$!
      starting=''
      waiting+=("$next")
      next=$((next + 1))
    done
    for i in "${!running[@]}"; do
      kill -0 "${running[i]}" 2>/dev/null || finish_part "$i"
    done
    tidy_parts 2
    still=()
    for i in "${waiting[@]}"; do has_begun "$i" || still+=("$i"); done
    waiting=("${still[@]}")
    if ((next == ${#part_what[@]} && ${#waiting[@]} == 0 && !hold_through)); then
      unlock_tables
    fi
    ((done_parts == ${#part_what[@]})) || pause
  done
  unlock_tables
}

# Makes statements of what was dumped, $1 parts at a time, while others are being dumped.
tidy_parts() {
  local i
  for i in "${!tidying[@]}"; do
    kill -0 "${tidying[i]}" 2>/dev/null || finish_tidying "$i"
  done
  while ((${#untidy[@]} > 0 && ${#tidying[@]} < $1)); do
    i=${untidy[0]}
    untidy=("${untidy[@]:1}")
    starting=yes
    tidy_part "$i" 2>"$partial/$i.error" &
    tidying[i]=$!
    starting=''
  done
}

finish_tidying() {
  local pid=${tidying[$1]} status=0
  unset "tidying[$1]"
  wait "$pid" || status=$?
  ((status == 0)) ||
    fail "$(part_name "$1") did not come whole (status $status): $(why_failed "$partial/$1.error")"
  note_longest "$1"
}

# How long the longest statement is.
note_longest() {
  local size
  size=$(<"$partial/$1.size")
  ((size <= longest)) || longest=$size
}

# The rest of them, when nothing is dumped any more.
finish_parts() {
  local i
  while ((${#untidy[@]} + ${#tidying[@]} > 0)); do
    tidy_parts 4
    for i in "${!tidying[@]}"; do
      finish_tidying "$i"
      break
    done
  done
}

# The export was computed earlier: it must still be what the tables hold.
compare_rows() {
  local change
  change=$(<"$partial/$1.change")
  [[ ! $change ]] ||
    fail "the database has changed since the export was computed: $change; populate the export again"
}

# Without MariaDB's first line, which other clients do not know, and with definitions for both servers. Says how long the
# longest statement is. Fails where fewer statements than $4 came: what the option file says to mysqldump (no-data,
# result-file, ignore-table …) may leave them out without an error.
tidy_dump() {
  longest_file=$2 tables=$3 wanted=$4 server=$server_version awk '
    BEGIN { longest_file = ENVIRON["longest_file"]; tables = ENVIRON["tables"] }
    # Engines that keep the rows themselves, so that what is said to them is no secret.
    function keeps_rows(engine) {
      return tolower(engine) ~ /^(innodb|myisam|aria|archive|memory|csv|blackhole|rocksdb|tokudb|columnstore|mroonga|ndbcluster)$/
    }
    # What stands before a value, without the word that tells where rows are: that one sets is_dropped.
    function without_word(text, of) {
      is_dropped = sub(/ (CONNECTION|ENCRYPTION) ?= ?$/, "", text) ||
        of != "part" && is_address && sub(/ COMMENT ?= ?$/, "", text) ||
        of == "table" && is_elsewhere && sub(/( INSERT_METHOD=[A-Z]+)? UNION=\($/, "", text)
      if (of == "table" && is_elsewhere) sub(/ ROW_FORMAT=[A-Z]+/, "", text)
      return text
    }
    # Says whether a line goes on with the value of an option of an engine of MariaDB, and how long that is. In an expression,
    # a space follows the name.
    function option_size(line) {
      return match(line, /^=(\047([^\047\\]|\047\047|\\.)*\047|[^ ,;]+)/) ? RLENGTH : 0
    }
    # A line that is of a table, a partition, or another part of a table. What stands in quotes stays as it is.
    function without_places(line, of,  out, text, value, size, depth) {
      # Before the options of a table comes what closes its columns.
      depth = 0
      while (match(line, /\047([^\047\\]|\047\047|\\.)*\047|`([^`]|``)*`/)) {
        text = substr(line, 1, RSTART - 1)
        value = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
        depth += gsub(/\(/, "(", text) - gsub(/\)/, ")", text)
        text = without_word(text, of)
        if (is_dropped) {
          # A list of names, or a text.
          if (value ~ /^`/ && sub(/^([^`)]|`([^`]|``)*`)*\)/, "", line)) depth--
          value = ""
        } else if (sub(/ COMPRESSION=$/, " /*!80000&", text)) {
          value = value " */"
        } else if (value ~ /^`/ && (depth <= 0 || of == "partition") && (size = option_size(line))) {
          sub(/ $/, "", text)
          value = of == "table" && !is_elsewhere && tolower(value) !~ /^`encrypt/ ? " /*M! " value substr(line, 1, size) "*/" : ""
          line = substr(line, size + 1)
        }
        out = out text value
      }
      return out without_word(line, of)
    }
    function with_own_engine(line,  end) {
      if (!match(line, / ENGINE = [A-Za-z0-9_]+[^A-Za-z0-9_\047`]*$/)) return line
      end = substr(line, RSTART)
      sub(/= [A-Za-z0-9_]+/, "= InnoDB", end)
      return substr(line, 1, RSTART - 1) end
    }
    # Tablespaces and keys for encryption are of one server only, and MariaDB does not know how MySQL compresses.
    function kept_anywhere(line,  engine) {
      sub(/^\) \/\*!50100 TABLESPACE `([^`]|``)*` \*\/ /, ") ", line)
      if (match(line, /^\) ENGINE=[A-Za-z0-9_]+/)) {
        engine = substr(line, 10, RLENGTH - 9)
        is_elsewhere = !keeps_rows(engine)
        is_address = toupper(engine) == "SPIDER"
        if (is_elsewhere) line = ") ENGINE=InnoDB" substr(line, RLENGTH + 1)
        return is_elsewhere || line ~ /`=| (COMPRESSION|CONNECTION|ENCRYPTION)=\047/ ? without_places(line, "table") : line
      }
      if (line ~ /^ *\(?(SUB)?PARTITION /) return is_elsewhere ? with_own_engine(without_places(line, "partition")) : line
      return line ~ /^  .*`=/ ? without_places(line, "part") : line
    }
    # Of the collations of Unicode 9 (MySQL) and 14 (MariaDB), a server knows only its own. Each gets the nearest one.
    function for_both(word,  prefix, suffix, mysql, mariadb) {
      prefix = substr(word, 1, 8)
      suffix = match(word, /_a[is]_c[is]/) ? substr(word, RSTART, RLENGTH) : "_bin"
      mysql = mariadb = word
      if (word ~ /0900/)
        mariadb = prefix (suffix == "_bin" ? "utf8mb4_nopad_bin" : "utf8mb4_uca1400_nopad" suffix)
      else
        mysql = prefix "utf8mb4_0900" (suffix == "_ai_cs" ? "_as_cs" : suffix)
      return "/*!80000 " mysql " *//*M!101002 " mariadb " */"
    }
    # Before MySQL 8, and in MariaDB before 11.5, a set of characters has another collation where none is named.
    function with_collation(text,  out, set, mark) {
      while (match(text, / (CHARACTER SET |CHARSET=)(utf8|utf8mb3|utf8mb4|ucs2|utf16|utf16le|utf32)([^a-z0-9]|$)/)) {
        set = substr(text, RSTART, RLENGTH)
        sub(/[^a-z0-9]$/, "", set)
        out = out substr(text, 1, RSTART - 1) set
        text = substr(text, RSTART + length(set))
        mark = set ~ /=/ ? "=" : " "
        sub(/.*[ =]/, "", set)
        if (text !~ /^ COLLATE/ && (set != "utf8mb4" || ENVIRON["server"] ~ /MariaDB|^5\./))
          out = out " COLLATE" mark set "_general_ci"
      }
      return out text
    }
    function outside_quotes(text,  out, word) {
      # MariaDB does not want to hear that a generated column is never NULL.
      gsub(/STORED NOT NULL/, "STORED /*!80000 NOT NULL */", text)
      gsub(/VIRTUAL NOT NULL/, "VIRTUAL /*!80000 NOT NULL */", text)
      if (may_hide) gsub(/\/\*!80023 INVISIBLE \*\//, "& /*M!100303 INVISIBLE */", text)
      gsub(/ (PAGE_CHECKSUM|TRANSACTIONAL)=[01]| WITH SYSTEM VERSIONING/, " /*M!&*/", text)
      # MySQL makes an InnoDB table of it, for which these are no formats.
      if (is_aria) sub(/ ROW_FORMAT=[A-Z]+/, " /*M!&*/", text)
      # An index that is not used.
      if (is_index) sub(/ IGNORED/, " /*M!100600&*/ /*!80000 INVISIBLE */", text)
      # MySQL takes the long name, too.
      gsub(/ geomcollection/, " geometrycollection", text)
      # Before a text in an expression. MariaDB would make other letters of those that are not ASCII.
      sub(/_utf8mb[34]$/, "/*!80000 & */", text)
      text = with_collation(text)
      while (match(text, /COLLATE[ =]utf8mb4_[a-z0-9_]*(0900|uca1400)[a-z0-9_]*/)) {
        word = substr(text, RSTART, RLENGTH)
        out = out substr(text, 1, RSTART - 1)
        text = substr(text, RSTART + RLENGTH)
        out = out for_both(word)
      }
      return out text
    }
    # MariaDB hides no column that is never NULL and has no default: there it is seen.
    function is_hidable(line) {
      sub(/\/\*!80023 INVISIBLE.*/, "", line)
      gsub(/`[^`]*`|\047([^\047\\]|\\.)*\047/, "", line)
      return line !~ /NOT NULL/ || line ~ /DEFAULT|AUTO_INCREMENT|GENERATED/
    }
    # MariaDB numbers the CHECKs of each table anew, MySQL wants different names in a schema, and makes one itself.
    function with_own_name(line,  name) {
      if (!match(line, /^  CONSTRAINT `([^`]|``)*` CHECK \(/)) return line
      name = substr(line, 3, RLENGTH - 10)
      return named[tolower(name)]++ ? "  /*M!" name " */" substr(line, length(name) + 3) : line
    }
    # How long the call of a function is that a text begins with; 0 where it does not end.
    function call_size(text,  at, depth, mark) {
      at = 1
      while (at <= length(text)) {
        if (match(substr(text, at), /^([^()\047`]|`[^`]*`|\047([^\047\\]|\\.)*\047)+/)) at += RLENGTH
        mark = substr(text, at++, 1)
        depth += mark == "(" ? 1 : -1
        if (depth <= 0) return at - 1
      }
      return 0
    }
    # MySQL wants a default in parentheses where it is an expression, and that of a text always.
    function with_parentheses(line,  at, text, size) {
      if (!match(line, /^  `([^`]|``)*` [^`\047]* DEFAULT /)) return line
      at = RLENGTH + 1
      text = substr(line, at)
      if (text ~ /^[a-z_][a-z_0-9]*\(/ && text !~ /^current_timestamp/) size = call_size(text)
      else if (line ~ /^  `([^`]|``)*` (tiny|medium|long)?(text|blob)/ && match(text, /^\047([^\047\\]|\047\047|\\.)*\047/))
        size = RLENGTH
      return size ? substr(line, 1, at - 1) "(" substr(text, 1, size) ")" substr(text, size + 1) : line
    }
    # What stands in quotes stays as it is.
    function translated(line,  out, start, size) {
      line = with_own_name(with_parentheses(kept_anywhere(line)))
      if (line !~ /(CHARACTER SET |CHARSET=)(utf|ucs)|COLLATE[ =]utf8mb4_[a-z0-9_]*(0900|uca1400)|(STORED|VIRTUAL) NOT NULL|!80023 INVISIBLE|_utf8mb[34]\047|` geomcollection|^\) .*(PAGE_CHECKSUM|TRANSACTIONAL|VERSIONING|ENGINE=Aria)|^  (UNIQUE |FULLTEXT |SPATIAL )?KEY .* IGNORED/) return line
      may_hide = is_hidable(line)
      is_aria = line ~ /^\) ENGINE=Aria/
      is_index = line ~ /^  (UNIQUE |FULLTEXT |SPATIAL )?KEY /
      while (match(line, /`[^`]*`|\047([^\047\\]|\\.)*\047/)) {
        start = RSTART
        size = RLENGTH
        out = out outside_quotes(substr(line, 1, start - 1)) substr(line, start, size)
        line = substr(line, start + size)
      }
      return out outside_quotes(line)
    }
    NR == 1 && /^\/\*M?!999999.*sandbox/ { next }
    /^(INSERT INTO|CREATE TABLE) / { size = 0 }
    /^(INSERT INTO|CREATE TABLE|CREATE SEQUENCE) `/ { found++ }
    tables { $0 = translated($0) }
    { print; size += length($0) + 1; if (size > longest) longest = size }
    END {
      printf "%d\n", longest >longest_file
      if (found + 0 >= ENVIRON["wanted"] + 0) exit
      printf "found %d statements, wanted %d or more; look at what the option file says to mysqldump\n", found, ENVIRON["wanted"] >"/dev/stderr"
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
      sub(/ \(.*$/, "", table)
      printf "found a value in table %s that the server does not give whole, wanted none that is longer than its max_allowed_packet; raise that setting of the server above the longest value, and connect again\n", table >"/dev/stderr"
      fail()
    }
    function next_table(number,  line, head, i) {
      end_table()
      head = folder "/rows." number ".head"
      getline kinds <head
      insert = ""
      while ((getline line <head) > 0) insert = insert (insert == "" ? "" : "\n") line
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
      count = split(row, field, "\t")
      at = 1
      for (i = 1; i <= columns; i++) {
        kind = kind_at[i]
        is_null = (kind == "T" || kind == "B") && field[at++] == "1"
        if (kind == "n") {
          value = field[at++]
        } else if (kind == "t" || kind == "T") {
          value = "\047" field[at++] "\047"
        } else {
          value = field[at] field[at + 1] field[at + 2]
          at += 3
          if (!is_null && value ~ /[^0-9A-F]/) too_long()
          value = value == "" ? "\047\047" : "0x" value
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
    /^table\t/ { next_table(substr($0, 7)); next }
    $0 == "end" { end_table(); ended = 1; next }
    {
      row = substr($0, 5)
      if (row ~ /[\047\r\032]/) {
        gsub(/\047/, "&&", row)
        gsub(/\r/, "\\r", row)
        gsub(/\032/, "\\Z", row)
      }
      if (!is_plain) row = values(row)
      else if (gsub(/\t/, "\047,\047", row) == columns - 1) row = "\047" row "\047"
      else fail()
      if (size > 1000000) { print ";" >file; size = 0 }
      printf "%s(%s)", size ? ",\n" : insert, row >file
      size += (size ? 0 : length(insert)) + length(row) + 4
      if (size > longest) longest = size
    }
    END {
      printf "%d\n", longest >longest_file
      if (broken || !ended) exit 1
    }
  '
}

# Statements of what was dumped as part $1, and how long the longest of them is.
tidy_part() {
  local to=$partial/$1.sql tables=yes of
  read -r -a of <<<"${part_of[$1]}"
  [[ ${part_what[$1]} = tables ]] || to=$partial/rows.${part_of[$1]}.sql tables=''
  tidy_dump "$partial/$1.part" "$partial/$1.size" "$tables" "${#of[@]}" >"$to" || return 1
  rm -- "$partial/$1.part"
}

# Gives the contents of files and removes them; programs for each of them would take longer than the rest.
give_out() {
  ((${#files[@]} > 0)) || return 0
  cat -- "${files[@]}"
  rm -- "${files[@]}"
  files=()
}

write_sql() {
  local i last='' files=()
  printf '%s%s%s' "$sql_guard" "$((longest + 1024))" "$sql_session"
  tidy_dump "$partial/databases" "$partial/databases.size" yes 0
  for i in "${!part_what[@]}"; do
    [[ ${part_what[i]} = tables ]] || continue
    printf '\nUSE %s;\n' "${use[${part_of[i]%% *}]}" >"$partial/$i.use"
    files+=("$partial/$i.use" "$partial/$i.sql")
  done
  give_out
  printf '%s' "$sql_before_rows"
  for i in "${!quoted[@]}"; do
    [[ -e $partial/rows.$i.sql ]] || continue
    if [[ ${schema[i]} != "$last" ]]; then
      last=${schema[i]}
      printf 'USE %s;\n' "${use[i]}" >"$partial/rows.$i.use"
      files+=("$partial/rows.$i.use")
    fi
    printf 'COMMIT;\n' >>"$partial/rows.$i.sql"
    files+=("$partial/rows.$i.sql")
    # A large one goes before the next is written: the disk need not hold all of them twice.
    ((planned[i] < 5000 && ${#files[@]} < 100)) || give_out
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
  printf '%s' "${line%% *}"
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
  printf '%s  %s\n' "$hash" "$(basename -- "$output")" >"$partial/new.sha256"
  # What is beside a script counts as its own.
  [[ ${script%/*} != "${output%/*}" || ! $script -nt $partial/begun ]] ||
    fail "found a newer script at $script than the one that runs: the paper was populated again meanwhile, wanted the rows of its present export; run the new script"
  # From here on to the end: it takes no time.
  trap '' HUP INT TERM
  if [[ -e $output ]]; then
    [[ ! -e $output.sha256 ]] || cp -p -- "$output.sha256" "$partial/old.sha256"
    mv -f -- "$output" "$partial/old.sql"
  fi
  mv -f -- "$partial/new.sha256" "$output.sha256"
  mv -f -- "$new" "$output"
  say "Wrote $output: ${size// /} bytes, $planned_rows rows of $planned_tables tables, SHA-256 $hash"
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
