/**
 * The part of the export script that makes definitions of tables which MariaDB and MySQL both take: what only one of
 * them knows comes into a comment that only that one reads.
 *
 * @module
 */

import { KEPT_ANYWHERE_TEXT } from "./kept_anywhere.ts";

/** Functions of awk, for a program in single quotes; `translated(line)` is a line of a definition for both servers. */
export const BOTH_SERVERS_TEXT = `${KEPT_ANYWHERE_TEXT}
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
        if (text !~ /^ COLLATE/ && (set != "utf8mb4" || ENVIRON["server"] ~ /MariaDB|^5\\./))
          out = out " COLLATE" mark set "_general_ci"
      }
      return out text
    }
    function outside_quotes(text,  out, word) {
      # MariaDB does not want to hear that a generated column is never NULL.
      gsub(/STORED NOT NULL/, "STORED /*!80000 NOT NULL */", text)
      gsub(/VIRTUAL NOT NULL/, "VIRTUAL /*!80000 NOT NULL */", text)
      if (may_hide) gsub(/\\/\\*!80023 INVISIBLE \\*\\//, "& /*M!100303 INVISIBLE */", text)
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
      sub(/\\/\\*!80023 INVISIBLE.*/, "", line)
      gsub(/\`[^\`]*\`|\\047([^\\047\\\\]|\\\\.)*\\047/, "", line)
      return line !~ /NOT NULL/ || line ~ /DEFAULT|AUTO_INCREMENT|GENERATED/
    }
    # MariaDB numbers the CHECKs of each table anew, MySQL wants different names in a schema, and makes one itself.
    function with_own_name(line,  name) {
      if (!match(line, /^  CONSTRAINT \`([^\`]|\`\`)*\` CHECK \\(/)) return line
      name = substr(line, 3, RLENGTH - 10)
      return named[tolower(name)]++ ? "  /*M!" name " */" substr(line, length(name) + 3) : line
    }
    # How long the call of a function is that a text begins with; 0 where it does not end.
    function call_size(text,  at, depth, mark) {
      at = 1
      while (at <= length(text)) {
        if (match(substr(text, at), /^([^()\\047\`]|\`[^\`]*\`|\\047([^\\047\\\\]|\\\\.)*\\047)+/)) at += RLENGTH
        mark = substr(text, at++, 1)
        depth += mark == "(" ? 1 : -1
        if (depth <= 0) return at - 1
      }
      return 0
    }
    # MySQL wants a default in parentheses where it is an expression, and that of a text always.
    function with_parentheses(line,  at, text, size) {
      if (!match(line, /^  \`([^\`]|\`\`)*\` [^\`\\047]* DEFAULT /)) return line
      at = RLENGTH + 1
      text = substr(line, at)
      if (text ~ /^[a-z_][a-z_0-9]*\\(/ && text !~ /^current_timestamp/) size = call_size(text)
      else if (line ~ /^  \`([^\`]|\`\`)*\` (tiny|medium|long)?(text|blob)/ && match(text, /^\\047([^\\047\\\\]|\\047\\047|\\\\.)*\\047/))
        size = RLENGTH
      return size ? substr(line, 1, at - 1) "(" substr(text, 1, size) ")" substr(text, size + 1) : line
    }
    # What stands in quotes stays as it is.
    function translated(line,  out, start, size) {
      line = with_own_name(with_parentheses(kept_anywhere(line)))
      if (line !~ /(CHARACTER SET |CHARSET=)(utf|ucs)|COLLATE[ =]utf8mb4_[a-z0-9_]*(0900|uca1400)|(STORED|VIRTUAL) NOT NULL|!80023 INVISIBLE|_utf8mb[34]\\047|\` geomcollection|^\\) .*(PAGE_CHECKSUM|TRANSACTIONAL|VERSIONING|ENGINE=Aria)|^  (UNIQUE |FULLTEXT |SPATIAL )?KEY .* IGNORED/) return line
      may_hide = is_hidable(line)
      is_aria = line ~ /^\\) ENGINE=Aria/
      is_index = line ~ /^  (UNIQUE |FULLTEXT |SPATIAL )?KEY /
      while (match(line, /\`[^\`]*\`|\\047([^\\047\\\\]|\\\\.)*\\047/)) {
        start = RSTART
        size = RLENGTH
        out = out outside_quotes(substr(line, 1, start - 1)) substr(line, start, size)
        line = substr(line, start + size)
      }
      return out outside_quotes(line)
    }`;
