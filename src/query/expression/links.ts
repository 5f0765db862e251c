/**
 * Links from rows to those of other expressions that they rest on.
 *
 * @module
 */
import { columnName } from "../../sql/identifier.ts";
import type { Condition } from "../condition/condition.ts";
import type { Expression } from "./expression.ts";

/** Rows of another expression that rows of a block rest on: those that agree on some attributes. */
export interface Link {
  readonly partner: Expression;
  /** Attributes of the partner. */
  readonly theirs: readonly string[];
  /** SQL for the block's own values of them; none: all rows of the partner. */
  readonly references: readonly string[];
  /** True where NULL agrees with NULL, as in a group. */
  readonly isNullSafe: boolean;
  /** True where all of the partner's rows are in some row of the block. */
  readonly isWhole: boolean;
  /** SQL that is NULL in rows to which the link's own side of an outer join gave nothing; `null` where there is none. */
  readonly side: string | null;
}

/** The rows that agree on some attributes, all of which are in some row: the members of groups. */
export function memberLink(
  partner: Expression,
  names: readonly string[],
): Link {
  return {
    partner,
    theirs: names,
    references: names.map(columnName),
    isNullSafe: true,
    isWhole: true,
    side: null,
  };
}

/** The rows that conditions compare with, as far as they agree; all of those that stand for a value. */
export function partnerLinks(partners: Condition["partners"]): Link[] {
  return partners.map(({ expression, own, theirs, isValue }) =>
    isValue ? allRowsOf(expression) : {
      partner: expression,
      theirs,
      references: own.map(columnName),
      isNullSafe: false,
      isWhole: false,
      side: null,
    }
  );
}

/** All rows of what a window looks at, or of a query that is a value. */
export function allRowsOf(partner: Expression): Link {
  return {
    partner,
    theirs: [],
    references: [],
    isNullSafe: false,
    isWhole: true,
    side: null,
  };
}

/** Some rows of the block may not be given: nor then all of the partner's. */
export function inPart(link: Link): Link {
  // All rows of a partner are all of them, whichever row is given.
  return link.theirs.length === 0 ? link : { ...link, isWhole: false };
}

/**
 * The link of the side of an outer join that may give nothing. Where it gives nothing, all of its attributes are NULL,
 * which a group's own may be, too.
 *
 * @param side SQL that is NULL where it gives nothing.
 */
export function onSide(link: Link, side: string): Link {
  return { ...link, side: link.side ?? side };
}
