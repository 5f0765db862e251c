/**
 * A front end at the kernel's end of the bridge: what the kernel would broadcast is collected here instead. The browser's
 * tests have the real one.
 *
 * @module
 */
import { join } from "node:path";
import type { Message, Reply, State } from "../../src/lab/messages.d.ts";
import type { Database } from "../../src/database.ts";
import type { ConnectOptions } from "../../src/connection/options.ts";
import {
  type Commands,
  freshPlace,
  listening,
  type Place,
} from "../story/place.ts";

/** Somebody who looks at this process as if it were a kernel. */
export class FrontEnd {
  /** All that was sent, in order. */
  readonly messages: Message[] = [];
  /** When each came, by `performance.now()`. */
  readonly times: number[] = [];
  #ids = 0;

  /** The last state; an error where none was sent. */
  get state(): State {
    const state = this.states.at(-1);
    if (state === undefined) throw new Error("no state was sent");
    return state;
  }

  /** All states. */
  get states(): State[] {
    return this.messages.filter((message) => message.kind === "state");
  }

  /** Takes what the kernel broadcasts. */
  take(data: unknown): void {
    // As over the wire: what does not survive JSON does not arrive.
    this.messages.push(JSON.parse(JSON.stringify(data)));
    this.times.push(performance.now());
  }

  /** Sends text as a silent execution would. */
  send(text: string): unknown {
    const lab = (globalThis as unknown as Record<symbol, Receiver>)[LAB];
    return lab?.receive(text);
  }

  /** Asks, and gives the reply's value; its error is thrown. */
  async ask(
    asked: { readonly ask: string } & Record<string, unknown>,
  ): Promise<unknown> {
    const { value, error } = await this.reply(asked);
    if (error !== undefined) throw new Error(error);
    return value;
  }

  /** Asks, and gives the reply. */
  async reply(
    asked: { readonly ask: string } & Record<string, unknown>,
  ): Promise<Reply> {
    const id = `request ${++this.#ids}`;
    this.send(JSON.stringify({ id, ...asked }));
    return await soon(
      `a reply to ${asked.ask}`,
      () =>
        this.messages.find((message): message is Reply =>
          message.kind === "reply" && message.id === id
        ),
    );
  }

  /** Waits until the last state is as wanted. */
  async until(
    what: string,
    is: (state: State) => boolean,
    patience = 10_000,
  ): Promise<State> {
    return await soon(
      what,
      () => {
        const state = this.states.at(-1);
        return state !== undefined && is(state) ? state : undefined;
      },
      patience,
      () => JSON.stringify(this.states.at(-1)).slice(0, 3000),
    );
  }
}

/** A place whose process is taken for a Deno kernel. */
export interface LabPlace extends Place {
  readonly front: FrontEnd;
  /** Connects as a cell does, quietly. */
  open(options?: ConnectOptions): Promise<Database & Commands>;
}

/**
 * A server of its own, and a front end that has not said hello.
 *
 * @param start See {@linkcode freshPlace}.
 */
export async function labPlace(
  start?: Parameters<typeof freshPlace>[0],
): Promise<LabPlace> {
  const place = await freshPlace(start);
  const front = new FrontEnd();
  theFront = front;
  const data = await Deno.makeTempDir({ prefix: "spyglass-lab-" });
  const before = Deno.env.get("SPYGLASS_DATA_DIR");
  Deno.env.set("SPYGLASS_DATA_DIR", data);
  Deno.env.set("JPY_SESSION_NAME", join(data, "notebook.ipynb"));
  return {
    ...place,
    front,
    open: async (options) =>
      (await listening(() => place.connect(options))).result,
    [Symbol.asyncDispose]: async () => {
      front.send(JSON.stringify({ id: "end", ask: "bye" }));
      await place[Symbol.asyncDispose]();
      Deno.env.delete("JPY_SESSION_NAME");
      if (before === undefined) Deno.env.delete("SPYGLASS_DATA_DIR");
      else Deno.env.set("SPYGLASS_DATA_DIR", before);
      await Deno.remove(data, { recursive: true });
    },
  };
}

/** Asks again and again until there is an answer. */
export async function soon<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  patience = 10_000,
  instead: () => string = () => "",
): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) {
      throw new Error(`waited in vain for ${what} ${instead()}`);
    }
    await new Promise((done) => setTimeout(done, 5));
  }
}

interface Receiver {
  receive(text: string): unknown;
}

const LAB = Symbol.for("spyglass-deno.lab");

/** The one that looks now: a process has one bridge, as a kernel has. */
let theFront: FrontEnd | null = null;

const jupyter = {
  broadcast(type: string, content: { comm_id: string; data: unknown }) {
    if (type === "comm_msg" && content.comm_id === "spyglass-deno") {
      theFront?.take(content.data);
    }
  },
};

// Outside of the kernel the property throws, and cannot be set: it is hidden.
Object.defineProperty(globalThis, "Deno", {
  configurable: true,
  value: Object.create(Deno, { jupyter: { value: jupyter } }),
});
