/**
 * The part of the export script that has tables keep their rows wherever they are restored. The definition of a table
 * whose rows are another server's, or in files of its own, names that server, and may have a password in it: nothing of
 * that may come into a dump.
 *
 * @module
 */

import { ENGINES_WITH_ROWS } from "../../schema/engines.ts";

/** Functions of awk, for a program in single quotes; `kept_anywhere(line)` is a line of a definition without all that. */
export const KEPT_ANYWHERE_TEXT = `
    # Engines that keep the rows themselves, so that what is said to them is no secret.
    function keeps_rows(engine) {
      return tolower(engine) ~ /^(${ENGINES_WITH_ROWS.join("|")})$/
    }
    # What stands before a value, without the word that tells where rows are: that one sets is_dropped.
    function without_word(text, of) {
      is_dropped = sub(/ (CONNECTION|ENCRYPTION) ?= ?$/, "", text) ||
        of != "part" && is_address && sub(/ COMMENT ?= ?$/, "", text) ||
        of == "table" && is_elsewhere && sub(/( INSERT_METHOD=[A-Z]+)? UNION=\\($/, "", text)
      if (of == "table" && is_elsewhere) sub(/ ROW_FORMAT=[A-Z]+/, "", text)
      return text
    }
    # Says whether a line goes on with the value of an option of an engine of MariaDB, and how long that is. In an expression,
    # a space follows the name.
    function option_size(line) {
      return match(line, /^=(\\047([^\\047\\\\]|\\047\\047|\\\\.)*\\047|[^ ,;]+)/) ? RLENGTH : 0
    }
    # A line that is of a table, a partition, or another part of a table. What stands in quotes stays as it is.
    function without_places(line, of,  out, text, value, size, depth) {
      # Before the options of a table comes what closes its columns.
      depth = 0
      while (match(line, /\\047([^\\047\\\\]|\\047\\047|\\\\.)*\\047|\`([^\`]|\`\`)*\`/)) {
        text = substr(line, 1, RSTART - 1)
        value = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
        depth += gsub(/\\(/, "(", text) - gsub(/\\)/, ")", text)
        text = without_word(text, of)
        if (is_dropped) {
          # A list of names, or a text.
          if (value ~ /^\`/ && sub(/^([^\`)]|\`([^\`]|\`\`)*\`)*\\)/, "", line)) depth--
          value = ""
        } else if (sub(/ COMPRESSION=$/, " /*!80000&", text)) {
          value = value " */"
        } else if (value ~ /^\`/ && (depth <= 0 || of == "partition") && (size = option_size(line))) {
          sub(/ $/, "", text)
          value = of == "table" && !is_elsewhere && tolower(value) !~ /^\`encrypt/ ? " /*M! " value substr(line, 1, size) "*/" : ""
          line = substr(line, size + 1)
        }
        out = out text value
      }
      return out without_word(line, of)
    }
    function with_own_engine(line,  end) {
      if (!match(line, / ENGINE = [A-Za-z0-9_]+[^A-Za-z0-9_\\047\`]*$/)) return line
      end = substr(line, RSTART)
      sub(/= [A-Za-z0-9_]+/, "= InnoDB", end)
      return substr(line, 1, RSTART - 1) end
    }
    # Tablespaces and keys for encryption are of one server only, and MariaDB does not know how MySQL compresses.
    function kept_anywhere(line,  engine) {
      sub(/^\\) \\/\\*!50100 TABLESPACE \`([^\`]|\`\`)*\` \\*\\/ /, ") ", line)
      if (match(line, /^\\) ENGINE=[A-Za-z0-9_]+/)) {
        engine = substr(line, 10, RLENGTH - 9)
        is_elsewhere = !keeps_rows(engine)
        is_address = toupper(engine) == "SPIDER"
        if (is_elsewhere) line = ") ENGINE=InnoDB" substr(line, RLENGTH + 1)
        return is_elsewhere || line ~ /\`=| (COMPRESSION|CONNECTION|ENCRYPTION)=\\047/ ? without_places(line, "table") : line
      }
      if (line ~ /^ *\\(?(SUB)?PARTITION /) return is_elsewhere ? with_own_engine(without_places(line, "partition")) : line
      return line ~ /^  .*\`=/ ? without_places(line, "part") : line
    }`;
