/**
 * A whole lab for a file of UI tests: database, JupyterLab, Chromium; and stories that happen in it.
 *
 * @module
 */
import { join } from "node:path";
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Page,
} from "playwright-core";
import { CHROMIUM } from "../../../scripts/setup/chromium.ts";
import { type Jupyter, startJupyter } from "./jupyter.ts";
import { NotebookPage } from "./notebook_page.ts";
import { artefactsFolder, templateFolder } from "./run.ts";
import { makeWorkplace, type Workplace } from "./workplace.ts";

/** How a page is opened. */
export interface OpenOptions {
  /** @default {"light"} */
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
  /** Where the browser finds JupyterLab. @default {where it is} */
  readonly url?: string;
  /** Script that runs in the page before any of its own. */
  readonly before?: string;
}

/** What a story does. */
export type Story = (lab: Lab) => Promise<void>;

/**
 * Declares the stories of one file. They share a lab, which is started before the first of them and ended after the
 * last, also when one fails; what a page showed when a story failed is kept among the artefacts.
 *
 * @param all What happens, in the words of a user → what is done and seen.
 */
export function stories(all: Readonly<Record<string, Story>>): void {
  let lab: Lab | null = null;
  Deno.test.beforeAll(async () => {
    lab = await startLab();
  });
  Deno.test.afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
  });
  for (const [name, story] of Object.entries(all)) {
    // The lab outlives a single story.
    Deno.test(
      { name, sanitizeOps: false, sanitizeResources: false },
      () => tell(lab!, name, story),
    );
  }
}

async function tell(lab: Lab, name: string, story: Story): Promise<void> {
  try {
    await story(lab);
  } catch (error) {
    await lab.keepFailure(name).catch(() => {});
    throw error;
  } finally {
    await lab.closePages();
  }
}

/** Starts a lab on a copy of the demo. */
async function startLab(): Promise<Lab> {
  await using started = new AsyncDisposableStack();
  // Beside the rest, which takes longer.
  const launching = chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox"],
  });
  // Told where it is waited for.
  launching.catch(() => {});
  const { place, jupyter } = await startServers(started).finally(() =>
    // It is closed first: its pages talk to the rest.
    started.defer(async () => (await launching.catch(() => null))?.close())
  );
  return new Lab(place, jupyter, await launching, started.move());
}

async function startServers(started: AsyncDisposableStack) {
  const place = started.use(await makeWorkplace(templateFolder()));
  const jupyter = started.use(
    await startJupyter({
      folder: place.folder,
      notebooks: place.notebooks,
      env: { SPYGLASS_EMBEDDED: "1", SPYGLASS_DATA_DIR: place.data },
    }),
  );
  return { place, jupyter };
}

/** A running lab. */
export class Lab implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #started: AsyncDisposableStack;
  #contexts: BrowserContext[] = [];

  /** Labs are made by {@linkcode startLab}. */
  constructor(
    readonly place: Workplace,
    readonly jupyter: Jupyter,
    browser: Browser,
    started: AsyncDisposableStack,
  ) {
    this.#browser = browser;
    this.#started = started;
  }

  /**
   * Opens JupyterLab in a browser that knows nothing yet.
   *
   * @param notebook Name of a notebook to open; its kernel has started when this resolves.
   */
  async open(
    notebook: string | null = null,
    options: OpenOptions = {},
  ): Promise<NotebookPage> {
    const { theme = "light", width = 1440, height = 900, before } = options;
    const context = await this.#browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
    });
    this.#contexts.push(context);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    if (before !== undefined) await context.addInitScript(before);
    const page = await context.newPage();
    const { url = this.jupyter.url } = options;
    const opened = new NotebookPage(page, { ...this.jupyter, url });
    await opened.open(notebook, theme);
    return opened;
  }

  /** Keeps a picture of a page among the run's artefacts. */
  async keep(page: Page, name: string): Promise<void> {
    await page.screenshot({
      path: join(await artefactsFolder(), `${name}.png`),
    });
  }

  /** Keeps pictures of all pages, and what JupyterLab printed. */
  async keepFailure(story: string): Promise<void> {
    const name = `failed ${story}`.replaceAll(/[^\w]+/g, "-").slice(0, 80);
    const pages = this.#contexts.flatMap((context) => context.pages());
    for (const [at, page] of pages.entries()) {
      await this.keep(page, `${name}-${at + 1}`);
    }
    await Deno.writeTextFile(
      join(await artefactsFolder(), `${name}.log`),
      await this.jupyter.log(),
    );
  }

  /** Closes the browsers' windows and ends their kernels. */
  async closePages(): Promise<void> {
    for (const context of this.#contexts) await context.close();
    this.#contexts = [];
    await this.jupyter.endSessions();
  }

  /** Ends everything, and removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#started.disposeAsync();
  }
}
