/**
 * Puts the nodes of a directed graph into layers, for drawing: a node stands below everything that it refers to.
 *
 * @module
 */

/** An edge between two nodes, by their numbers; `from` is to stand above `to`. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
}

/**
 * Gives each node the number of its layer, by the longest path that leads to it. A source stands right above its
 * first target, not at the top; a layer that is full passes nodes on to the next. Of a cycle, one edge points up.
 *
 * @param count How many nodes there are; they are numbered from 0.
 * @param edges The edges; those from a node to itself do not matter.
 * @param capacity The greatest number of nodes in one layer.
 * @returns The layer of each node, from 0 (top) on.
 *
 * @example
 * ```ts
 * import { layersOf } from "./layers.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const edges = [{ from: 0, to: 1 }, { from: 1, to: 2 }, { from: 3, to: 2 }];
 * assertEquals(layersOf(4, edges, 10), [0, 1, 2, 1]);
 * ```
 */
export function layersOf(
  count: number,
  edges: readonly GraphEdge[],
  capacity: number,
): number[] {
  const order = orderOf(count, edges);
  const place = new Array<number>(count).fill(0);
  order.forEach((node, index) => place[node] = index);
  const forward = edges.filter(({ from, to }) =>
    at(place, from) < at(place, to)
  );
  const sources = neighbours(count, forward, "to");
  const targets = neighbours(count, forward, "from");
  const layer = longestPaths(order, sources);
  for (const node of order) {
    const below = at(targets, node);
    if (at(sources, node).length > 0 || below.length === 0) continue;
    layer[node] = Math.min(...below.map((target) => at(layer, target))) - 1;
  }
  return spread(order, sources, layer, Math.max(1, capacity));
}

/** Sources first. Where only cycles are left, the node with the fewest open sources goes next. */
function orderOf(count: number, edges: readonly GraphEdge[]): number[] {
  const targets = neighbours(count, edges, "from");
  const open = neighbours(count, edges, "to").map((list) => list.length);
  const left = new Set(Array.from({ length: count }, (_, node) => node));
  const order: number[] = [];
  while (left.size > 0) {
    let next = -1;
    for (const node of left) {
      if (next === -1 || at(open, node) < at(open, next)) next = node;
      if (at(open, next) === 0) break;
    }
    left.delete(next);
    order.push(next);
    for (const target of at(targets, next)) open[target] = at(open, target) - 1;
  }
  return order;
}

function longestPaths(
  order: readonly number[],
  sources: readonly (readonly number[])[],
): number[] {
  const layer = new Array<number>(order.length).fill(0);
  for (const node of order) {
    layer[node] = lowestAbove(at(sources, node), layer) + 1;
  }
  return layer;
}

function lowestAbove(
  sources: readonly number[],
  layer: readonly number[],
): number {
  return sources.reduce(
    (most, source) => Math.max(most, at(layer, source)),
    -1,
  );
}

/** Fills the layers from the top; what does not fit goes down, and what refers to it, too. */
function spread(
  order: readonly number[],
  sources: readonly (readonly number[])[],
  wanted: readonly number[],
  capacity: number,
): number[] {
  const place = new Map(order.map((node, index) => [node, index]));
  const byLayer = [...order].sort((a, b) =>
    at(wanted, a) - at(wanted, b) || (place.get(a) ?? 0) - (place.get(b) ?? 0)
  );
  const layer = new Array<number>(order.length).fill(0);
  const filled: number[] = [];
  for (const node of byLayer) {
    let row = Math.max(
      at(wanted, node),
      lowestAbove(at(sources, node), layer) + 1,
    );
    while ((filled[row] ?? 0) >= capacity) row++;
    filled[row] = (filled[row] ?? 0) + 1;
    layer[node] = row;
  }
  return withoutGaps(layer);
}

function withoutGaps(layer: readonly number[]): number[] {
  const used = [...new Set(layer)].sort((a, b) => a - b);
  const rank = new Map(used.map((row, index) => [row, index]));
  return layer.map((row) => rank.get(row) ?? 0);
}

/** The other ends of each node's edges, each once. */
function neighbours(
  count: number,
  edges: readonly GraphEdge[],
  end: "from" | "to",
): number[][] {
  const sets = Array.from({ length: count }, () => new Set<number>());
  const other = end === "from" ? "to" : "from";
  for (const edge of edges) {
    if (edge.from !== edge.to) sets[edge[end]]?.add(edge[other]);
  }
  return sets.map((set) => [...set]);
}

function at<T>(list: readonly T[], index: number): T {
  return list[index] as T;
}
