/**
 * The parts of the export script that hold things: its folder of unfinished work, and the lock on the tables.
 *
 * @module
 */

/** Bash functions; everything in them is the same for every export. */
export const LOCK_TEXT = `
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
  for path in "\${partial:?}"/*; do
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
  printf '%s %s\\n' "$$" "$HOSTNAME" >"$partial/owner"
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
  while kill "\${running[@]}" "\${tidying[@]}" \${locker:+"$locker"} \${starting:+\${!:+"$!"}} 2>/dev/null; do
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
  if [[ \${EPOCHREALTIME-} ]]; then
    moment=\${EPOCHREALTIME/[.,]/}
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
  for i in "\${locked_tables[@]}"; do
    statements+=" SELECT $i; LOCK TABLES \${quoted[i]} READ;"
  done
  ! text=$(ask "$statements UNLOCK TABLES;" 2>&1) || return 0
  while IFS= read -r line; do
    [[ ! $line =~ ^[0-9]+$ ]] || of=$line
  done <<<"$text"
  if [[ $of && $text = *"Lock wait timeout"* ]]; then
    printf 'others write to %s in a transaction that goes on' "\${quoted[of]}"
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
      for i in "\${locked_tables[@]}"; do statements+="LOCK TABLES \${quoted[i]} READ; "; done
      statements+="$lock_statement;"
    fi
  fi
  starting=yes
  coproc LOCKER {
    exec "$mysql" --defaults-file="$defaults" "\${mysql_options[@]}" 2>"$partial/lock.error"
  }
  locker=$LOCKER_PID
  starting=''
  exec {lock_in}>&"\${LOCKER[1]}"- {lock_out}<&"\${LOCKER[0]}"-
  trap '' PIPE
  # The server waits for each table anew; MariaDB can be told to give up after a time in all, should we be killed.
  printf '%s\n' "$session" "SET SESSION lock_wait_timeout = $wait;" \
    "/*M!100101 SET SESSION max_statement_time = $((wait + 1)) */;" 'SELECT CONNECTION_ID();' \
    2>/dev/null 1>&"$lock_in" || :
  IFS= read -r -u "$lock_out" waiter || :
  look_at_clock
  locked_since=$moment
  printf '%s\n' "$statements" "SELECT 'locked';" 2>/dev/null 1>&"$lock_in" || :
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
  local waited why=\${2-} way='grant LOCK TABLES and SELECT'
  waited=$(seconds_since "$1")
  if [[ ! $why ]]; then
    why=$(unlockable)
    why="Lock wait timeout, \${why:-others wrote to them in long transactions}"
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
    printf 'SHOW PROCESSLIST;\n' 1>&"$lock_in" 2>/dev/null || :
  fi
  # It never waits for a line: before bash 5.2, a timeout that runs out just as a child ends is lost.
  while read -r -t 0 -u "$lock_out"; do
    IFS= read -r -u "$lock_out" line ||
      fail "the session that held the lock was lost: $(reason "$(<"$partial/lock.error")")"
    # Readers wait only behind one who wants to change a table itself, and that one waits for us. What others wait with
    # may be a change, also where it begins as a reading (SELECT … FOR UPDATE): only what dumps send is looked for.
    [[ \${line,,} != *"metadata lock"$'\\t'@("select /*!40001 sql_no_cache */"|"select 'row', "|"select count(*) from "|"select count(*), coalesce(sum(1 + crc32("|"show ")* ]] ||
      fail "a session that wants to change or remove a table waits for the lock, and the dumps wait for that session, wanted tables that stay as they are; try again later"
  done
  look_at_clock
  ((moment - locked_since < lock_hold * 1000000)) ||
    fail "the tables were locked for $lock_hold s, wanted every dump to have begun by then; raise LOCK_HOLD, or try again when the server is less busy"
  sleep 0.01
}
`;
