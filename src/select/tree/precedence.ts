/**
 * How tightly operators bind in MySQL and MariaDB. The parser may think otherwise: what it took apart in a way that the
 * server would not is refused, and is to be written with parentheses.
 *
 * @module
 */
import type { Expression } from "./tree.ts";
import { untraceable } from "./untraceable.ts";

/** The levels, from loose to tight (MySQL's grammar: `expr`, `boolean_primary`, `predicate`, `bit_expr`). */
export const LEVEL = {
  or: 1,
  xor: 2,
  and: 3,
  not: 4,
  comparison: 5,
  predicate: 6,
  bitOr: 7,
  bitAnd: 8,
  shift: 9,
  sum: 10,
  product: 11,
  power: 12,
  sign: 13,
  arrow: 15,
  whole: 99,
} as const;

/** Operators of two sides: what is written, and how tightly it binds. */
export const OPERATORS: Readonly<Record<string, readonly [string, number]>> = {
  Or: ["OR", LEVEL.or],
  StringConcat: ["OR", LEVEL.or],
  Xor: ["XOR", LEVEL.xor],
  And: ["AND", LEVEL.and],
  Eq: ["=", LEVEL.comparison],
  NotEq: ["<>", LEVEL.comparison],
  Lt: ["<", LEVEL.comparison],
  LtEq: ["<=", LEVEL.comparison],
  Gt: [">", LEVEL.comparison],
  GtEq: [">=", LEVEL.comparison],
  Spaceship: ["<=>", LEVEL.comparison],
  BitwiseOr: ["|", LEVEL.bitOr],
  BitwiseAnd: ["&", LEVEL.bitAnd],
  PGBitwiseShiftLeft: ["<<", LEVEL.shift],
  PGBitwiseShiftRight: [">>", LEVEL.shift],
  Plus: ["+", LEVEL.sum],
  Minus: ["-", LEVEL.sum],
  Multiply: ["*", LEVEL.product],
  Divide: ["/", LEVEL.product],
  Modulo: ["%", LEVEL.product],
  MyIntegerDivide: ["DIV", LEVEL.product],
  BitwiseXor: ["^", LEVEL.power],
  Arrow: ["->", LEVEL.arrow],
  LongArrow: ["->>", LEVEL.arrow],
};

/**
 * Gives the expression, if it may stand there without parentheses.
 *
 * @param least How tightly it must bind.
 */
export function binding(expression: Expression, least: number): Expression {
  if (expression.level >= least) return expression;
  throw untraceable(
    "operators of different kinds stand beside each other without parentheses",
    "write the parentheses",
  );
}
