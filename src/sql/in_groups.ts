/**
 * Long chains of `a OR b OR c` as groups of groups: in a row, each operator is nested one deeper for those who parse it
 * (`select/tree/depth.ts`).
 *
 * @module
 */

/**
 * Puts items together until there are no more than `size`.
 *
 * @param together Makes one item of at most `size`.
 */
export function inGroups<T>(
  items: readonly T[],
  size: number,
  together: (group: readonly T[]) => T,
): readonly T[] {
  if (items.length <= size) return items;
  const groups: T[] = [];
  for (let at = 0; at < items.length; at += size) {
    groups.push(together(items.slice(at, at + size)));
  }
  return inGroups(groups, size, together);
}
