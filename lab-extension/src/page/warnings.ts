/**
 * The message that appears when a notebook reads and nothing logs it: once for each time that nothing is active.
 *
 * @module
 */
import { type ISessionContext, Notification } from "@jupyterlab/apputils";
import type { TranslationBundle } from "@jupyterlab/translation";
import type { Sessions } from "../kernel/sessions.ts";
import { shownText } from "../words/shown.ts";

/** What the message needs. */
export interface WarningsOptions {
  readonly sessions: Sessions;
  readonly trans: TranslationBundle;
  /** Whether the user wants messages, as soon as that is known. */
  isWanted(): Promise<boolean>;
  /** Shows the sidebar. */
  open(): void;
}

/**
 * Watches all notebooks.
 *
 * @param options sessions, language, and what the user wants
 */
export function warnOfUnlogged(options: WarningsOptions): void {
  const { sessions, isWanted } = options;
  const warned = new WeakSet<ISessionContext>();
  sessions.changed.connect((_, session) => {
    const state = sessions.linkOf(session)?.view.state;
    if (!state) return;
    const { unlogged, active } = state;
    if (unlogged === null || active !== null) warned.delete(session);
    else if (!warned.has(session)) {
      warned.add(session);
      const { name } = session;
      void isWanted().then((is) => is && warn(name, unlogged.table, options));
    }
  });
}

function warn(
  notebook: string,
  table: string,
  { trans, open }: WarningsOptions,
): void {
  const message = trans.__(
    "%1 read %2, and no export is active: it is not logged",
    shownText(notebook, 80),
    shownText(table, 100),
  );
  Notification.warning(message, {
    autoClose: 10_000,
    actions: [{ label: trans.__("Show"), callback: open }],
  });
}
