/**
 * The part of the export script that says what is dumped by which sessions, and becomes the programs that do it.
 *
 * @module
 */

/** Bash functions; everything in them is the same for every export. */
export const PARTS_TEXT = `
add_part() {
  part_what+=("$1")
  part_of+=("$2")
}

# One part is one session: the definitions of tables of one schema, which the lock waits for; a look at the
# rows of several tables; one large table that mysqldump reads; several tables that are selected.
list_parts() {
  local i
  for i in "\${defined_tables[@]}"; do add_part tables "$i"; done
  for i in "\${counted_tables[@]}"; do add_part count "$i"; done
  for i in "\${dumped_tables[@]}"; do add_part dumped "$i"; done
  for i in "\${selected_tables[@]}"; do add_part selected "$i"; done
}

part_name() {
  local of
  read -r -a of <<<"\${part_of[$1]}"
  case \${part_what[$1]} in
  tables) printf 'the tables of %s' "\${schema[of[0]]}" ;;
  *)
    [[ \${part_what[$1]} != count ]] || printf 'the number of '
    printf 'the rows of %s' "\${quoted[of[0]]}"
    ((\${#of[@]} == 1)) || printf ' and %s more tables' "$((\${#of[@]} - 1))"
    ;;
  esac
}

# Statements that begin to read in one state.
snapshot() {
  printf '%s\\n' "$session" 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ;' \\
    'START TRANSACTION WITH CONSISTENT SNAPSHOT;'
}

# Statements that open the tables $@. A state does not hold what tables are called and how they are defined: each is
# opened while all are locked, the last one first, and stays so until its rows have been read. A change that comes in
# between waits for the lock, and the lock for us: that is not waited for.
opening() {
  local at
  printf 'SET SESSION lock_wait_timeout = 2;\\n'
  for ((at = $#; at > 0; at--)); do
    printf 'SAVEPOINT table_%s;\\nSELECT 1 FROM %s LIMIT 0;\\n' "\${!at}" "\${quoted[\${!at}]}"
  done
}

# Statements that select the rows of the tables $@ in one state. When a table has been read, it may be changed.
selection() {
  local i at
  snapshot
  ((hold_through)) || opening "$@"
  printf "SELECT 'begun';\\n"
  for i in "$@"; do
    printf "SELECT 'table', %s;\\n" "$i"
    ((!hold_through)) || printf 'SAVEPOINT table_%s;\\n' "$i"
    for at in "\${!chunk_where[@]}"; do
      ((chunk_table[at] != i)) ||
        printf "SELECT 'row', %s FROM %s WHERE (%s);\\n" "\${selected[i]}" "\${quoted[i]}" "\${chunk_where[at]}"
    done
    printf 'ROLLBACK TO SAVEPOINT table_%s;\\n' "$i"
  done
  printf "SELECT 'end';\\n"
}

# Part $1 of the tables \${@:2}: what is selected goes through a second program that makes INSERTs of it.
select_rows() {
  local i reader writer to status=0
  for i in "\${@:2}"; do
    printf '%s\\nINSERT INTO %s (%s) VALUES ' "\${kinds[i]}" "\${unqualified[i]}" "\${columns[i]}" >"$partial/rows.$i.head"
  done
  selection "\${@:2}" >"$partial/$1.query"
  coproc WRITER { insert_selected "$1"; }
  writer=$WRITER_PID
  exec {to}>&"\${WRITER[1]}"-
  trap 'kill "$writer" \${reader:+"$reader"}; exit 143' TERM
  "$mysql" --defaults-file="$defaults" "\${mysql_options[@]}" <"$partial/$1.query" >&"$to" &
  reader=$!
  exec {to}>&-
  wait "$reader" || status=$?
  wait "$writer" && ((status == 0))
}

# Becomes the program that writes the definitions of the tables $@, which are of one schema.
dump_definitions() {
  local i names=()
  for i in "$@"; do names+=("\${name[i]}"); done
  exec "$dump" --defaults-file="$defaults" "\${dump_options[@]}" --no-data --skip-no-create-info \\
    -- "\${schema[$1]}" "\${names[@]}"
}

# Becomes the program that does part $1.
run_part() {
  local of i
  read -r -a of <<<"\${part_of[$1]}"
  [[ ! $locked_since ]] || exec {lock_in}>&- {lock_out}<&-
  case \${part_what[$1]} in
  count)
    look_at_rows "$1" "\${of[@]}"
    exit
    ;;
  tables) dump_definitions "\${of[@]}" ;;
  dumped)
    for i in "\${!chunk_table[@]}"; do
      ((chunk_table[i] != of[0])) ||
        exec "$dump" --defaults-file="$defaults" "\${dump_options[@]}" --no-create-info --skip-no-data \\
          --where="\${chunk_where[i]}" -- "\${schema[of[0]]}" "\${name[of[0]]}"
    done
    ;;
  selected)
    select_rows "$1" "\${of[@]}"
    exit
    ;;
  esac
}

# A dump of rows has opened its table before it gives out more than a first block. Definitions are asked for one by one: they
# have begun when they have ended. The others say so.
has_begun() {
  [[ \${running[$1]-} && ! -s $partial/$1.begun ]] || return 0
  case \${part_what[$1]} in
  dumped) IFS= read -r -N 1024 <"$partial/$1.part" ;;
  *) return 1 ;;
  esac
}
`;
