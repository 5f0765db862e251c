/**
 * The paper that a command is about.
 *
 * @module
 */
import { checkId } from "../log/exports/ids.ts";
import type { PaperKey } from "../log/paper_log.ts";
import type { Arguments } from "./arguments.ts";
import { UsageError } from "./usage_error.ts";

/**
 * The first argument, as the key of a paper.
 *
 * @throws {UsageError} It cannot be the id of a paper.
 */
export function paperOf({ positional }: Arguments): PaperKey {
  return checkedPaper(positional[0]);
}

/**
 * The key of a paper.
 *
 * @throws {UsageError} It cannot be the id of a paper.
 */
export function checkedPaper(id: unknown): PaperKey {
  try {
    return { paper_id: checkId("paper_id", id) };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
