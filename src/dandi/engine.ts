/**
 * dandi-cli at work: a process that is told what to do, and tells what it did.
 *
 * @module
 */
import { TextLineStream } from "@std/streams";
import { fileURLToPath } from "node:url";
import { ExportError } from "../errors.ts";
import { engineHome } from "./engine_home.ts";
import { enginePython } from "./engine_python.ts";

/** What the engine is asked. */
export type EngineRequest =
  | {
    readonly action: "publish";
    readonly instance: string;
    readonly dandiset: string;
    readonly folder: string;
    readonly files: readonly string[];
    /** File → where this dandiset has it, as the database knows. */
    readonly known: Readonly<Record<string, string>>;
    /** Seconds that a request may go without an answer. */
    readonly patience: number;
  }
  | { readonly action: "validate"; readonly files: readonly string[] }
  | {
    readonly action: "inspect";
    readonly files: readonly string[];
    readonly options: MendingValues;
  }
  | {
    readonly action: "mend";
    readonly files: readonly {
      readonly file: string;
      /** The copy that is changed. */
      readonly draft: string;
      /** The file's new id, `null` where it keeps its own. */
      readonly objectId: string | null;
    }[];
    readonly options: MendingValues;
  };

/** What the engine puts where a file says nothing; `assumed_…`: nobody said so. */
export interface MendingValues {
  readonly age: string | Readonly<Record<string, string>>;
  readonly assumed_age: boolean;
  readonly weight_unit: string;
  readonly assumed_weight_unit: boolean;
  readonly time_zone: string;
  readonly assumed_time_zone: boolean;
}

/** One change that mends a file. */
export interface Mending {
  readonly at: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly assumed: string | null;
}

/** One problem that dandi-cli finds in a file. */
export interface Problem {
  readonly id: string;
  readonly severity: string | null;
  readonly rank: number;
  readonly message: string;
  /** All that dandi-cli says of it. */
  readonly full: string;
}

/** What the engine tells while it works. */
export type EngineEvent =
  | { readonly event: "connected"; readonly instance: string }
  | { readonly event: "organizing"; readonly files: number }
  | {
    readonly event: "outside";
    readonly file: string;
    /** Files that it names, and that do not go with it. */
    readonly names: readonly string[];
  }
  | { readonly event: "validating"; readonly file: string }
  | {
    readonly event: "validated";
    readonly file: string;
    readonly problems: readonly Problem[];
  }
  | {
    readonly event: "inspected";
    readonly file: string;
    readonly objectId: string | null;
    readonly changes: readonly Mending[];
    readonly left: readonly { readonly at: string; readonly message: string }[];
  }
  | {
    readonly event: "mended";
    readonly file: string;
    readonly changes: readonly Mending[];
  }
  | {
    readonly event: "uploading";
    readonly file: string;
    readonly current: number;
    readonly size: number;
  }
  | {
    readonly event: "uploaded";
    readonly file: string;
    readonly path: string;
    readonly size: number;
    /** True where the archive had the bytes before. */
    readonly already: boolean;
  };

/**
 * Runs the engine, and gives what it tells. Leaving the loop ends it.
 *
 * @param key The archive's key; it goes into the process's standard input, which nobody else sees, and nowhere else.
 * @throws {ExportError} The engine refuses or fails; the message says why.
 */
export async function* runEngine(
  request: EngineRequest,
  { key = "", say }: { key?: string; say: (text: string) => void },
): AsyncGenerator<EngineEvent> {
  const python = await enginePython(say);
  const redact = redacted(key);
  await using home = await engineHome();
  const process = new Deno.Command(python, {
    args: ["-W", "ignore", SCRIPT],
    env: environment(home.path),
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const complaints = new Response(process.stderr).text();
  // Stays open: its end tells the engine that nobody listens any more, however this process ends.
  const asking = process.stdin.getWriter();
  try {
    const line = JSON.stringify({ ...request, key }) + "\n";
    await asking.write(new TextEncoder().encode(line));
    let isDone = false;
    const lines = process.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    for await (const line of lines) {
      const told = eventOf(request, line as string, redact);
      if (told.event === "failed") throw failed(request, told.message);
      if (told.event === "done") isDone = true;
      else yield told;
    }
    if (!isDone) throw failed(request, redact(lastLine(await complaints)));
  } finally {
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await asking.close().catch(() => {});
    await process.status;
    await complaints.catch(() => "");
  }
}

type Ending =
  | { readonly event: "done" }
  | { readonly event: "failed"; readonly message: string };

function eventOf(
  request: EngineRequest,
  line: string,
  redact: (text: string) => string,
): EngineEvent | Ending {
  try {
    // What people read may hold anything; paths are compared, and stay as they are.
    return JSON.parse(
      line,
      (name, value) => SAID.has(name) ? redact(String(value)) : value,
    );
  } catch {
    throw failed(request, `it said ${JSON.stringify(redact(line))}`);
  }
}

const SAID = new Set(["message", "full"]);

/** Libraries put what they sent into their errors. */
function redacted(key: string): (text: string) => string {
  return (text) => key === "" ? text : text.replaceAll(key, "[key]");
}

const SCRIPT = fileURLToPath(new URL("./engine.py", import.meta.url));

/** Without anything that would have dandi-cli call home, ask a keyring, or take another archive's key. */
function environment(home: string): Record<string, string> {
  const kept = Object.entries(Deno.env.toObject()).filter(([name]) =>
    /^(PATH|LANG|LC_\w+|TZ|TMPDIR|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|\w+_proxy|\w+_PROXY|HDF5_\w+)$/
      .test(name)
  );
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    DANDI_NO_ET: "1",
    NO_ET: "1",
    PYTHONUTF8: "1",
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

function failed({ action }: EngineRequest, message: string): ExportError {
  return new ExportError(`Cannot ${DOING[action]} the files: ${message}`);
}

const DOING = {
  publish: "publish",
  validate: "check",
  inspect: "look at",
  mend: "mend",
};

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) || "dandi-cli ended without a word";
}
