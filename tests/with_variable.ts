/**
 * Environment variables that have another value for a while.
 *
 * @module
 */

/**
 * Does work while a variable of the environment has this value; then it is as before.
 *
 * @param name the variable's
 * @param value what it is meanwhile
 * @returns what the work gave
 */
export async function withVariable<T>(
  name: string,
  value: string,
  work: () => Promise<T>,
): Promise<T> {
  const before = Deno.env.get(name);
  Deno.env.set(name, value);
  try {
    return await work();
  } finally {
    if (before === undefined) Deno.env.delete(name);
    else Deno.env.set(name, before);
  }
}
