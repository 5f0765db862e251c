/**
 * The export of the notebook in front, for all that shows it. No page, no kernel messages.
 *
 * @module
 */
import type { Asked } from "../../../src/lab/messages.d.ts";
import type { ISessionContext } from "@jupyterlab/apputils";
import type { TranslationBundle } from "@jupyterlab/translation";
import { type ISignal, Signal } from "@lumino/signaling";
import { LastWords } from "../kernel/last_words.ts";
import { LinkError } from "../kernel/link_error.ts";
import { PAGE_TIMES } from "./page_times.ts";
import { problemText } from "../words/problem_text.ts";
import type { Sessions } from "../kernel/sessions.ts";
import { Telling } from "./telling.ts";
import type {
  IExportModel,
  IKernelLink,
  IUnfolded,
  KernelView,
} from "./tokens.ts";
import { Unfolded } from "./unfolded.ts";

/** Follows one session after another. */
export class ExportModel implements IExportModel {
  /**
   * @param sessions all that are open
   * @param trans the language of the page
   */
  constructor(sessions: Sessions, trans: TranslationBundle) {
    this.#sessions = sessions;
    this.#trans = trans;
    sessions.changed.connect((_, session) => {
      if (session !== this.#session) return;
      this.#words.look(this.view.state);
      const last = this.#seen;
      this.#seen = this.view;
      if (isOnlyState(last, this.#seen)) this.#telling.often();
      else this.#telling.soon();
    });
  }

  get link(): IKernelLink | null {
    return this.#session && this.#sessions.linkOf(this.#session);
  }

  get view(): KernelView {
    return this.link?.view ?? (this.#session ? NO_KERNEL : NOTHING);
  }

  get notebook(): string {
    return this.#session?.name ?? "";
  }

  get path(): string {
    return this.#session?.path ?? "";
  }

  get problem(): string | null {
    return this.#problem;
  }

  get said(): readonly string[] {
    return this.#words.said;
  }

  readonly unfolded: IUnfolded = new Unfolded({
    now: () => ({ path: this.path, state: this.view.state }),
    ask: (asked) => this.ask(asked),
    tell: () => this.#telling.soon(),
  });

  get changed(): ISignal<this, void> {
    return this.#changed;
  }

  /** Shows another session from now on. */
  follow(session: ISessionContext | null): void {
    if (session === this.#session) return;
    this.#session = session;
    this.#problem = null;
    this.#words.forget();
    this.#telling.soon();
  }

  async ask(asked: Asked): Promise<unknown> {
    const session = this.#session;
    if (isDoing(asked)) this.forgetProblem();
    try {
      if (this.link === null) throw new LinkError("no kernel");
      const value = await this.link.ask(asked);
      const isHere = session === this.#session;
      if (isHere && this.#words.hear(value, this.view.state)) {
        this.#telling.soon();
      }
      return value;
    } catch (error) {
      if (session !== this.#session) return undefined;
      this.#problem = problemText(error, this.#trans);
      this.#telling.soon();
      return undefined;
    }
  }

  forgetProblem(): void {
    if (this.#problem === null && this.said.length === 0) return;
    this.#problem = null;
    this.#words.forget();
    this.#telling.soon();
  }

  readonly #sessions: Sessions;
  readonly #trans: TranslationBundle;
  readonly #changed = new Signal<this, void>(this);
  #session: ISessionContext | null = null;
  #problem: string | null = null;
  readonly #words = new LastWords();
  readonly #telling = new Telling(() => this.#changed.emit(), PAGE_TIMES);
  /** What was looked at last. */
  #seen: KernelView = NOTHING;
}

/** Whether the module said something, and nothing else has changed. */
function isOnlyState(last: KernelView, next: KernelView): boolean {
  const keys = Object.keys(next) as (keyof KernelView)[];
  return last.state !== null && next.state !== null &&
    keys.every((key) =>
      key === "state" || key === "reruns" || next[key] === last[key]
    );
}

/** Whether it changes something, so that what was said before is of no interest any more. */
function isDoing({ ask }: Asked): boolean {
  return !LOOKING.has(ask);
}

const LOOKING: ReadonlySet<Asked["ask"]> = new Set<Asked["ask"]>(
  [
    "hello",
    "bye",
    "reads",
    "cell",
    "code",
    "diagram",
    "grid",
    "gridRows",
    "gridCopy",
  ],
);

const NOTHING: KernelView = {
  link: "none",
  kernelName: "",
  isBusy: false,
  state: null,
  lost: null,
  isOld: false,
  protocol: null,
  pending: [],
  reruns: [],
};
const NO_KERNEL: KernelView = { ...NOTHING, link: "no kernel" };
