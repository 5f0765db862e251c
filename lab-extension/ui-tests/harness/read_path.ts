/**
 * The way of a read from the log to the panel, by one clock: when the server was told, when the kernel knew, when the
 * message came, when it was seen.
 *
 * @module
 */
import type { Page } from "playwright-core";

/** One message with reads. */
export interface Arrival {
  /** When it came. */
  readonly at: number;
  /** How many reads it has. */
  readonly total: number;
  /** When the kernel knew of the newest of them. */
  readonly known: number;
  /** How many tables the slice in it has. */
  readonly tables: number;
}

/** Notes from now on when messages of the kernel in front come. */
export async function watchMessages(page: Page): Promise<void> {
  await page.evaluate(watch);
}

/**
 * The first message that has so many reads.
 *
 * @returns `null` where none came.
 */
export async function arrivalOf(
  page: Page,
  total: number,
): Promise<Arrival | null> {
  return await page.evaluate(look, total);
}

/** The message that came last; `null` before the first one. */
export async function lastArrival(page: Page): Promise<Arrival | null> {
  return await page.evaluate(last);
}

interface Message {
  readonly header: { readonly msg_type: string };
  readonly content: {
    readonly data?: {
      readonly slice?: { readonly tables: readonly unknown[] };
      readonly reads?: {
        readonly total: number;
        readonly tables: readonly {
          readonly newest: readonly { readonly at: string | null }[];
        }[];
      };
    };
  };
}

interface Watching {
  arrivals?: Arrival[];
  readonly jupyterapp: {
    readonly shell: {
      readonly currentWidget: {
        readonly sessionContext: {
          readonly session: {
            readonly kernel: {
              readonly iopubMessage: {
                connect(slot: (_: unknown, message: Message) => void): void;
              };
            };
          };
        };
      };
    };
  };
}

// These functions run in the page.

function watch(): void {
  const page = globalThis as unknown as Watching;
  const arrivals: Arrival[] = page.arrivals = [];
  const { kernel } = page.jupyterapp.shell.currentWidget.sessionContext.session;
  kernel.iopubMessage.connect((_, { header, content }) => {
    const reads = content.data?.reads;
    if (header.msg_type !== "comm_msg" || reads === undefined) return;
    const known = reads.tables.flatMap(({ newest }) => newest)
      .map(({ at }) => at === null ? 0 : Date.parse(at));
    arrivals.push({
      at: Date.now(),
      total: reads.total,
      known: Math.max(0, ...known),
      tables: content.data!.slice!.tables.length,
    });
  });
}

function last(): Arrival | null {
  return (globalThis as unknown as Watching).arrivals?.at(-1) ?? null;
}

function look(total: number): Arrival | null {
  const { arrivals = [] } = globalThis as unknown as Watching;
  return arrivals.find((one) => one.total >= total) ?? null;
}
