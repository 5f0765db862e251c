/**
 * When something came to be seen in the page, to the millisecond, by the same clock as the database's.
 *
 * @module
 */
import type { Page } from "playwright-core";

/** Notes from now on at what time the text of an element has each of its values. */
export async function watchText(page: Page, selector: string): Promise<void> {
  await page.evaluate(watch, selector);
}

/**
 * When a text was first seen by {@linkcode watchText}.
 *
 * @returns Milliseconds since 1970; `null` where it was not.
 */
export async function firstSeen(
  page: Page,
  text: string,
): Promise<number | null> {
  return await page.evaluate(look, text);
}

/** Resolves when {@linkcode watchText} has seen a text. Until then the page is not asked: that would delay what it does. */
export async function whenSeen(page: Page, text: string): Promise<void> {
  await page.evaluate(wait, text);
}

interface Seen {
  seenTexts?: { readonly at: number; readonly text: string }[];
  /** Called when there is another one. */
  whenSeen?: () => void;
}
interface Dom {
  readonly document: {
    querySelector(selector: string): { readonly textContent: string } | null;
    readonly body: unknown;
  };
  readonly MutationObserver: new (work: () => void) => {
    observe(node: unknown, options: Record<string, boolean>): void;
  };
}

// These functions run in the page.

function watch(selector: string): void {
  const { document, MutationObserver } = globalThis as unknown as Dom;
  const seen: { at: number; text: string }[] = [];
  (globalThis as Seen).seenTexts = seen;
  const note = () => {
    // Not its innerText: the page would be laid out anew for it at each change, which delays what is waited for.
    const text = document.querySelector(selector)?.textContent ?? "";
    if (seen.at(-1)?.text === text) return;
    seen.push({ at: Date.now(), text });
    (globalThis as Seen).whenSeen?.();
  };
  note();
  const options = { childList: true, subtree: true, characterData: true };
  new MutationObserver(note).observe(document.body, options);
}

function look(text: string): number | null {
  const { seenTexts } = globalThis as Seen;
  return seenTexts?.find((one) => one.text.includes(text))?.at ?? null;
}

function wait(text: string): Promise<void> {
  const page = globalThis as Seen;
  return new Promise((resolve) => {
    const isSeen = () => page.seenTexts?.some((one) => one.text.includes(text));
    if (isSeen()) return resolve();
    page.whenSeen = () => {
      if (isSeen()) resolve();
    };
  });
}
