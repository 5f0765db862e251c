/** A small project in a folder of its own, for the tests of the rules. */
import { dirname, join } from "node:path";

/**
 * Writes files, runs `work` on their folder, and removes it.
 *
 * @param files Path → text.
 * @param work Gets the folder.
 * @returns What `work` returns.
 */
export async function inProject<T>(
  files: Readonly<Record<string, string>>,
  work: (root: string) => Promise<T>,
): Promise<T> {
  const root = await Deno.makeTempDir();
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(root, path)), { recursive: true });
      await Deno.writeTextFile(join(root, path), text);
    }
    return await work(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Runs a rule's script on the files, as the command line does, and gives its status and what it printed. */
export async function runRule(
  script: string,
  files: Readonly<Record<string, string>>,
): Promise<{ code: number; printed: string }> {
  return await inProject({ "deno.json": "{}", ...files }, async (root) => {
    const path = join(import.meta.dirname ?? "", "../../scripts", script);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--no-lock", path],
      cwd: root,
    }).output();
    const text = new TextDecoder();
    return { code, printed: text.decode(stdout) + text.decode(stderr) };
  });
}
