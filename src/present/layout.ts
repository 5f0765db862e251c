/**
 * Where the nodes and edges of a layered drawing go. Edges that pass layers do so at waypoints, which all edges from
 * one node share: a table that everything refers to has one line running down, with branches.
 *
 * @module
 */
import { type GraphEdge, layersOf } from "./layers.ts";

/** A node to place. */
export interface Size {
  readonly width: number;
}

/** A node, or a waypoint of edges, in its place. */
export interface Spot {
  /** The node's number, `null` for a waypoint. */
  readonly node: number | null;
  /** The node that its edges come from. */
  readonly origin: number;
  readonly layer: number;
  readonly width: number;
  /** The middle, from the drawing's left side. */
  x: number;
}

/** A piece of an edge, from a spot to one of the next layer (or, in a cycle, from a lower node to a higher one). */
export interface Segment {
  readonly from: Spot;
  readonly to: Spot;
}

/** A drawing without its looks. */
export interface Layout {
  readonly spots: readonly Spot[];
  readonly segments: readonly Segment[];
  readonly layers: number;
  readonly width: number;
}

/**
 * Lays a graph out: layers by the longest path, few crossings by barycentres, and nodes near the middle of their
 * neighbours.
 *
 * @param sizes The nodes' sizes; nodes are numbered from 0.
 * @param edges The edges; `from` stands above `to`.
 * @param capacity The greatest number of nodes side by side.
 * @returns Places; no two nodes of a layer overlap.
 *
 * @example
 * ```ts
 * import { layOut } from "./layout.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { spots } = layOut([{ width: 50 }, { width: 50 }], [{ from: 0, to: 1 }], 6);
 * assertEquals(spots.map(({ layer, x }) => [layer, x]), [[0, 25], [1, 25]]);
 * ```
 */
export function layOut(
  sizes: readonly Size[],
  edges: readonly GraphEdge[],
  capacity: number,
): Layout {
  const { spots, segments } = graphOf(sizes, edges, capacity);
  const layers: Spot[][] = [];
  for (const spot of spots) (layers[spot.layer] ??= []).push(spot);
  layers.forEach((layer, row) => layers[row] = waypointsAmid(layer, row));
  const links = linksOf(segments);
  order(layers, links);
  place(layers, links);
  const left = Math.min(...spots.map(({ x, width }) => x - width / 2));
  for (const spot of spots) spot.x -= left;
  const width = Math.max(0, ...spots.map(({ x, width }) => x + width / 2));
  return { spots, segments, layers: layers.length, width };
}

/** Waypoints count little, so that they pass between nodes; nodes keep a distance. */
const WAYPOINT_WIDTH = 6;
const GAP = 14;
const SWEEPS = 24;

interface Links {
  readonly up: ReadonlyMap<Spot, readonly Spot[]>;
  readonly down: ReadonlyMap<Spot, readonly Spot[]>;
}

function graphOf(
  sizes: readonly Size[],
  edges: readonly GraphEdge[],
  capacity: number,
): { spots: Spot[]; segments: Segment[] } {
  const layer = layersOf(sizes.length, edges, capacity);
  const spots: Spot[] = sizes.map(({ width }, node) => ({
    node,
    origin: node,
    layer: layer[node] ?? 0,
    width,
    x: 0,
  }));
  const segments = new Map<string, Segment>();
  const waypoints = new Map<string, Spot>();
  const link = (from: Spot, to: Spot) =>
    segments.set(`${spots.indexOf(from)} ${spots.indexOf(to)}`, { from, to });
  const waypoint = (origin: number, layer: number) => {
    const known = waypoints.get(`${origin} ${layer}`);
    if (known !== undefined) return known;
    const spot = { node: null, origin, layer, width: WAYPOINT_WIDTH, x: 0 };
    waypoints.set(`${origin} ${layer}`, spot);
    spots.push(spot);
    return spot;
  };
  for (const { from, to } of edges) {
    const target = spots[to];
    let last = spots[from];
    if (last === undefined || target === undefined || from === to) continue;
    for (let row = last.layer + 1; row < target.layer; row++) {
      const next = waypoint(from, row);
      link(last, next);
      last = next;
    }
    link(last, target);
  }
  return { spots, segments: [...segments.values()] };
}

/**
 * Lines begin between the nodes of a layer: at its side, each would lead the next layer further away. Where the number
 * of nodes is odd, more of them stand on the left and on the right of it by turns.
 */
function waypointsAmid(layer: readonly Spot[], row: number): Spot[] {
  const nodes = layer.filter(({ node }) => node !== null);
  const waypoints = layer.filter(({ node }) => node === null);
  const left = Math.floor((nodes.length + row % 2) / 2);
  return nodes.toSpliced(left, 0, ...waypoints);
}

function linksOf(segments: readonly Segment[]): Links {
  const up = new Map<Spot, Spot[]>();
  const down = new Map<Spot, Spot[]>();
  for (const { from, to } of segments) {
    if (to.layer !== from.layer + 1) continue;
    up.set(to, [...(up.get(to) ?? []), from]);
    down.set(from, [...(down.get(from) ?? []), to]);
  }
  return { up, down };
}

/** Sorts each layer by where its neighbours stand, down and up in turn, and keeps the order with fewest crossings. */
function order(layers: Spot[][], links: Links): void {
  let best = layers.map((layer) => [...layer]);
  let fewest = crossings(best, links);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    const near = down ? links.up : links.down;
    const rows = down ? layers.slice(1) : layers.slice(0, -1).reverse();
    setIndex(layers);
    for (const row of rows) {
      const wish = new Map(
        row.map((spot) => [spot, mean(near.get(spot)) ?? spot.x]),
      );
      row.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
      row.forEach((spot, index) => spot.x = (index + 0.5) / row.length);
    }
    const now = crossings(layers, links);
    if (now >= fewest) continue;
    fewest = now;
    best = layers.map((layer) => [...layer]);
  }
  best.forEach((layer, index) => layers[index] = layer);
}

function setIndex(layers: readonly (readonly Spot[])[]): void {
  for (const layer of layers) {
    layer.forEach((spot, index) => spot.x = (index + 0.5) / layer.length);
  }
}

function crossings(layers: readonly (readonly Spot[])[], links: Links): number {
  let count = 0;
  layers.forEach((layer, row) => {
    const index = new Map((layers[row + 1] ?? []).map((spot, i) => [spot, i]));
    const ends = layer.map((spot) =>
      (links.down.get(spot) ?? []).map((to) => index.get(to) ?? 0)
    );
    for (let a = 0; a < ends.length; a++) {
      for (let b = a + 1; b < ends.length; b++) {
        for (const left of ends[a] ?? []) {
          for (const right of ends[b] ?? []) if (left > right) count++;
        }
      }
    }
  });
  return count;
}

/** Moves each layer to the middle of its neighbours, keeping its order and distances. */
function place(layers: readonly (readonly Spot[])[], links: Links): void {
  for (const layer of layers) settle(layer, layer.map(() => 0));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    const rows = down ? layers : [...layers].reverse();
    const last = sweep >= SWEEPS - 2;
    for (const row of rows) {
      settle(row, row.map((spot) => wishOf(spot, links, down, last)));
    }
  }
}

function wishOf(
  spot: Spot,
  links: Links,
  down: boolean,
  both: boolean,
): number {
  const up = mean(links.up.get(spot));
  const below = mean(links.down.get(spot));
  const one = down ? up ?? below : below ?? up;
  if (!both || up === null || below === null) return one ?? spot.x;
  return (up + below) / 2;
}

function mean(spots: readonly Spot[] | undefined): number | null {
  if (spots === undefined || spots.length === 0) return null;
  return spots.reduce((sum, { x }) => sum + x, 0) / spots.length;
}

/** Puts a row as near to the wished places as its order and distances allow (least squares, by merging blocks). */
function settle(row: readonly Spot[], wishes: readonly number[]): void {
  const offsets: number[] = [];
  let offset = 0;
  row.forEach((spot, index) => {
    const before = row[index - 1];
    if (before !== undefined) offset += (before.width + spot.width) / 2 + GAP;
    offsets.push(offset);
  });
  const blocks: { sum: number; count: number }[] = [];
  wishes.forEach((wish, index) => {
    let block = { sum: wish - (offsets[index] ?? 0), count: 1 };
    for (
      let above = blocks.at(-1);
      above !== undefined && above.sum / above.count >= block.sum / block.count;
      above = blocks.at(-1)
    ) {
      blocks.pop();
      block = { sum: above.sum + block.sum, count: above.count + block.count };
    }
    blocks.push(block);
  });
  let index = 0;
  for (const { sum, count } of blocks) {
    for (let i = 0; i < count; i++, index++) {
      const spot = row[index];
      if (spot !== undefined) spot.x = sum / count + (offsets[index] ?? 0);
    }
  }
}
