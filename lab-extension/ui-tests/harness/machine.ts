/**
 * What a machine does beside a run of tests: CPU time that neither the tests nor anything they started has used.
 *
 * @module
 */
import { runFolder } from "./run.ts";

/** Looks at the machine again and again, until the process ends. Only Linux says what is asked for. */
export class Machine {
  readonly #samples: Sample[] = [];
  readonly #isOwn = new Map<string, boolean>();

  /** Begins to look. */
  constructor() {
    this.#look();
    Deno.unrefTimer(setInterval(() => this.#look(), BETWEEN));
  }

  /**
   * The share of all cores that others used lately, from 0 to 1.
   *
   * @param milliseconds How long ago that begins; a little more is looked at.
   * @returns Nothing where it cannot be told.
   */
  othersUsed(milliseconds: number): number | null {
    this.#look();
    const now = this.#samples.at(-1);
    const from = (now?.at ?? 0) - Math.max(milliseconds, LEAST);
    const then = this.#samples.findLast(({ at }) => at <= from) ??
      this.#samples[0];
    if (now === undefined || then === undefined || now.at === then.at) {
      return null;
    }
    const others = now.all - then.all - (now.own - then.own);
    const had = (now.at - then.at) / 1000 * TICKS *
      navigator.hardwareConcurrency;
    return Math.max(0, others) / had;
  }

  #look(): void {
    try {
      this.#samples.push(this.#sample());
      if (this.#samples.length > KEPT) this.#samples.shift();
    } catch {
      // Another system: nothing can be told.
    }
  }

  #sample(): Sample {
    const all = busyTicks(Deno.readTextFileSync("/proc/stat"));
    const processes = new Map(
      [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
        const found = /^\d+$/.test(name) ? readProcess(name) : null;
        return found === null ? [] : [[name, found]];
      }),
    );
    let own = 0;
    for (const [id, { ticks }] of processes) {
      if (this.#belongs(id, processes)) own += ticks;
    }
    return { at: performance.now(), all, own };
  }

  /** Ours is what we have started, what that has started, and so on; a server that went its own way knows our folder. */
  #belongs(
    id: string,
    processes: ReadonlyMap<string, Process>,
  ): boolean {
    const found = processes.get(id);
    if (found === undefined) return false;
    const name = `${id} ${found.begun}`;
    const known = this.#isOwn.get(name);
    if (known !== undefined) return known;
    const isOwn = id === String(Deno.pid) || namesFolder(id) ||
      this.#belongs(found.parent, processes);
    this.#isOwn.set(name, isOwn);
    return isOwn;
  }
}

interface Sample {
  readonly at: number;
  /** Ticks of all processes, and of a host that has other guests. */
  readonly all: number;
  readonly own: number;
}

interface Process {
  readonly parent: string;
  /** Its own and those of its children that have ended. */
  readonly ticks: number;
  readonly begun: string;
}

const BETWEEN = 500;
/** Milliseconds over which ticks say anything. */
const LEAST = 1000;
const KEPT = 120;
/** Of a second, for all programs. */
const TICKS = 100;

/** `cpu  user nice system idle iowait irq softirq steal …`. */
function busyTicks(stat: string): number {
  const [, user, nice, system, , , , , steal] = stat.split(/\s+/).map(Number);
  return user! + nice! + system! + steal!;
}

function readProcess(id: string): Process | null {
  try {
    const stat = Deno.readTextFileSync(`/proc/${id}/stat`);
    // The name before it may hold anything.
    const [, parent, ...fields] = stat.slice(stat.lastIndexOf(")") + 2)
      .split(" ");
    const ticks = fields.slice(9, 13).map(Number);
    return {
      parent: parent!,
      ticks: ticks.reduce((sum, each) => sum + each, 0),
      begun: fields[17]!,
    };
  } catch {
    // It has ended just now.
    return null;
  }
}

function namesFolder(id: string): boolean {
  const folder = runFolder();
  return ["cmdline", "environ"].some((name) => {
    try {
      return Deno.readTextFileSync(`/proc/${id}/${name}`).includes(folder);
    } catch {
      return false;
    }
  });
}
