/**
 * The part of the export script that dumps: every dump begins while the tables are locked, so all see one state, and
 * the lock is released as soon as the last has begun.
 *
 * @module
 */

/** Bash functions; everything in them is the same for every export. */
export const RUN_TEXT = `
# True where the rows that condition $1 names come with those of the table's first condition: tables that are selected
# are read by one session each.
comes_along() {
  [[ \${kinds[chunk_table[$1]]} ]] && (($1 > 0 && chunk_table[$1 - 1] == chunk_table[$1]))
}

# One part is one connection: the count of all rows, the tables of one schema, or rows of one table.
list_parts() {
  local i order
  part_what=(count)
  part_of=(0)
  for i in "\${!schemas[@]}"; do
    part_what+=(tables)
    part_of+=("$i")
  done
  # The small ones first: then all have begun soonest.
  order=$(for i in "\${!chunk_table[@]}"; do
    comes_along "$i" || printf '%s %s\\n' "\${planned[chunk_table[i]]}" "$i"
  done | sort -n | cut -d ' ' -f 2)
  for i in $order; do
    part_what+=(rows)
    part_of+=("$i")
    chunk_part[i]=$((\${#part_what[@]} - 1))
  done
}

# Statements that begin to read in one state.
snapshot() {
  printf '%s\\n' "$session" 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ;' \\
    'START TRANSACTION WITH CONSISTENT SNAPSHOT;'
}

# Becomes the program that dumps part $1.
run_part() {
  local of=\${part_of[$1]} table i names=() queries=()
  [[ ! $locked_since ]] || exec {lock_in}>&- {lock_out}<&-
  case \${part_what[$1]} in
  count)
    look_at_rows
    exit
    ;;
  tables)
    for i in "\${!name[@]}"; do
      [[ \${schema[i]} != "\${schemas[of]}" ]] || names+=("\${name[i]}")
    done
    exec "$dump" --defaults-file="$defaults" "\${dump_options[@]}" --no-data \\
      -- "\${schemas[of]}" "\${names[@]}"
    ;;
  rows)
    table=\${chunk_table[of]}
    [[ \${kinds[table]} ]] ||
      exec "$dump" --defaults-file="$defaults" "\${dump_options[@]}" --no-create-info \\
        --where="\${chunk_where[of]}" -- "\${schema[table]}" "\${name[table]}"
    for ((i = of; i < \${#chunk_table[@]} && chunk_table[i] == table; i++)); do
      queries+=("SELECT 'row', \${selected[table]} FROM \${quoted[table]} WHERE (\${chunk_where[i]});")
    done
    printf '%s\\n' "$(snapshot)" "SELECT 'begun';" "\${queries[@]}" "SELECT 'end';" >"$partial/$1.query"
    ;;
  esac
  exec "$mysql" --defaults-file="$defaults" "\${mysql_options[@]}" <"$partial/$1.query"
}

# A dump begins its transaction before it gives out anything but a first line; output comes in blocks.
has_begun() {
  local some=''
  [[ ! \${running[$1]-} ]] || IFS= read -r -N 1024 some <"$partial/$1.part" ||
    { [[ \${part_what[$1]} = count || -e $partial/$1.query ]] && [[ $some = begun* ]]; }
}

part_name() {
  local of=\${part_of[$1]}
  case \${part_what[$1]} in
  count) printf 'the number of rows' ;;
  tables) printf 'the tables of %s' "\${schemas[of]}" ;;
  rows) printf 'the rows of %s' "\${quoted[chunk_table[of]]}" ;;
  esac
}

finish_part() {
  local pid=\${running[$1]} status=0
  unset "running[$1]"
  wait "$pid" || status=$?
  ((status == 0)) ||
    fail "$(part_name "$1") cannot be dumped (status $status): $(reason "$(<"$partial/$1.error")")"
  [[ \${part_what[$1]} != count ]] || compare_rows
  done_parts=$((done_parts + 1))
  untidy+=("$1")
  if ((SECONDS > said_at || done_parts == \${#part_what[@]})); then
    said_at=$SECONDS
    say "Dumped $done_parts of \${#part_what[@]} parts"
  fi
}

run_parts() {
  local next=0 waiting=() still i
  while ((done_parts < \${#part_what[@]})); do
    while ((next < \${#part_what[@]} && \${#running[@]} < most_at_once)); do
      : >"$partial/$next.part"
      starting=yes
      run_part "$next" >>"$partial/$next.part" 2>"$partial/$next.error" &
      running[next]=$!
      starting=''
      waiting+=("$next")
      next=$((next + 1))
    done
    for i in "\${!running[@]}"; do
      kill -0 "\${running[i]}" 2>/dev/null || finish_part "$i"
    done
    tidy_parts 2
    still=()
    for i in "\${waiting[@]}"; do has_begun "$i" || still+=("$i"); done
    waiting=("\${still[@]}")
    if ((next == \${#part_what[@]} && \${#waiting[@]} == 0 && !hold_through)); then
      unlock_tables
    fi
    ((done_parts == \${#part_what[@]})) || pause
  done
  unlock_tables
}

# Makes statements of what was dumped, $1 parts at a time, while others are being dumped.
tidy_parts() {
  local i
  for i in "\${!tidying[@]}"; do
    kill -0 "\${tidying[i]}" 2>/dev/null || finish_tidying "$i"
  done
  while ((\${#untidy[@]} > 0 && \${#tidying[@]} < $1)); do
    i=\${untidy[0]}
    untidy=("\${untidy[@]:1}")
    [[ \${part_what[i]} != count ]] || continue
    starting=yes
    tidy_part "$i" 2>"$partial/$i.error" &
    tidying[i]=$!
    starting=''
  done
}

finish_tidying() {
  local pid=\${tidying[$1]} status=0 size
  unset "tidying[$1]"
  wait "$pid" || status=$?
  ((status == 0)) ||
    fail "$(part_name "$1") did not come whole (status $status): $(reason "$(<"$partial/$1.error")")"
  size=$(<"$partial/$1.size")
  ((size <= longest)) || longest=$size
}

# The rest of them, when nothing is dumped any more.
finish_parts() {
  local i
  while ((\${#untidy[@]} + \${#tidying[@]} > 0)); do
    tidy_parts 4
    for i in "\${!tidying[@]}"; do
      finish_tidying "$i"
      break
    done
  done
}

# The export was computed earlier: it must still be what the tables hold.
compare_rows() {
  local lines
  mapfile -t lines <"$partial/0.part"
  [[ \${lines[-1]} = end ]] || fail "the rows could not be looked at"
  [[ \${lines[1]} = unchanged ]] ||
    fail "the database has changed since the export was computed: \${lines[1]}; populate the export again"
}
`;
