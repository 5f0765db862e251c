/**
 * How many reads there are: of a paper, and of one of its analyses.
 *
 * @module
 */
import type { Reads } from "../../../src/lab/messages.d.ts";
import type { TranslationBundle } from "@jupyterlab/translation";
import { shownCount } from "./shown.ts";

/**
 * Counts the reads of one analysis.
 *
 * @param reads of its paper
 * @param analysis its name
 */
export function readsOf({ analyses }: Reads, analysis: string): number {
  return analyses.find(({ analysis_id }) => analysis_id === analysis)?.reads ??
    0;
}

/** `3 reads` */
export function countText(count: number, trans: TranslationBundle): string {
  return trans._n("%2 read", "%2 reads", count, shownCount(count));
}
