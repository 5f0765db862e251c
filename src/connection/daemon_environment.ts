/**
 * The environment of what we start and leave running.
 *
 * @module
 */

/** What such a program needs of our environment: the rest may hold passwords, keys, and option files' places. */
export function daemonEnvironment(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ["PATH", "LD_LIBRARY_PATH", "TZ", "LANG"]) {
    const value = Deno.env.get(name);
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
