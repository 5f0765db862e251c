/**
 * What was seen in files, kept for the next process: thousands of files are not looked into again. It saves time and
 * nothing else; whatever is odd about it, it is as if nothing were kept.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { isAbsolute, join } from "node:path";

/** What was seen in a file. */
export interface Look {
  /** The files that it links to. */
  readonly targets: readonly string[];
  /** True where links are all that it has. */
  readonly isOnlyLinks: boolean;
  /** The state of the file and of those that it links to, as `file_state.ts` makes it. */
  readonly stamp: string;
  /** When one of them last changed, in milliseconds since 1970. */
  readonly changed: number;
}

/** Path → what was seen there; empty where nothing can be read. */
export async function readLooks(folder: string): Promise<Map<string, Look>> {
  try {
    return looksIn(await ownText(join(folder, NAME)));
  } catch {
    return new Map();
  }
}

/**
 * Keeps what was seen, beside what other processes have kept meanwhile. What changed a moment ago is left out: on some
 * file systems it can change again without a trace. So are the oldest, where it is too much.
 *
 * @returns Whether it could be kept.
 */
export async function writeLooks(
  folder: string,
  looks: ReadonlyMap<string, Look>,
  { now = Date.now(), most = MOST_BYTES } = {},
): Promise<boolean> {
  const fresh = join(folder, `${crypto.randomUUID()}.new`);
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const all = await readLooks(folder);
    for (const [path, look] of looks) {
      all.delete(path);
      if (look.changed < now - MOMENT) all.set(path, look);
    }
    await Deno.writeTextFile(fresh, textOf(all, most), {
      mode: 0o600,
      createNew: true,
    });
    await Deno.rename(fresh, join(folder, NAME));
    await removeLeft(folder, now);
    return true;
  } catch {
    await Deno.remove(fresh).catch(() => {});
    return false;
  }
}

const NAME = "looks.jsonl";
/** Changes with what a line means, and with what counts as nothing but links. */
const FORM = "1";
const MOST_BYTES = 32 * 2 ** 20;
/** No file system's clock is coarser. */
const MOMENT = 2000;
const HOUR = 3_600_000;

/** The text of a file that nobody but this user can have written. */
async function ownText(path: string): Promise<string> {
  const { isFile, uid, mode, size } = await Deno.lstat(path);
  const isOwn = isFile && uid === Deno.uid() && ((mode ?? 0) & 0o022) === 0;
  if (!isOwn || size > 2 * MOST_BYTES) throw new Error("not kept by this user");
  return await Deno.readTextFile(path);
}

/** A checksum, then a line a file, the one seen last at the end. */
function textOf(looks: ReadonlyMap<string, Look>, most: number): string {
  const lines: string[] = [];
  let bytes = sumOf("").length;
  for (const [path, look] of [...looks].reverse()) {
    const { targets, isOnlyLinks, stamp, changed } = look;
    const line = JSON.stringify([
      path,
      stamp,
      changed,
      isOnlyLinks,
      ...targets,
    ]);
    bytes += 1 + Buffer.byteLength(line);
    if (bytes > most) break;
    lines.push(line);
  }
  const body = lines.reverse().join("\n");
  return `${sumOf(body)}\n${body}`;
}

function looksIn(text: string): Map<string, Look> {
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  const looks = new Map<string, Look>();
  if (text.slice(0, end) !== sumOf(body) || body === "") return looks;
  for (const line of body.split("\n")) {
    const [path, stamp, changed, isOnlyLinks, ...targets] = JSON.parse(line);
    const isLook = typeof stamp === "string" && typeof changed === "number" &&
      isOnlyLinks === (isOnlyLinks === true && targets.length > 0) &&
      [path, ...targets].every(isPath);
    if (!isLook) continue;
    looks.set(path, { targets, isOnlyLinks, stamp, changed });
  }
  return looks;
}

function isPath(value: unknown): boolean {
  return typeof value === "string" && isAbsolute(value);
}

function sumOf(body: string): string {
  return createHash("sha256").update(`${FORM}\n${body}`).digest("hex");
}

/** A process that was ended while it wrote leaves a file behind. */
async function removeLeft(folder: string, now: number): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".new")) continue;
    const path = join(folder, name);
    const { mtime } = await Deno.stat(path);
    if (now - Number(mtime) > HOUR) await Deno.remove(path);
  }
}
