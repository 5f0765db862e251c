/**
 * Using a page without a mouse.
 *
 * @module
 */
import type { Page } from "playwright-core";

/** Runs a command by its name in the palette. */
export async function fromPalette(page: Page, command: string): Promise<void> {
  await page.keyboard.press("Control+Shift+C");
  await page.getByRole("textbox", { name: /search|command/i }).last().waitFor();
  await page.keyboard.type(command);
  await page.locator(".lm-CommandPalette-item.lm-mod-active").filter({
    hasText: command,
  }).first().waitFor();
  await page.keyboard.press("Enter");
}

/** Presses Tab until something of this name has the focus. */
export async function tabTo(
  page: Page,
  name: string | RegExp,
  most: number,
  key: "Tab" | "Shift+Tab" = "Tab",
): Promise<void> {
  const met: string[] = [];
  for (let i = 0; i < most; i++) {
    await page.keyboard.press(key);
    if (await focus(page, name)) return;
    met.push((await focusName(page)).slice(0, 40));
  }
  throw new Error(`"${name}" did not come in ${most} steps: ${met.join("; ")}`);
}

/** Whether what has the focus is of this name. */
export async function focus(
  page: Page,
  name: string | RegExp,
): Promise<boolean> {
  const found = await focusName(page);
  return typeof name === "string" ? found === name : name.test(found);
}

/** What the thing that has the focus is called. */
export async function focusName(page: Page): Promise<string> {
  return await page.evaluate(nameOfFocus);
}

// This function runs in the page.

function nameOfFocus(): string {
  const { document } = globalThis as unknown as {
    document: {
      activeElement: {
        getAttribute(name: string): string | null;
        readonly labels?: ArrayLike<{ textContent: string }>;
        readonly textContent: string;
      } | null;
    };
  };
  const element = document.activeElement;
  return element?.getAttribute("aria-label") ??
    element?.labels?.[0]?.textContent ?? element?.textContent ?? "";
}
