/**
 * Who and what the demo session is about. Nobody real.
 *
 * @module
 */

/** The session's experimenters; each has a team. */
export const PEOPLE = [
  { first_name: "Mira", last_name: "Sample" },
  { first_name: "Otto", last_name: "Placeholder" },
] as const;

/** Full name, as the database names people. */
export function fullNameOf(person: (typeof PEOPLE)[number]): string {
  return `${person.first_name} ${person.last_name}`;
}

/** What the session's row says beside its names and times. */
export const SESSION = {
  institution_name: "Demo University",
  lab_name: "Demo Lab",
  session_description: "a short walk on an oval track, invented for the demo",
  experiment_description: "invented hippocampal recording of a walking rat",
} as const;

/** The animal. */
export const SUBJECT = {
  subject_id: "demo-rat-1",
  age: "P200D",
  description: "Long-Evans rat, invented",
  genotype: "wild type",
  sex: "M",
  species: "Rattus norvegicus",
} as const;
