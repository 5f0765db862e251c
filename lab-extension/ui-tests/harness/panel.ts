/**
 * The sidebar, as a user finds it: by roles and names.
 *
 * @module
 */
import type { Locator, Page } from "playwright-core";
import { until } from "./until.ts";

/** The sidebar of one window. */
export class Panel {
  readonly #page: Page;
  /** The whole of it. */
  readonly root: Locator;
  /** Its three sections. */
  readonly export: Locator;
  readonly reads: Locator;
  readonly slice: Locator;
  /** The item of the status bar. */
  readonly status: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.root = page.getByRole("region", { name: "Spyglass export" });
    this.export = this.#section("Export");
    this.reads = this.#section("Reads");
    this.slice = this.#section("Slice");
    this.status = page.locator(
      "#jp-main-statusbar .jp-SpyglassDeno-statusButton",
    );
  }

  /** Opens it by its tab, unless it is open. */
  async open(): Promise<void> {
    if (await this.root.isVisible()) return;
    await this.#page.getByRole("tab", { name: "Spyglass export" }).click();
    await this.root.waitFor();
  }

  /** Starts an export by its form. */
  async start(paper: string, analysis: string): Promise<void> {
    const fold = this.export.locator("details", {
      has: this.#page.getByText("Start an export", { exact: true }),
    });
    // Folded away while another export is active; to begin with it is not there.
    await unfold(fold);
    const form = this.export.getByRole("form", { name: "Start an export" });
    await form.getByLabel("Paper", { exact: true }).fill(paper);
    await form.getByLabel("Analysis", { exact: true }).fill(analysis);
    await form.getByRole("button", { name: /^(Start|Resume) export/ }).click();
  }

  /** A button of a section. */
  button(name: string | RegExp, section: Locator = this.root): Locator {
    return section.getByRole(
      "button",
      typeof name === "string" ? { name, exact: true } : { name },
    );
  }

  /** The row of a table that was read. */
  readTable(label: string): Locator {
    return this.reads.getByRole("listitem").filter({ hasText: label }).first();
  }

  /** Waits for a text in a section; the error has what stands there instead. */
  async says(
    text: string | RegExp,
    section: Locator = this.root,
    timeout = 15_000,
  ): Promise<void> {
    try {
      await section.getByText(text).first().waitFor({ timeout });
    } catch {
      const found = await section.innerText().catch(() => "(nothing)");
      throw new Error(`The panel does not say ${text}; it says:\n${found}`);
    }
  }

  #section(name: string): Locator {
    return this.root.getByRole("region", { name: `${name} Section` });
  }
}

/** Unfolds what may be folded away, and may be unfolded by itself meanwhile: a click too many would fold it. */
async function unfold(fold: Locator): Promise<void> {
  await until("it is unfolded", async () => {
    if (await fold.evaluate(isOpen)) return true;
    await fold.locator("summary").click();
    return false;
  });
}

/** In the page. */
function isOpen({ open }: { readonly open?: boolean }): boolean {
  return open === true;
}
