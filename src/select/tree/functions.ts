/**
 * The functions that a traced SELECT may call. Any other may read tables by itself, or give something else each time.
 *
 * @module
 */
import { DETERMINISTIC } from "../../query/condition/portable_text.ts";

/** What kind of function this is; `null` for one that cannot be traced. */
export function functionKind(
  name: string,
): "plain" | "aggregate" | "window" | null {
  const upper = name.toUpperCase();
  if (AGGREGATE.has(upper)) return "aggregate";
  if (WINDOW.has(upper)) return "window";
  return DETERMINISTIC.has(upper) || ALSO_PLAIN.has(upper) ? "plain" : null;
}

const AGGREGATE = new Set(
  `COUNT SUM AVG MIN MAX GROUP_CONCAT STD STDDEV STDDEV_POP STDDEV_SAMP VARIANCE VAR_POP VAR_SAMP BIT_AND BIT_OR BIT_XOR
  JSON_ARRAYAGG JSON_OBJECTAGG ANY_VALUE`.split(/\s+/),
);

const WINDOW = new Set(
  "ROW_NUMBER RANK DENSE_RANK PERCENT_RANK CUME_DIST NTILE LAG LEAD FIRST_VALUE LAST_VALUE NTH_VALUE"
    .split(" "),
);

const ALSO_PLAIN = new Set(
  `JSON_OBJECT JSON_ARRAY JSON_KEYS JSON_SEARCH JSON_CONTAINS_PATH JSON_QUOTE UUID_TO_BIN BIN_TO_UUID ROW MAKE_SET
  EXPORT_SET QUOTE ST_ASTEXT`.split(/\s+/),
);
