/**
 * Which columns a Vega-Lite specification draws.
 *
 * @module
 */

/**
 * The columns of a frame that a specification names; none where it makes columns of its own, or brings other data.
 *
 * @param spec The specification.
 */
export function drawnColumns(spec: unknown): string[] {
  return holds(spec, "transform") || holds(spec, "repeat")
    ? []
    : [...fieldsIn(spec)].map(columnOf);
}

/** The fields named in a specification, but for its parts that have data of their own. */
function* fieldsIn(value: unknown, isTop = true): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  if (!isTop && "data" in value) return;
  for (const [name, part] of Object.entries(value)) {
    if (OTHERS.has(name)) continue;
    if (name === "field" && typeof part === "string") {
      // All rows, where they are counted.
      if (part !== "*") yield part;
    } else yield* fieldsIn(part, false);
  }
}

/** What names fields of no frame, or holds what only looks like names. */
const OTHERS = new Set(["data", "datasets", "params", "config", "usermeta"]);

function holds(value: unknown, wanted: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, part]) =>
    name === wanted || !OTHERS.has(name) && holds(part, wanted)
  );
}

/** Vega-Lite takes dots and brackets for ways into a value, unless a backslash says otherwise. */
function columnOf(field: string): string {
  const [, head = field] = /^((?:\\.|[^.[\\])+)/.exec(field) ?? [];
  return head.replaceAll(/\\(.)/g, "$1");
}
