/**
 * Random restrictions by the value of another query: it stands in a comparison, and is needed whatever comes of that.
 *
 * @module
 */
import { chance, pick } from "../../closure/random_values.ts";
import { decidedOf, lookedAtBy, together } from "./needed_rows.ts";
import { type Operands, type OracleQuery, withOther } from "./query_parts.ts";
import {
  type Attribute,
  type Cell,
  type Condition,
  keyNames,
  names,
  onCells,
  type Relation,
  restrict,
  type Truth,
} from "./relation.ts";

/** `A.and(sql`x > ${B}`)`, where B has one row or none; `null` where the two share no attribute. */
export function compared(
  { random, input, other }: Operands,
): OracleQuery | null {
  const partner = other();
  if (partner.isRefused) return null;
  const theirs = names(partner.relation);
  const shared = input.relation.attributes.filter(({ name }) =>
    theirs.includes(name)
  );
  if (shared.length === 0) return null;
  const attribute = pick(random, shared);
  const word = pick(
    random,
    attribute.isNumber ? [">", "<>", "="] : ["<>", "="],
  );
  const key = keyOfOne(
    pick(random, [...partner.relation.rows, null])?.cells,
    partner.relation,
  );
  const value = restrict(
    partner.relation,
    onCells(
      Object.keys(key),
      (cells) =>
        Object.entries(key).every(([name, cell]) => cells[name] === cell),
    ),
  );
  if (value.rows.length > 1) return null;
  const isNegated = chance(random, 0.3);
  const own = `\`${attribute.name}\``;
  const parts = isNegated
    ? [`NOT (${own} ${word} `, ")"]
    : [`${own} ${word} `, ""];
  return withOther(input, partner, "value", {
    relation: () =>
      restrict(
        input.relation,
        comparison({ attribute, word, value, isNegated }),
      ),
    build: (api, own, their) =>
      own.and(
        api.sql!(Object.assign([...parts], { raw: parts }), their.and(key)),
      ),
    text: `.and(sql\`${parts[0]}\${${partner.text}.and(${
      JSON.stringify(key)
    })}${parts[1]}\`)`,
  });
}

/** A row's key; of no row one that none has. */
function keyOfOne(
  cells: Readonly<Record<string, Cell>> | undefined,
  relation: Relation,
): Record<string, Cell> {
  const attribute = relation.attributes[0]!;
  if (cells === undefined) {
    return { [attribute.name]: attribute.isNumber ? 12345 : "none such" };
  }
  return Object.fromEntries(
    keyNames(relation).map((name) => [name, cells[name]!]),
  );
}

function comparison(
  { attribute: { name }, word, value, isNegated }: {
    readonly attribute: Attribute;
    readonly word: string;
    readonly value: Relation;
    readonly isNegated: boolean;
  },
): Condition {
  const [their] = value.rows;
  const theirs = their?.cells[name] ?? null;
  const holds = (mine: Cell): Truth => {
    if (mine === null || theirs === null) return null;
    const truth = word === ">"
      ? mine > theirs
      : word === "="
      ? mine === theirs
      : mine !== theirs;
    return truth !== isNegated;
  };
  return {
    holds: ({ cells }) => holds(cells[name]!),
    rests: () => together(their === undefined ? [] : [their.from]),
    uses: [name],
    decided: together([decidedOf(value), lookedAtBy(value, [name])]),
  };
}
