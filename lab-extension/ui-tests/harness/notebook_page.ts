/**
 * JupyterLab in a browser, with a notebook in front.
 *
 * @module
 */
import type { Locator, Page } from "playwright-core";
import type { Jupyter } from "./jupyter.ts";
import { until } from "./until.ts";

/** What a cell has given. */
export interface CellResult {
  /** `null` while it has not run, or runs. */
  readonly count: number | null;
  /** Its outputs as plain text. */
  readonly text: string;
  readonly hasFailed: boolean;
}

/** One window of JupyterLab. */
export class NotebookPage {
  readonly #jupyter: Pick<Jupyter, "url" | "token">;
  readonly #errors: string[] = [];

  constructor(
    readonly page: Page,
    jupyter: Pick<Jupyter, "url" | "token">,
  ) {
    this.#jupyter = jupyter;
    // Long: a machine that does much else is no failure.
    page.setDefaultTimeout(60_000);
    page.on(
      "pageerror",
      (error) => this.#errors.push(error.stack ?? error.message),
    );
  }

  /** Errors that nobody caught in the page, but for those that JupyterLab's debugger always has with this kernel. */
  get errors(): readonly string[] {
    return this.#errors.filter((text) =>
      !text.includes("No active debugger session")
    );
  }

  /** Loads JupyterLab in a workspace of its own, which a reload finds again. */
  async open(notebook: string | null, theme: "light" | "dark"): Promise<void> {
    const { url, token } = this.#jupyter;
    const workspace = `${url}lab/workspaces/w${
      crypto.randomUUID().slice(0, 8)
    }`;
    const tree = notebook === null
      ? ""
      : `/tree/${encodeURIComponent(notebook)}`;
    await this.page.addInitScript(noteOpening);
    await this.page.goto(`${workspace}${tree}?token=${token}`);
    await this.ready(notebook !== null);
    if (theme === "dark") {
      await this.command("apputils:change-theme", { theme: "JupyterLab Dark" });
    }
  }

  /**
   * Resolves when JupyterLab, and the kernel of the notebook in front, have started. JupyterLab brings what its address
   * names to the front, also after a reload and a good while after all else is there: that has happened then.
   */
  async ready(hasNotebook = true): Promise<void> {
    await until(
      "JupyterLab has started",
      () => this.page.evaluate(hasStarted).catch(() => false),
      180_000,
    );
    await until(
      "JupyterLab has opened what its address names",
      () => this.page.evaluate(hasOpened).catch(() => false),
      180_000,
    );
    if (!hasNotebook) return;
    await until(
      "the kernel has started",
      () => this.page.evaluate(kernelId).catch(() => null),
      180_000,
    );
  }

  /** Loads the page again, as a user does. Its kernel may be busy, and then tells nothing of itself. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready(false);
  }

  /** Brings a notebook to the front, opening it where it is not open yet. */
  async show(notebook: string): Promise<void> {
    await this.command("docmanager:open", { path: notebook });
    await until(
      `${notebook} is in front`,
      () => this.page.evaluate(isInFront, notebook),
    );
    await this.ready();
  }

  /** Carries out one of JupyterLab's commands. */
  async command(
    id: string,
    args: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    await this.page.evaluate(execute, { id, args });
  }

  /** Begins to run a cell of the notebook in front, and does not wait for it. */
  async start(cell: number): Promise<void> {
    await this.page.evaluate(startCell, cell);
  }

  /**
   * Runs a cell of the notebook in front, and waits for it.
   *
   * @param cell Its place among all cells, from 0.
   * @param patience Milliseconds.
   */
  async run(cell: number, patience = 60_000): Promise<CellResult> {
    await this.start(cell);
    return await this.finished(cell, patience);
  }

  /** Waits until a cell that was started has ended. */
  async finished(cell: number, patience = 60_000): Promise<CellResult> {
    return await until(`cell ${cell} has run`, async () => {
      const result = await this.result(cell);
      return result.count === null ? null : result;
    }, patience);
  }

  /** What a cell of the notebook in front has given so far. */
  async result(cell: number): Promise<CellResult> {
    return await this.page.evaluate(cellResult, cell);
  }

  /** Id of the process of the kernel in front: it lasts over a restart. */
  async kernel(): Promise<string> {
    return await this.page.evaluate(kernelId) ?? "";
  }

  /** Restarts the kernel in front without asking. */
  async restart(): Promise<void> {
    await this.page.evaluate(restartKernel);
  }

  /** A cell of the notebook in front, as the page shows it. */
  cell(cell: number): Locator {
    return this.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")
      .nth(cell);
  }
}

/** As much of JupyterLab, in the page, as is asked here. */
interface App {
  readonly restored: Promise<void>;
  readonly commands: {
    readonly commandExecuted: {
      connect(slot: (_: unknown, executed: Executed) => void): void;
    };
    execute(id: string, args: unknown): Promise<unknown>;
  };
  readonly shell: { readonly currentWidget: NotebookPanel | null };
}

interface Executed {
  readonly id: string;
  readonly result: Promise<unknown>;
}

interface NotebookPanel {
  readonly context?: { readonly path: string };
  readonly sessionContext?: {
    readonly isReady: boolean;
    readonly session: {
      readonly kernel: {
        readonly id: string;
        readonly status: string;
        restart(): Promise<void>;
      } | null;
    } | null;
  };
  readonly content: {
    activeCellIndex: number;
    readonly widgets: readonly {
      readonly model: {
        executionCount: number | null;
        readonly outputs?: { toJSON(): readonly Record<string, unknown>[] };
      };
    }[];
    deselectAll(): void;
  };
}

type WithApp = {
  readonly jupyterapp?: App;
  /** Whether what the address names is still to be opened. */
  isOpening?: boolean;
};

// These functions run in the page: they may use nothing from here but types.

/** Runs before anything else in the page. */
function noteOpening(): void {
  const page = globalThis as unknown as WithApp;
  const { pathname } = (globalThis as unknown as {
    readonly location: { readonly pathname: string };
  }).location;
  page.isOpening = pathname.includes("/tree/");
  let app: App | undefined;
  Object.defineProperty(globalThis, "jupyterapp", {
    get: () => app,
    set: (made: App) => {
      app = made;
      made.commands.commandExecuted.connect((_, { id, result }) => {
        if (id !== "filebrowser:open-path") return;
        const end = () => page.isOpening = false;
        result.then(end, end);
      });
    },
  });
}

function hasOpened(): boolean {
  return (globalThis as unknown as WithApp).isOpening !== true;
}

async function hasStarted(): Promise<boolean> {
  const app = (globalThis as unknown as WithApp).jupyterapp;
  if (app === undefined) return false;
  await app.restored;
  return true;
}

function kernelId(): string | null {
  const panel = (globalThis as unknown as WithApp).jupyterapp?.shell
    .currentWidget;
  const kernel = panel?.sessionContext?.isReady
    ? panel.sessionContext.session?.kernel
    : null;
  return kernel && kernel.status !== "unknown" && kernel.status !== "starting"
    ? kernel.id
    : null;
}

function isInFront(path: string): boolean {
  return (globalThis as unknown as WithApp).jupyterapp?.shell.currentWidget
    ?.context?.path === path;
}

async function execute(
  { id, args }: { id: string; args: unknown },
): Promise<void> {
  await (globalThis as unknown as WithApp).jupyterapp!.commands.execute(
    id,
    args,
  );
}

function startCell(at: number): void {
  const app = (globalThis as unknown as WithApp).jupyterapp!;
  const { content } = app.shell.currentWidget!;
  content.deselectAll();
  content.activeCellIndex = at;
  // Until it has run again, it has not run.
  content.widgets[at]!.model.executionCount = null;
  app.commands.execute("notebook:run-cell", {});
}

function cellResult(at: number): CellResult {
  const { model } = (globalThis as unknown as WithApp).jupyterapp!.shell
    .currentWidget!.content.widgets[at]!;
  const outputs = model.outputs?.toJSON() ?? [];
  const texts = outputs.map((output) => {
    const data = output.data as Record<string, unknown> | undefined;
    const text = output.text ?? data?.["text/plain"] ??
      (output.output_type === "error"
        ? `${output.ename}: ${output.evalue}`
        : "");
    return Array.isArray(text) ? text.join("") : String(text);
  });
  return {
    count: model.executionCount,
    text: texts.join("\n"),
    hasFailed: outputs.some((output) => output.output_type === "error"),
  };
}

async function restartKernel(): Promise<void> {
  await (globalThis as unknown as WithApp).jupyterapp!.shell.currentWidget!
    .sessionContext!.session!.kernel!.restart();
}
