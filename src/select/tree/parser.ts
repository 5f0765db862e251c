/**
 * The parser: Apache's sqlparser-rs as WebAssembly. It is loaded when the first SELECT is to be traced.
 *
 * @module
 */
import { requireShallow } from "./depth.ts";
import type { Masked } from "./masked.ts";
import { untraceable } from "./untraceable.ts";

/** A node of the parser's tree: one name and what belongs to it, or a text alone. */
export type Node = Readonly<Record<string, unknown>>;

/**
 * Parses a statement.
 *
 * @returns The tree of its one query.
 * @throws {Untraceable} The parser does not understand it, or it is nested too deep.
 */
export async function parsed(statement: Masked): Promise<Node> {
  requireShallow(statement.text);
  const parse = await (loading ??= load());
  let statements: readonly unknown[];
  try {
    statements = parse(statement.text);
  } catch (error) {
    if (/\bWITH\s+ROLLUP\b/i.test(statement.text)) {
      throw untraceable(
        "WITH ROLLUP",
        "read the groups, and what all of them give together, one after the other",
      );
    }
    throw untraceable(
      `a part that cannot be taken apart (${reason(error)})`,
      "write it in another way",
    );
  }
  const query = (statements[0] as Node | undefined)?.Query;
  if (statements.length === 1 && query) return query as Node;
  throw untraceable("more than one SELECT", "read one after the other");
}

type Parse = (text: string) => readonly unknown[];

let loading: Promise<Parse> | null = null;

async function load(): Promise<Parse> {
  const { init, parse } = await import("@guanmingchiu/sqlparser-ts");
  await init();
  return (text) => parse(text, "mysql") as unknown as readonly unknown[];
}

function reason(error: unknown): string {
  return String((error as Error).message).replace(/^sql parser error: /, "")
    .slice(0, 120);
}
