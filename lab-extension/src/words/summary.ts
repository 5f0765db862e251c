/**
 * A kernel in one line: for the status bar, the notebook's toolbar and messages.
 *
 * @module
 */
import type { TranslationBundle } from "@jupyterlab/translation";
import { countText, readsOf } from "./read_counts.ts";
import { shownCount, shownText } from "./shown.ts";
import type { KernelView } from "../model/tokens.ts";

/** One line and its kind. */
export interface Summary {
  readonly kind: "good" | "warning" | "error" | "info";
  /** With the mark of its kind. */
  readonly text: string;
  /** The same in a word or two, for where there is no place. */
  readonly word: string;
  readonly caption: string;
}

/**
 * Says whether a notebook logs, and into what.
 *
 * @param view the notebook's kernel
 * @param trans the language of the page
 * @returns `null` where there is nothing to say: no notebook, or another kernel
 */
export function summaryOf(
  view: KernelView,
  trans: TranslationBundle,
): Summary | null {
  const { link, state } = view;
  if (link === "none" || link === "no kernel" || link === "other") return null;
  const broken = brokenLink(link, trans);
  if (broken !== null) return broken;
  if (state === null) return withoutState(view, trans);
  return link === "absent" ? notConnected(trans) : ofState(state, trans);
}

/** @returns `null` for a kernel that can be asked */
function brokenLink(
  link: KernelView["link"],
  trans: TranslationBundle,
): Summary | null {
  if (link === "mismatch") {
    return {
      kind: "error",
      ...same(trans.__("✕ Another version")),
      caption: trans.__("The sidebar and the module do not fit together"),
    };
  }
  if (link === "dead" || link === "silent" || link === "offline") {
    const words = {
      dead: trans.__("✕ Kernel ended"),
      silent: trans.__("✕ Kernel does not answer"),
      offline: trans.__("✕ No connection"),
    };
    return {
      kind: "error",
      ...same(words[link]),
      caption: trans.__("Nothing can be said of the export"),
    };
  }
  return null;
}

/** A kernel that has not said yet how things are. */
function withoutState(
  { link, lost, isBusy }: KernelView,
  trans: TranslationBundle,
): Summary {
  if (lost !== null) {
    return {
      kind: "warning",
      ...same(trans.__("▲ NOT LOGGING")),
      caption: trans.__(
        "Export %1 was active when the kernel ended: call connect(), then resume it",
        lost.export_id,
      ),
    };
  }
  if (link === "absent") return notConnected(trans);
  return {
    kind: "info",
    ...same(
      isBusy ? trans.__("ℹ Kernel is busy") : trans.__("ℹ Kernel is starting"),
    ),
    caption: trans.__("Whether an export is active is not known yet"),
  };
}

function notConnected(trans: TranslationBundle): Summary {
  return {
    kind: "info",
    ...same(trans.__("ℹ Not connected")),
    caption: trans.__("connect() was not called in this notebook"),
  };
}

function ofState(state: State, trans: TranslationBundle): Summary {
  const { database } = state;
  if (database === null) return notConnected(trans);
  if (database.problem !== null) {
    return {
      kind: "error",
      ...same(trans.__("✕ Database does not answer")),
      caption: shownText(database.problem, 500),
    };
  }
  if (!database.isKnown) {
    return {
      kind: "info",
      ...same(trans.__("ℹ Asking the database")),
      caption: trans.__("Whether an export is active is not known yet"),
    };
  }
  return loggingOf(state, trans);
}

function loggingOf(
  { active, unlogged, reads, interrupted, shown }: State,
  trans: TranslationBundle,
): Summary {
  if (active === null) {
    const count = unlogged?.reads ?? 0;
    return {
      kind: "warning",
      text: count === 0
        ? trans.__("▲ NOT LOGGING")
        : trans.__("▲ NOT LOGGING · %1 unlogged", shownCount(count)),
      word: trans.__("▲ NOT LOGGING"),
      caption: interrupted === null
        ? trans.__("No export is active: what is read is not shipped")
        : trans.__("Export %1 was active: resume it?", interrupted.export_id),
    };
  }
  const name = nameOf(active);
  if (active.problem !== null) {
    return {
      kind: "error",
      ...same(trans.__("✕ Reads fail")),
      caption: shownText(active.problem, 500),
    };
  }
  const isShown = shown?.paper_id === active.paper_id;
  const isCounted = isShown && reads.isKnown;
  const count = countText(readsOf(reads, active.analysis_id), trans);
  const into = trans.__("Logging into export %1: %2", active.export_id, name);
  const ofPaper = trans.__(
    "The paper has %1",
    countText(reads.total, trans),
  );
  return {
    kind: "good",
    text: `● ${isCounted ? `${name} · ${count}` : name}`,
    word: trans.__("● Logging"),
    caption: isCounted ? `${into}\n${ofPaper}` : into,
  };
}

/** An export, as people name it. */
export function nameOf(
  { paper_id, analysis_id }: { paper_id: string; analysis_id: string },
): string {
  return `${shownText(paper_id, 32)} / ${shownText(analysis_id, 32)}`;
}

function same(text: string): { text: string; word: string } {
  return { text, word: text };
}

type State = NonNullable<KernelView["state"]>;
