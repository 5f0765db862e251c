/**
 * What is said to who calls a command wrongly.
 *
 * @module
 */
/** An argument or option that is wrong: exit code 2. */
export class UsageError extends TypeError {
  override readonly name = "UsageError";
}
