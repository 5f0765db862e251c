/**
 * What a tab keeps in memory.
 *
 * @module
 */
import type { Page } from "playwright-core";

/** Megabytes that a page's scripts keep, after what nobody needs was thrown away. */
export async function weightOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send("Performance.enable");
    await session.send("HeapProfiler.enable");
    // What the first round finalizes is freed by the second.
    await session.send("HeapProfiler.collectGarbage");
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const used = metrics.find(({ name }) => name === "JSHeapUsedSize");
    return used!.value / 1e6;
  } finally {
    await session.detach();
  }
}
