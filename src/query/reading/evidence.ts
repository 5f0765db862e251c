/**
 * Which rows of which base tables a query rests on, where they are not in its own rows: the members of groups, both
 * sides of a union, the partners of a semijoin.
 *
 * @module
 */
import type { Session } from "../../connection/session.ts";
import { LogError } from "../../errors.ts";
import { keylessText } from "../../schema/keyless.ts";
import type { TableInfo } from "../../schema/table.ts";
import { type Fragment, fragment, joinFragments } from "../../sql/fragment.ts";
import { columnName } from "../../sql/identifier.ts";
import { compactReads } from "./compact.ts";
import { textCondition } from "../condition/condition.ts";
import {
  besideItems,
  type Block,
  isLimitedBlock,
  selectText,
  sortedBy,
} from "../expression/block.ts";
import type { Link } from "../expression/links.ts";
import { compile } from "../expression/compile.ts";
import { decidingInputs } from "../expression/deciding.ts";
import {
  type Expression,
  inputsOf,
  partsOf,
  restrict,
  textsOf,
} from "../expression/expression.ts";
import { type RowsFound, traceReader } from "./rows_read.ts";
import { tuple } from "../condition/semijoin.ts";

/** How evidence is looked for. */
export interface EvidenceOptions {
  /** Where to look: the snapshot that the rows came from. */
  readonly session: Session;
  readonly found: RowsFound;
  /** True where the log can hold a condition as it stands. */
  readonly accepts: (text: string) => boolean;
  /** Expressions of which all rows are found already. */
  readonly whole: ReadonlySet<Expression>;
}

/**
 * Finds the rows that decide, as far as others look at them, whether any row is given or not: there may be none because
 * of them; see `../expression/deciding.ts`.
 */
export async function findDeciding(options: EvidenceOptions): Promise<void> {
  for (const input of options.whole) await findRows(input, options);
}

/**
 * Finds the rows that the links of a traced block, which has rows, lead to.
 *
 * @param block What `expression` compiles to, traced.
 */
export async function findLinked(
  block: Block,
  options: EvidenceOptions,
): Promise<void> {
  for (const link of block.links) {
    if (options.whole.has(link.partner)) continue;
    const isAll = link.isWhole && link.side === null;
    const partner = isAll ? link.partner : restrict(link.partner, [
      textCondition(agreement(block, link), { byKeys: "a partner" }),
    ]);
    await findRows(partner, options);
  }
}

/** Finds all rows that an expression rests on. */
async function findRows(
  expression: Expression,
  options: EvidenceOptions,
): Promise<void> {
  const { session, found, accepts } = options;
  const texts = compactReads(expression);
  if (texts?.every(({ text }) => accepts(text))) {
    for (const { table, text } of texts) found.addText(table, text);
    return;
  }
  const block = compile(expression, { isTraced: true });
  const { expressions, take } = traceReader(block);
  let hasRows = false;
  if (expressions.length > 0) {
    const all = isLimitedBlock(block) ? block : {
      ...block,
      order: [],
      isDistinct: true,
    };
    const items = [...besideItems(block, expressions), ...sortedBy(all)];
    const list = fragment(items.join(", "));
    const keys = await session.columns(selectText(all, list).toText());
    take(found, keys.columns, 0);
    hasRows = keys.length > 0;
  } else hasRows = await isFilled(session, block);
  // What no row rests on was not read.
  if (hasRows) await findLinked(block, options);
}

async function isFilled(session: Session, block: Block): Promise<boolean> {
  if (block.links.length === 0) return false;
  const one = fragment("1 AS `one`");
  const { rows } = await session.query(
    fragment("SELECT 1 FROM (", selectText(block, one), ") AS `any` LIMIT 1")
      .toText(),
  );
  return rows.length > 0;
}

/** That a row of the partner agrees with some row of the block, which has rows. */
function agreement(block: Block, link: Link): Fragment {
  if (link.theirs.length === 0 && link.side === null) return fragment("TRUE");
  const [side, ...names] = linkNames(link);
  const values = new Map(link.references.map((each, i) => [names[i]!, each]));
  if (link.theirs.length > 0 && !needsNullSafety(link)) {
    const rows = tookPart(block, values);
    return fragment(`${tuple(link.theirs)} IN (SELECT * FROM `, rows, ")");
  }
  const rules = link.theirs.map((name, i) =>
    fragment(`${names[i]} <=> ${columnName(name)}`)
  );
  if (link.side !== null) {
    values.set(side!, link.side);
    rules.push(fragment(`${side} IS NOT NULL`));
  }
  return fragment(
    "EXISTS (SELECT 1 FROM ",
    tookPart(block, values),
    " WHERE ",
    joinFragments(rules, " AND "),
    ")",
  );
}

/** Values of the rows that took part, under these names and no others: another one may be meant outside. */
function tookPart(block: Block, values: ReadonlyMap<string, string>): Fragment {
  const own = isLimitedBlock(block) ? block : { ...block, order: [] };
  const list = [...values].map(([name, value]) => `${value} AS ${name}`);
  const items = [...list, ...sortedBy(own)];
  const rows = selectText(own, fragment(items.join(", ")));
  if (items.length === list.length) {
    return fragment("(", rows, ") AS `took_part`");
  }
  const names = [...values.keys()].join(", ");
  return fragment(
    `(SELECT ${names} FROM (`,
    rows,
    ") AS `in_order`) AS `took_part`",
  );
}

/**
 * Names for the side and each reference that no attribute of the partner has: in the same scope, the inner one would be
 * meant.
 */
function linkNames({ partner, references }: Link): string[] {
  const taken = new Set(
    partner.heading.columns.map(({ name }) => name.toLowerCase()),
  );
  let prefix = "own";
  const numbers = [0, ...references.map((_, i) => i + 1)];
  while (numbers.some((i) => taken.has(`${prefix} ${i}`))) prefix += "n";
  return numbers.map((i) => `\`${prefix} ${i}\``);
}

function needsNullSafety({ partner, theirs, isNullSafe }: Link): boolean {
  return isNullSafe &&
    partner.heading.columns.some(({ name, nullable }) =>
      nullable && theirs.includes(name)
    );
}

/**
 * Refuses, before anything is sent, what could not be logged.
 *
 * @throws {LogError} A text that looks beyond its rows, a view, a table without a key, or what would have to be asked
 * twice and gives something else each time.
 */
export function checkLoggable(expression: Expression): void {
  const action = () =>
    `Cannot read ${expression.heading.label} while an export is active`;
  for (const part of loggedParts(expression)) {
    if (part.kind === "table") checkTable(part.table, action);
    for (const { untraced } of textsOf(part)) {
      if (untraced === null) continue;
      const { found, instead } = untraced;
      throw new LogError(`${action()}: ${found}; ${instead}`);
    }
  }
}

/** Also those of an antijoin of which rows are logged. */
function loggedParts(expression: Expression): readonly Expression[] {
  const parts = partsOf(expression);
  const others = [...decidingInputs(expression)].flatMap(partsOf);
  return others.length === 0 ? parts : [...new Set([...parts, ...others])];
}

function checkTable(table: TableInfo, action: () => string): void {
  if (table.isView) {
    throw new LogError(
      `${action()}: it is a view, and the rows of the tables behind it cannot be told; read those tables`,
    );
  }
  if (table.primaryKey.length === 0) {
    throw new LogError(
      `${action()}: it ${
        keylessText(table)
      }, or read it while no export is active`,
    );
  }
}

/**
 * Refuses what decides anew which rows are given each time it is asked, where it must be asked again.
 *
 * @throws {LogError} It names what changes.
 */
export function checkRepeatable(expression: Expression): void {
  const changing = changingIn(expression, true) ??
    [...decidingInputs(expression)].map((input) => changingIn(input, false))
      .find((found) => found !== null) ??
    null;
  if (changing === null) return;
  throw new LogError(
    `Cannot read ${expression.heading.label} while an export is active: ${changing} gives something else each time, and what the rows rest on is asked for after them; read the rows that it chooses first, and restrict by that frame`,
  );
}

/** What the topmost attributes show decides nothing. */
function changingIn(expression: Expression, isTop: boolean): string | null {
  const hasItems = expression.kind === "projected" ||
    expression.kind === "aggregated";
  const own = isTop && hasItems
    ? null
    : textsOf(expression).find(({ changing }) => changing !== null)?.changing;
  if (own) return own;
  const stays = isTop &&
    (expression.kind === "projected" || expression.kind === "keyed");
  const partners = textsOf(expression).flatMap(({ partners }) =>
    partners.map((partner) => partner.expression)
  );
  for (const input of inputsOf(expression)) {
    const found = changingIn(input, stays);
    if (found !== null) return found;
  }
  for (const partner of partners) {
    const found = changingIn(partner, false);
    if (found !== null) return found;
  }
  return null;
}
