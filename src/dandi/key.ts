/**
 * The key of an archive: from the environment, or from whoever sits at the notebook. It is never kept.
 *
 * @module
 */
import { ExportError } from "../errors.ts";

/**
 * Gives the key.
 *
 * @param instance The archive, as the question names it.
 * @throws {ExportError} There is none, and nobody to ask.
 */
export function archiveKey(instance: string): string {
  const key = Deno.env.get("DANDI_API_KEY")?.trim();
  if (key) return checked(key, instance);
  // Masked: what is typed is not in the notebook's output. (The types do not know the kernel's third argument.)
  const ask = prompt as (
    text: string,
    initial: string,
    options: { password: boolean },
  ) => string | null;
  const typed = ask(`Key of ${instance}:`, "", { password: true })?.trim();
  if (typed) return checked(typed, instance);
  throw new ExportError(
    `Cannot publish to ${instance}: no key, wanted one in the environment variable DANDI_API_KEY (not in the notebook, where others would read it); the archive's page of your account shows it`,
  );
}

/** What no header can carry would come back in the client's error, key and all. */
function checked(key: string, instance: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new ExportError(
    `Cannot publish to ${instance}: the key has spaces, line breaks or letters beyond ASCII in it, wanted it as the archive's page of your account shows it; copy it again`,
  );
}
