/**
 * In which order the tables of a closure are read.
 *
 * @module
 */
import { components } from "./order.ts";
import type { RowGraph } from "./row_graph.ts";

/** Tables that lead to one another, mostly a single one. */
export interface VisitingStep {
  /** Those that refer before those that they refer to, as far as it goes. */
  readonly tables: readonly string[];
  /** The steps, by their places, whose tables lead to these: they are to be done before. */
  readonly after: readonly number[];
}

/** All tables that may have rows in the closure of those that the graph has, each step behind those that lead to it. */
export function visitingSteps(graph: RowGraph): VisitingStep[] {
  const { catalog, partKeys } = graph;
  const parents = (name: string) =>
    catalog.tables.get(name)?.foreignKeys.map((key) => key.parent) ?? [];
  const leadsTo = (name: string) => [
    ...parents(name),
    ...partKeys.get(name)?.map((key) => key.child) ?? [],
  ];
  const names = reachable(graph, leadsTo);
  const place = new Map(
    components(names, parents).flat().map((name, at) => [name, at]),
  );
  const steps = components(names, leadsTo).toReversed().map((component) =>
    component.toSorted((a, b) => place.get(b)! - place.get(a)!)
  );
  const after = waitingFor(steps, leadsTo);
  return steps.map((tables, at) => ({ tables, after: [...after[at]!] }));
}

function waitingFor(
  steps: readonly (readonly string[])[],
  leadsTo: (name: string) => string[],
): Set<number>[] {
  const stepOf = new Map(
    steps.flatMap((tables, step) => tables.map((name) => [name, step])),
  );
  const after = steps.map(() => new Set<number>());
  for (const [name, step] of stepOf) {
    for (const next of leadsTo(name)) {
      const target = stepOf.get(next);
      if (target !== undefined && target !== step) after[target]!.add(step);
    }
  }
  return after;
}

function reachable(
  graph: RowGraph,
  leadsTo: (name: string) => string[],
): Set<string> {
  const names = new Set<string>();
  for (const rows of graph.tables) names.add(rows.table.fullName);
  // A set gives what is added while it is iterated, too.
  for (const name of names) {
    for (const next of leadsTo(name)) {
      if (graph.catalog.tables.has(next)) names.add(next);
    }
  }
  return names;
}
