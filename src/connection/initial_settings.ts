/**
 * What each of our connections is told first, so that a statement means the same on every server.
 *
 * @module
 */

import { ALL_ROWS } from "./session_settings.ts";

const COMMON =
  "ERROR_FOR_DIVISION_BY_ZERO,STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY";

/**
 * DataJoint 0.14's own session settings (`datajoint/connection.py`): what users write is held to them.
 */
export const WRITING_MODE = `NO_ZERO_DATE,NO_ZERO_IN_DATE,${COMMON}`;

/**
 * Likewise, so that a restriction means here what it means in Python; but every date is allowed. Of one that lacks a
 * month or a day, or is no day (2020-02-30), both servers would make the zero date wherever rows go through a temporary
 * table, as they do in unions and groups.
 */
export const SQL_MODE = `ALLOW_INVALID_DATES,${COMMON}`;

/** Seconds to wait for a table that somebody else alters or locks. */
const LOCK_WAIT = 300;

/**
 * NAMES: texts of the connection and texts that name their character set then have one collation. MariaDB 10.11 loses
 * rows by two of its optimizations: `split_materialized` those of groups that another query restricts, which MySQL does
 * not have; `loosescan` those of a subquery whose keys are equal to its index (`x` and `X`), but not to what they are
 * compared with.
 * A search depth of 0 has the server bound its search for the best order of a join: with the tables of several derived
 * queries in one statement, both servers would otherwise search for minutes. What GROUP_CONCAT gives is cut without a
 * word, by MySQL after 1,024 bytes. Where somebody alters or locks a table, one would wait for a day, and with MySQL for
 * a year. The others may be set for a whole server, so that rows are left out without a word, joins are refused, nothing
 * that is written stays, or `id IS NULL` finds what was inserted last. The length of GROUP_CONCAT is MariaDB's longest:
 * under STRICT_ALL_TABLES it refuses more.
 */
export const INITIAL_SETTINGS =
  `SET NAMES utf8mb4, SESSION sql_mode = '${SQL_MODE}', SESSION optimizer_search_depth = 0` +
  `, ${ALL_ROWS}, SESSION sql_big_selects = 1` +
  ", SESSION autocommit = 1, SESSION completion_type = 0" +
  `, SESSION lock_wait_timeout = CAST(LEAST(@@SESSION.lock_wait_timeout, ${LOCK_WAIT}) AS UNSIGNED)` +
  ", SESSION group_concat_max_len = 1073741824, SESSION sql_auto_is_null = 0" +
  "/*M!100304 , SESSION optimizer_switch = 'split_materialized=off,loosescan=off' */";
