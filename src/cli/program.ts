/** What one writes before the name of a command. */
export const PROGRAM = "deno task spyglass";
