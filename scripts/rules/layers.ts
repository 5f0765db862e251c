/**
 * The order of the folders of src/, as data: what may import what.
 *
 * @module
 */

/** The layer of a file of src/: its folder's name, or its own where it lies in src/ itself; `mod.ts` is one, too. */
export type Layer = string;

/**
 * Says why a layer may not import values of another one.
 *
 * @param from The layer of the file that imports.
 * @param to The layer of what it imports.
 * @returns The reason; `null` where it may.
 */
export function whyForbidden(from: Layer, to: Layer): string | null {
  if (from === to || to === "errors.ts") return null;
  if (from === "present") {
    return "present/ renders data: it may import errors.ts only";
  }
  if (to === "present") return null;
  if (!isLayer(from)) return unknown(from);
  if (!isLayer(to)) return unknown(to);
  return allowed(from, to)
    ? null
    : `${from} may not import ${to}: the order is ${words()}`;
}

/** Each layer may import those of the lines above its own. */
const ORDER: readonly (readonly Layer[])[] = [
  ["errors.ts"],
  ["names"],
  ["blob", "sql"],
  ["connection"],
  ["schema"],
  ["keys"],
  ["external"],
  ["nwb"],
  ["query"],
  ["select"],
  ["declare"],
  ["fetch_nwb"],
  ["log"],
  ["closure"],
  ["export"],
  ["dandi"],
  ["lab"],
  ["connect.ts"],
  ["mod.ts"],
  ["cli"],
];

/** Beside the order: the names and formats of Spyglass' own tables, and the demo that is built with everything. */
const BELOW: Readonly<Record<Layer, Layer>> = {
  spyglass: "fetch_nwb",
  demo: "export",
};
const ABOVE: Readonly<Record<Layer, Layer>> = {
  spyglass: "query",
  demo: "lab",
};

function allowed(from: Layer, to: Layer): boolean {
  // The demo may use the adapter; nothing else of the two may meet.
  if (from === "demo" && to === "spyglass") return true;
  const fromRank = BELOW[from] === undefined
    ? rank(from)
    : rank(BELOW[from]) - 0.5;
  const toRank = ABOVE[to] === undefined ? rank(to) : rank(ABOVE[to]) + 0.5;
  return toRank < fromRank;
}

function rank(layer: Layer): number {
  return ORDER.findIndex((line) => line.includes(layer));
}

function isLayer(name: string): boolean {
  return rank(name) !== -1 || BELOW[name] !== undefined;
}

function unknown(name: string): string {
  return `${name} is in no layer: ${words()}; demo, spyglass, present`;
}

function words(): string {
  return ORDER.map((line) => line.join(", ")).join(" → ");
}
