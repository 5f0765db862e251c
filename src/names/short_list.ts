/**
 * Many names, in a message.
 *
 * @module
 */

/** The first names, and how many more there are; nothing for none. */
export function shortList(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(", ") +
    (more > 0 ? `, and ${more} more` : "");
}

const MOST_NAMED = 10;
