/**
 * Looking at many files: on a lab's file server each look takes a while, so several go at the same time, and where many
 * are in one folder that folder is read once.
 *
 * @module
 */

/** Path → what its file system says of it, of those that are files. */
export async function infosOf(
  paths: readonly string[],
): Promise<Map<string, Deno.FileInfo>> {
  const folders = Map.groupBy(paths, folderOf);
  const present = await eachOf(
    [...folders],
    async ([folder, own]) =>
      own.length < MANY ? own : await presentIn(folder, own),
  );
  const infos = new Map<string, Deno.FileInfo>();
  await eachOf(present.flat(), async (path) => {
    const info = await Deno.stat(path).catch(() => null);
    if (info?.isFile) infos.set(path, info);
  });
  return infos;
}

/** So many in one folder are looked for in it together. */
const MANY = 8;
/** So many looks at the same time. */
const AT_ONCE = 32;

/** Of a path of a file that is absolute and has no part that could be left out. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

async function presentIn(
  folder: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  const names = new Set<string>();
  try {
    for await (const { name } of Deno.readDir(folder)) names.add(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    // A folder that may be entered but not listed.
    return paths;
  }
  return paths.filter((path) =>
    names.has(path.slice(path.lastIndexOf("/") + 1))
  );
}

/** Does the same for each of many, a few at the same time; results are in their order. */
export async function eachOf<From, To>(
  list: readonly From[],
  work: (one: From) => Promise<To>,
): Promise<To[]> {
  const results: To[] = new Array(list.length);
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < list.length; at = next++) {
      results[at] = await work(list[at]!);
    }
  };
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, list.length) }, worker),
  );
  return results;
}
