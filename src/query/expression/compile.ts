/**
 * From an expression to one SELECT. Operators are put into one block where that means the same, else around it, as
 * a derived table, which both servers merge again where they can.
 *
 * @module
 */
import { fragment } from "../../sql/fragment.ts";
import { columnName, quoteName } from "../../sql/identifier.ts";
import {
  type Block,
  type BlockItem,
  enclosed,
  isLimitedBlock,
  itemOf,
  named,
  openBlock,
  ownItem,
  ownItems,
  selectItems,
  unsorted,
} from "./block.ts";
import {
  type Aggregated,
  type Distinct,
  type Expression,
  isLimited,
  type Item,
  type Joined,
  keepsNames,
  type Projected,
  type Restricted,
  type Sorted,
  type TableRows,
  type United,
} from "./expression.ts";
import { namesOf } from "./heading.ts";
import {
  allRowsOf,
  inPart,
  type Link,
  memberLink,
  onSide,
  partnerLinks,
} from "./links.ts";
import { sortKeys } from "./sort_keys.ts";

/** How an expression is compiled. */
export interface CompileOptions {
  /** Carries up whose rows each row is made of. @default {false} */
  readonly isTraced?: boolean;
}

/** Makes a block of an expression. */
export function compile(
  expression: Expression,
  options: CompileOptions = {},
): Block {
  return new Compiler(options.isTraced ?? false).block(expression);
}

class Compiler {
  readonly #isTraced: boolean;
  #aliases = 0;

  constructor(isTraced: boolean) {
    this.#isTraced = isTraced;
  }

  block(expression: Expression): Block {
    switch (expression.kind) {
      case "table":
        return this.#table(expression);
      case "restricted":
        return this.#restricted(expression);
      case "projected":
        return this.#projected(expression);
      case "joined":
        return this.#joined(expression);
      case "aggregated":
        return this.#aggregated(expression);
      case "distinct":
        return this.#distinct(expression);
      case "keyed":
        return this.#inOrder(expression.input, namesOf(expression.heading));
      case "united":
        return this.#united(expression);
      case "sorted":
        return this.#sorted(expression);
    }
  }

  #alias(): string {
    return quoteName(`q${++this.#aliases}`);
  }

  #links(links: readonly Link[]): readonly Link[] {
    return this.#isTraced ? links : [];
  }

  #table({ table, heading }: TableRows): Block {
    return openBlock([], fragment(table.fullName), {
      items: ownItems(heading),
      table,
      traces: this.#isTraced
        ? [{ table, references: table.primaryKey.map(quoteName) }]
        : [],
    });
  }

  /** A block that conditions can be added to. */
  #open(block: Block, keepsOrder = false): Block {
    return block.isOpen ? block : enclosed(block, this.#alias(), keepsOrder);
  }

  #restricted({ input, conditions }: Restricted): Block {
    const block = this.#open(this.block(input), true);
    return {
      ...block,
      where: [...block.where, ...conditions],
      links: [
        ...block.links.map(inPart),
        ...this.#links(
          conditions.flatMap(({ partners }) => partnerLinks(partners)),
        ),
      ],
      table: null,
      isBare: false,
    };
  }

  /** The same rows with their attributes in another order. */
  #inOrder(input: Expression, names: readonly string[]): Block {
    const block = this.block(input);
    return { ...block, items: names.map((name) => itemOf(block, name)) };
  }

  #projected({ input, items }: Projected): Block {
    const below = this.block(input);
    const isPlain = below.isOpen && below.order.length === 0;
    const block = isPlain ? below : enclosed(below, this.#alias(), true);
    const hasWindow = items.some(({ value }) => value?.hasWindow);
    const isComplete = keepsNames(items) && items.length === block.items.length;
    return {
      ...block,
      items: items.map(blockItem),
      links: [
        ...block.links,
        ...this.#links(
          items.flatMap(({ value }) =>
            value === null ? [] : partnerLinks(value.partners)
          ),
        ),
        ...this.#links(hasWindow ? [allRowsOf(input)] : []),
      ],
      isOpen: block.isOpen && isComplete,
      isBare: block.isBare && isComplete,
      table: isComplete ? block.table : null,
    };
  }

  #joined({ left, right, shared, isOuter, heading }: Joined): Block {
    const one = this.#operand(left, true);
    const other = isOuter ? this.#side(right) : this.#operand(right, false);
    const using = shared.map(columnName).join(", ");
    const word = isOuter ? " LEFT JOIN " : using ? " JOIN " : " CROSS JOIN ";
    const rule = using ? ` USING (${using})` : isOuter ? " ON TRUE" : "";
    return openBlock(
      namesOf(heading),
      fragment(one.from, word, other.from, rule),
      {
        traces: [...one.traces, ...other.traces],
        links: [
          ...(isOuter ? one.links : one.links.map(inPart)),
          ...other.links.map(inPart),
        ],
      },
    );
  }

  /** The side of an outer join that may give nothing: its links can tell whether it gave something. */
  #side(expression: Expression): Block {
    const block = this.block(expression);
    // A key that is never NULL inside, or, in rows that have none (groups, unions), a column of its own.
    const mark = block.traces[0]?.references[0] ?? "1";
    const links = block.links.map((link) => onSide(link, mark));
    return this.#beside({ ...block, links }, false);
  }

  /** What can stand in a FROM beside others. */
  #operand(expression: Expression, isFirst: boolean): Block {
    return this.#beside(this.block(expression), isFirst);
  }

  #beside(block: Block, isFirst: boolean): Block {
    const alias = () => this.#alias();
    if (block.table !== null && block.isBare) return named(block, alias());
    const canStay = isFirst && block.isBare && block.order.length === 0;
    return canStay ? block : enclosed(block, alias());
  }

  #aggregated(expression: Aggregated): Block {
    const { input, members, by, told, items } = expression;
    const below = this.#plain(input);
    const block = this.#open(unsorted(below));
    return {
      ...block,
      items: items.map(blockItem),
      traces: [],
      links: this.#links([memberLink(members, by)]),
      groupBy: [...by, ...told].map(columnName),
      isOpen: false,
      isBare: false,
      table: null,
    };
  }

  #distinct({ input, heading }: Distinct): Block {
    const below = this.#plain(input);
    const block = this.#open(unsorted(below));
    const names = namesOf(heading);
    return {
      ...block,
      items: names.map(ownItem),
      traces: [],
      links: this.#links([memberLink(input, names)]),
      isDistinct: true,
      isOpen: false,
      isBare: false,
      table: null,
    };
  }

  /** Compiled without traces: a group has the rows of many. A limit stays below, out of the way. */
  #plain(input: Expression): Block {
    const compiler = new Compiler(false);
    compiler.#aliases = this.#aliases;
    const block = compiler.block(input);
    this.#aliases = compiler.#aliases;
    return block;
  }

  #united({ left, right, halves, isDisjoint, heading }: United): Block {
    const names = namesOf(heading);
    const [one, other] = halves.map((half) =>
      selectItems(this.#half(half), names)
    );
    const word = isDisjoint ? " UNION ALL " : " UNION ";
    const alias = this.#alias();
    const from = fragment("(", one!, word, other!, `) AS ${alias}`);
    const key = heading.primaryKey;
    return openBlock(names, from, {
      links: this.#links([memberLink(left, key), memberLink(right, key)]),
    });
  }

  /** A half of a union cannot have a limit of its own, but what it is made of can. */
  #half(expression: Expression): Block {
    const block = this.#plain(expression);
    return isLimitedBlock(block)
      ? enclosed(block, this.#alias())
      : unsorted(block);
  }

  #sorted(expression: Sorted): Block {
    const below = this.block(expression.input);
    // A limit without an order of its own counts in the one that the rows come in.
    const keepsOrder = expression.order.length === 0;
    const block = this.#open(below, keepsOrder);
    const isLimit = isLimited(expression);
    return {
      ...block,
      order: sortKeys(expression, keepsOrder ? block.order : []),
      limit: expression.limit,
      offset: expression.offset,
      links: isLimit ? block.links.map(inPart) : block.links,
      isOpen: !isLimit,
      isBare: false,
      table: null,
    };
  }
}

function blockItem({ name, source, value }: Item): BlockItem {
  if (source === null) return { name, value: value!.text, isOwn: false };
  return {
    name,
    value: fragment(columnName(source)),
    isOwn: name === source,
  };
}
