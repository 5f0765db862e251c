/**
 * Which cell ran when: the Deno kernel does not tell code what it runs, so it is heard where front ends hear it.
 *
 * @module
 */
import {
  type CellBegun,
  cellsHeard,
  type Heard,
  type IopubAddress,
} from "./iopub.ts";

/** The cells of this kernel. */
export class RunningCells {
  readonly #cells: CellBegun[] = [];
  /** The execution of the cell that runs; empty: of one that was not heard to begin. */
  #running: string | null = null;
  #freeSince = 0;
  #heard = 0;

  /**
   * Listens from now on: the cell that is running is not known.
   *
   * @param commandLine How this process was started.
   */
  async listen(commandLine: string): Promise<void> {
    const file = / --conn (.+\.json)/.exec(commandLine)?.[1];
    if (file === undefined) return;
    // Whoever listens does so in a cell.
    this.#running = "";
    try {
      const address = JSON.parse(await Deno.readTextFile(file)) as IopubAddress;
      for await (const heard of cellsHeard(address)) this.hear(heard);
    } catch {
      // Another version, or the end of the kernel: cells are not known, and nothing else depends on them.
    } finally {
      this.#end();
    }
  }

  /** Takes what was heard. */
  hear(heard: Heard): void {
    this.#heard = Date.now();
    if (heard.kind === "begun") this.#begin(heard);
    else if (this.#running === "" || heard.execution === this.#running) {
      this.#end();
    }
  }

  /** Since when no cell runs, by `performance.now()`; `null` while one does. */
  get freeSince(): number | null {
    return this.#running === null ? this.#freeSince : null;
  }

  /** The cell that was running at a time, in milliseconds since 1970; `null` where that is not known. */
  at(time: number): CellBegun | null {
    const cell = this.#cells.findLast((begun) => begun.time <= time);
    return cell === undefined || PANEL.test(cell.code) ? null : cell;
  }

  /**
   * The execution of that cell.
   *
   * @returns `null` where that is not known, `undefined` where it is not known yet: what is heard comes a moment late.
   */
  executionAt(time: number): string | null | undefined {
    if (this.#heard <= time && Date.now() - time < MOMENT) return undefined;
    return this.at(time)?.execution ?? null;
  }

  #begin(cell: CellBegun): void {
    this.#cells.push({ ...cell, code: cell.code.slice(0, LONGEST) });
    if (this.#cells.length > REMEMBERED) this.#cells.shift();
    if (!PANEL.test(cell.code)) this.#running = cell.execution;
  }

  #end(): void {
    this.#running = null;
    this.#freeSince = performance.now();
  }
}

/** Reads are asked about soon after they were made. */
const REMEMBERED = 500;
/** Characters of a cell that are of interest to anybody. */
const LONGEST = 10_000;
/** Milliseconds in which the kernel's own words arrive. */
const MOMENT = 1000;

/** What the sidebar asks for is executed as a cell is. */
const PANEL = /Symbol\.for\("spyglass-deno\.lab"\)/;
