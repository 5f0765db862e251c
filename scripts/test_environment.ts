/**
 * The environment of tests.
 *
 * @module
 */

/**
 * The caller's environment without what would lead tests to a real database or a real export.
 *
 * @param kept Names of such variables that are the tests' own.
 */
export function testEnvironment(
  kept: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(Deno.env.toObject()).filter(([name]) =>
      kept.includes(name) || !/^(DJ_|SPYGLASS_|MYSQL_)/.test(name)
    ),
  );
}
