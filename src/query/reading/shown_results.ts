/**
 * What cells have shown: whoever looks at a notebook's outputs may want to see all of the rows. Displays tell of it
 * here; whether anybody keeps it is not their business.
 *
 * @module
 */
import type { Piece } from "../../sql/tokens.ts";
import type { QueryContext } from "../context.ts";
import type { Expression } from "../expression/expression.ts";
import type { Frame } from "./frame.ts";
import type { FrameOrigin } from "./frame_origin.ts";

/** Rows that a cell showed some of. */
export type ShownResult =
  | {
    readonly kind: "query";
    readonly context: QueryContext;
    readonly expression: Expression;
  }
  | {
    readonly kind: "select";
    readonly context: QueryContext;
    readonly statement: readonly Piece[];
  }
  | {
    readonly kind: "frame";
    readonly frame: Frame;
    readonly origin: FrameOrigin;
  };

/** Keeps a result, and gives the name by which it can be asked for; `null` where nobody would ask. */
export type ResultKeeper = (result: ShownResult) => string | null;

/** The form of an output that names the result it shows; who does not know it shows the others. */
export const RESULT_TYPE = "application/vnd.spyglass-deno.result";

/** Says who keeps results; `null`: nobody. */
export function keepShownResults(own: ResultKeeper | null): void {
  keeper = own;
}

/**
 * What a cell shows, with the name of the result where it is kept.
 *
 * @param bundle Jupyter's mime bundle.
 */
export function namingResult(
  bundle: Record<string, string>,
  result: ShownResult,
): Record<string, string> {
  const name = keeper?.(result) ?? null;
  return name === null ? bundle : { ...bundle, [RESULT_TYPE]: name };
}

let keeper: ResultKeeper | null = null;
