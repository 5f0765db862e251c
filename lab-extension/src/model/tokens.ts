/**
 * What the parts of the extension know of each other: interfaces, and the token by which other extensions get the
 * model.
 *
 * @module
 */
import type {
  Asked,
  ExportName,
  ReadEntry,
  State,
} from "../../../src/lab/messages.d.ts";
import { Token } from "@lumino/coreutils";
import type { IDisposable } from "@lumino/disposable";
import type { ISignal } from "@lumino/signaling";
import type { Pending } from "../kernel/asks.ts";
import type { Rerun } from "../kernel/reruns.ts";

/** How it stands between the panel and a kernel. */
export type Link =
  /** There is no notebook or console. */
  | "none"
  /** There is one, without a kernel. */
  | "no kernel"
  /** The kernel is starting, or has not answered yet. */
  | "starting"
  /** It runs another language. */
  | "other"
  /** It runs Deno, and `connect()` was not called. */
  | "absent"
  | "connected"
  /** It speaks another protocol than this extension. */
  | "mismatch"
  /** It does not answer, though Jupyter believes that its process is there. */
  | "silent"
  /** The kernel has ended. */
  | "dead"
  /** Jupyter's server does not answer. */
  | "offline";

/** All that can be said of one kernel. */
export interface KernelView {
  readonly link: Link;
  /** As Jupyter names the kernel, `Deno`. */
  readonly kernelName: string;
  /** True while a cell runs; what is asked waits for its end. */
  readonly isBusy: boolean;
  /** What the module said last; `null` before it said anything. */
  readonly state: State | null;
  /** The export that was active in a process that has ended, until the module speaks again. */
  readonly lost: ExportName | null;
  /** The state is from before the page was loaded anew. */
  readonly isOld: boolean;
  /** What the module speaks, where this extension speaks something else. */
  readonly protocol: number | null;
  readonly pending: readonly Pending[];
  /** Earlier reads that later ones may replace. */
  readonly reruns: readonly Rerun[];
}

/** A kernel as the model sees it. */
export interface IKernelLink extends IDisposable {
  readonly view: KernelView;
  /** Something of `view` has changed. */
  readonly changed: ISignal<IKernelLink, void>;
  /**
   * Asks the module.
   *
   * @returns the value of its reply
   * @throws {Error} with what the module said, or why it could not be asked
   */
  ask(asked: Asked): Promise<unknown>;
  /** The cell that a read came from, where this browser tab knows it. */
  cellOf(entry: ReadEntry): string | null;
  /** Keeps an earlier read beside the later one. */
  keep(rerun: Rerun): void;
  /** Makes a lost connection anew now, and not when Jupyter tries again. */
  reconnect(): Promise<void>;
}

/** What is unfolded of the reads of the notebook in front. */
export interface IUnfolded {
  isOpen(table: string): boolean;
  toggle(table: string): void;
  /** The older reads of a table that were fetched; newest first. */
  older(table: string): readonly ReadEntry[];
  /** Fetches older reads of a table, from a place on, and unfolds it. */
  more(table: string, offset: number): Promise<void>;
}

/** What the sidebar, the status bar and the commands show: the notebook in front. */
export interface IExportModel {
  /** The kernel of the notebook or console in front. */
  readonly link: IKernelLink | null;
  readonly view: KernelView;
  /** The notebook's name, for people. */
  readonly notebook: string;
  /** The notebook's path, for commands. */
  readonly path: string;
  /** Which tables' reads are unfolded. */
  readonly unfolded: IUnfolded;
  /** `view` has changed; at most once a frame, and while reads stream in a few times a second. */
  readonly changed: ISignal<IExportModel, void>;
  /** What last went wrong with something asked here, in words. */
  readonly problem: string | null;
  /** What the module said and warned when it last did something. */
  readonly said: readonly string[];
  /**
   * Asks the module in the kernel in front; what goes wrong is shown.
   *
   * @returns the value of the reply, `undefined` where it failed
   */
  ask(asked: Asked): Promise<unknown>;
  /** Takes away the shown problem, and what was said. */
  forgetProblem(): void;
}

/** The export of the notebook in front. */
export const IExportModel: Token<IExportModel> = new Token<IExportModel>(
  "spyglass-deno:IExportModel",
  "The export that the notebook in front logs into: what it has read, and what would be shipped.",
);
