/**
 * Which cell ran when: the Deno kernel does not tell code what it runs, so it is heard where front ends hear it.
 *
 * @module
 */
import { type CellBegun, cellsBegun, type IopubAddress } from "./iopub.ts";

/** The cells of this kernel. */
export class RunningCells {
  readonly #cells: CellBegun[] = [];

  /**
   * Listens from now on: the cell that is running is not known.
   *
   * @param commandLine How this process was started.
   */
  async listen(commandLine: string): Promise<void> {
    const file = / --conn (.+\.json)/.exec(commandLine)?.[1];
    if (file === undefined) return;
    try {
      const address = JSON.parse(await Deno.readTextFile(file)) as IopubAddress;
      for await (const cell of cellsBegun(address)) this.#add(cell);
    } catch {
      // Another version, or the end of the kernel: cells are not known, and nothing else depends on them.
    }
  }

  /** The cell that was running at a time, in milliseconds since 1970; `null` where that is not known. */
  at(time: number): CellBegun | null {
    const cell = this.#cells.findLast((begun) => begun.time <= time);
    return cell === undefined || PANEL.test(cell.code) ? null : cell;
  }

  #add(cell: CellBegun): void {
    this.#cells.push(cell);
    if (this.#cells.length > REMEMBERED) this.#cells.shift();
  }
}

/** Reads are asked about soon after they were made. */
const REMEMBERED = 500;

/** What the sidebar asks for is executed as a cell is. */
const PANEL = /Symbol\.for\("spyglass-deno\.lab"\)/;
