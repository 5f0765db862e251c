/**
 * The sidebar, as its user sees and uses it.
 *
 * @module
 */
import type { Locator, Page } from "playwright-core";
import type { NotebookPage } from "./notebook_page.ts";

/** The sidebar of a window. */
export class Sidebar {
  constructor(readonly notebook: NotebookPage) {}

  get page(): Page {
    return this.notebook.page;
  }

  get all(): Locator {
    return this.page.getByRole("region", { name: "Spyglass export" });
  }

  async open(): Promise<void> {
    await this.notebook.command("spyglass-deno:open-sidebar");
    await this.all.waitFor();
  }

  section(name: "Export" | "Reads" | "Slice"): Locator {
    // JupyterLab names the parts of its sidebars so.
    return this.all.getByRole("region", {
      name: `${name} Section`,
      exact: true,
    });
  }

  button(name: string | RegExp): Locator {
    return this.all.getByRole("button", {
      name,
      exact: typeof name === "string",
    });
  }

  /** Waits for something that is said. */
  async says(text: string | RegExp): Promise<void> {
    await this.all.getByText(text).first().waitFor();
  }

  /** Waits for the state of the kernel: `ready`, `busy`, `not connected`. */
  async kernel(state: string): Promise<void> {
    await this.all.getByRole("status", { name: "Kernel" })
      .filter({ hasText: state }).waitFor();
  }
}
