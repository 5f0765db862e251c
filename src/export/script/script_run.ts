/**
 * The part of the export script that dumps: every dump begins while the tables are locked, so all see one state, and
 * the lock is released as soon as the last has begun.
 *
 * @module
 */

/** Bash functions; everything in them is the same for every export. */
export const RUN_TEXT = `
# What a program said in file $1 before it failed; on a full disk that stays empty.
why_failed() {
  local text
  text=$(reason "$(<"$1")")
  printf '%s' "\${text:-it did not say why; $(free_bytes "$partial") bytes are free in $(dirname -- "$output")}"
}

finish_part() {
  local pid=\${running[$1]} status=0
  unset "running[$1]"
  wait "$pid" || status=$?
  ((status == 0)) ||
    fail "$(part_name "$1") cannot be dumped (status $status): $(why_failed "$partial/$1.error")"
  done_parts=$((done_parts + 1))
  case \${part_what[$1]} in
  count) compare_rows "$1" ;;
  selected) note_longest "$1" ;;
  *) untidy+=("$1") ;;
  esac
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
      : >"$partial/$next.begun"
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
    starting=yes
    tidy_part "$i" 2>"$partial/$i.error" &
    tidying[i]=$!
    starting=''
  done
}

finish_tidying() {
  local pid=\${tidying[$1]} status=0
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
  local change
  change=$(<"$partial/$1.change")
  [[ ! $change ]] ||
    fail "the database has changed since the export was computed: $change; populate the export again"
}
`;
