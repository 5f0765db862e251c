/**
 * Which ids a server may give. Where several servers write to one database at the same time (Galera, or each the
 * other's replica), each has ids of its own, so that two of them do not give the same; pure.
 *
 * @module
 */

/** Every `step`th id, counted from `offset`: what the server says of its own automatic ids. */
export interface IdSlots {
  readonly step: number;
  readonly offset: number;
}

/** A server that writes alone gives all. */
export const ALL_IDS: IdSlots = { step: 1, offset: 1 };

/** The slots that a server's `auto_increment_increment` and `auto_increment_offset` name. */
export function idSlots(step: number, offset: number): IdSlots {
  // Servers take an offset beyond the step for none.
  return { step, offset: offset > step ? 1 : offset };
}

/** The first id after another one that this server may give. */
export function nextId(after: number, { step, offset }: IdSlots): number {
  const first = after + 1;
  const over = (first - offset) % step;
  return first + (over === 0 ? 0 : over < 0 ? -over : step - over);
}

/** The ids of entries that are written together after another one, by their place. */
export function idsAfter(
  after: number,
  slots: IdSlots,
): (place: number) => number {
  const first = nextId(after, slots);
  return (place) => first + place * slots.step;
}
