/**
 * The export script: bash that an administrator reads and runs where the database lives.
 *
 * @module
 */
import { ExportError } from "../../errors.ts";
import type { ExportPlan } from "./plan.ts";
import { CHECK_TEXT } from "./script_check.ts";
import { CLIENT_TEXT } from "./script_client.ts";
import { dataParts, headerText } from "./script_header.ts";
import { LOCK_TEXT } from "./script_lock.ts";
import { ROWS_TEXT } from "./script_rows.ts";
import { PARTS_TEXT } from "./script_parts.ts";
import { RUN_TEXT } from "./script_run.ts";
import { SIZE_TEXT } from "./script_size.ts";
import { WRITE_TEXT } from "./script_write.ts";
import { LONGEST_ARGUMENT } from "./shell.ts";
import { SHAPE_TEXT } from "./table_shape.ts";

/**
 * Writes the script of one export; refuses at once what it cannot write. The same plan gives the same text.
 *
 * @param plan What is exported.
 * @returns The text of `_ExportSQL_{paper_id}.sh`, piece by piece: of millions of keys it need not be held as a whole.
 * @throws {RangeError} For a paper id that cannot be part of a file's name, a plan without tables, and names or
 * conditions that no script can hold.
 * @throws {ExportError} For a condition longer than an argument may be.
 */
export function scriptParts(plan: ExportPlan): Iterable<string> {
  checkPlan(plan);
  return partsOf(plan);
}

function* partsOf(plan: ExportPlan): Generator<string> {
  yield `#!/usr/bin/env bash
${headerText(plan)}
# shellcheck disable=SC2016,SC1003 # What stands in single quotes is data: it must not expand.
# Before anything that other shells do not know.
case \${BASH_VERSION-} in
'' | [0-3].* | 4.[0-3].*)
  echo "Cannot export: found \${BASH_VERSION+bash }\${BASH_VERSION-another shell}, wanted bash 4.4 or later (macOS: brew install bash); run it as: bash $0" >&2
  exit 1
  ;;
esac
# Functions and aliases that others export, or that a file sets which BASH_ENV names: no cat, rm or cd of their own is
# meant here. In this mode none of them hides unset.
POSIXLY_CORRECT=1
\\unset -f builtin unset declare
\\unset POSIXLY_CORRECT
IFS=$' \\t\\n'
\\builtin unalias -a
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
${START_TEXT}
`;
  yield* dataParts(plan);
  yield `${CLIENT_TEXT}${SHAPE_TEXT}${ROWS_TEXT}${SIZE_TEXT}${CHECK_TEXT}${LOCK_TEXT}${PARTS_TEXT}${RUN_TEXT}${WRITE_TEXT}`;
}

const START_TEXT = `
lock_wait=\${LOCK_WAIT:-10}
lock_hold=\${LOCK_HOLD:-300}
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
  reference_table+=("$((\${#quoted[@]} - 1))")
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
  chunk_table+=("$((\${#quoted[@]} - 1))")
  chunk_where+=("$1")
}
`;

function checkPlan(plan: ExportPlan): void {
  // deno-lint-ignore no-control-regex
  if (!/^[^/\x00-\x1f\x7f]+$/.test(plan.paperId)) {
    throw new RangeError(
      `Cannot write an export script: found the paper id ${
        JSON.stringify(plan.paperId)
      }, wanted one without "/" and control characters`,
    );
  }
  if (plan.tables.length === 0) {
    throw new RangeError(
      `Cannot write an export script: found no table in the export of paper ${plan.paperId}, wanted one or more`,
    );
  }
  for (const { schema, name, where } of plan.tables) {
    where.forEach((text) => checkWhere(`${schema}.${name}`, text));
  }
}

function checkWhere(table: string, where: string): void {
  const bytes = new TextEncoder().encode(`--where=${where}`).length;
  if (bytes > LONGEST_ARGUMENT) {
    throw new ExportError(
      `Cannot write an export script: found a condition of ${bytes} bytes for ${table}, wanted at most ${LONGEST_ARGUMENT}, since no program takes a longer argument; split it into several`,
    );
  }
}
