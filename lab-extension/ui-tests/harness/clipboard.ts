/**
 * What the page has copied.
 *
 * @module
 */
import type { Page } from "playwright-core";

/** The clipboard's text. */
export async function clipboardText(page: Page): Promise<string> {
  return await page.evaluate(readClipboard);
}

/** Runs in the page. */
function readClipboard(): Promise<string> {
  const { navigator } = globalThis as unknown as {
    navigator: { clipboard: { readText(): Promise<string> } };
  };
  return navigator.clipboard.readText();
}
