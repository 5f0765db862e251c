/**
 * The state of files, as a text: it is another one when one of them was changed, replaced or removed.
 *
 * @module
 */
import type { Look } from "./kept_looks.ts";

/** Path → what its file system says of it. */
export type FileInfos = Map<string, Deno.FileInfo>;

/**
 * The state of files, and when one of them last changed.
 *
 * @param known What need not be looked at again.
 */
export async function stateOf(
  paths: readonly string[],
  known: FileInfos = new Map(),
): Promise<Pick<Look, "stamp" | "changed">> {
  return stateIn(
    await Promise.all(
      paths.map(async (path) => {
        const info = known.get(path) ?? await Deno.stat(path).catch(() => null);
        if (info?.isFile) known.set(path, info);
        return info;
      }),
    ),
  );
}

/**
 * {@linkcode stateOf} files that were looked at.
 *
 * @param infos What there is of each file, nothing where it is missing.
 */
export function stateIn(
  infos: readonly (Deno.FileInfo | null | undefined)[],
): Pick<Look, "stamp" | "changed"> {
  let stamp = "";
  let changed = 0;
  for (const info of infos) {
    if (stamp !== "") stamp += " ";
    if (info == null) {
      stamp += "none";
      continue;
    }
    const [mtime, ctime] = [Number(info.mtime), Number(info.ctime)];
    stamp += `${info.dev}:${info.ino}:${info.size}:${mtime}:${ctime}`;
    changed = Math.max(changed, mtime, ctime);
  }
  return { stamp, changed };
}
