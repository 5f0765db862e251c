/**
 * Whose a file is, and who may do what with it.
 *
 * @module
 */
import { chmod, chown } from "node:fs/promises";

/**
 * Gives one file the owner, group, mode and access list of another one.
 *
 * @returns What this user may not give, as a sentence for people; `null` where all is the same.
 */
export async function copyRights(
  from: string,
  to: string,
): Promise<string | null> {
  const { uid, gid, mode } = await Deno.stat(from);
  if (uid === null || gid === null || mode === null) return null;
  // Only root gives files away; a group may be given by its members.
  await chown(to, uid, gid).catch(() => chown(to, -1, gid)).catch(() => {});
  await chmod(to, mode & 0o7777);
  await copyAccessList(from, to);
  const now = await Deno.stat(to);
  if (now.uid === uid && now.gid === gid) return null;
  return `${from} belonged to user ${uid}, group ${gid}, and belongs to user ${now.uid}, group ${now.gid} now: this user may not give files away; ask an administrator of the machine to run chown ${uid}:${gid} on it`;
}

/** Access lists are kept with the mode by GNU's cp; where there is another one, there is nothing that knows them. */
async function copyAccessList(from: string, to: string): Promise<void> {
  try {
    await new Deno.Command("cp", {
      args: ["--attributes-only", "--preserve=mode", "--", from, to],
      stdout: "null",
      stderr: "null",
    }).output();
  } catch {
    // No such program: the mode is kept.
  }
}
