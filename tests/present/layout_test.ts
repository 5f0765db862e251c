import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { layersOf } from "../../src/present/layers.ts";
import { layOut } from "../../src/present/layout.ts";

const graph = fc.integer({ min: 1, max: 14 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    edges: fc.array(
      fc.record({
        from: fc.nat(count - 1),
        to: fc.nat(count - 1),
      }),
      { maxLength: 30 },
    ),
  })
);

Deno.test("layersOf() puts every node below those it refers to, where there is no cycle", () => {
  fc.assert(fc.property(graph, ({ count, edges }) => {
    const acyclic = edges.filter(({ from, to }) => from < to);
    const layers = layersOf(count, acyclic, 3);
    for (const { from, to } of acyclic) {
      assert((layers[from] ?? 0) < (layers[to] ?? 0));
    }
  }));
});

Deno.test("layersOf() fills no layer beyond its capacity and leaves none empty", () => {
  fc.assert(fc.property(graph, ({ count, edges }) => {
    const layers = layersOf(count, edges, 3);
    const filled = Map.groupBy(layers, (layer) => layer);
    for (const nodes of filled.values()) assert(nodes.length <= 3);
    assertEquals(
      [...filled.keys()].sort((a, b) => a - b),
      [...filled.keys()].map((_, i) => i),
    );
  }));
});

Deno.test("layersOf() ends for cycles", () => {
  const cycle = [{ from: 0, to: 1 }, { from: 1, to: 2 }, { from: 2, to: 0 }, {
    from: 1,
    to: 1,
  }];
  assertEquals(new Set(layersOf(3, cycle, 9)).size, 3);
});

Deno.test("layOut() never lets two nodes overlap, nor leave the drawing", () => {
  fc.assert(fc.property(graph, ({ count, edges }) => {
    const sizes = Array.from(
      { length: count },
      (_, i) => ({ width: 20 + i * 7 }),
    );
    const { spots, width } = layOut(sizes, edges, 4);
    for (const layer of Map.groupBy(spots, (spot) => spot.layer).values()) {
      const row = layer.toSorted((a, b) => a.x - b.x);
      row.forEach((spot, i) => {
        assert(
          spot.x - spot.width / 2 >= -0.001 &&
            spot.x + spot.width / 2 <= width + 0.001,
        );
        const next = row[i + 1];
        if (next === undefined) return;
        assert(next.x - next.width / 2 - (spot.x + spot.width / 2) > 1);
      });
    }
  }));
});

Deno.test("layOut() joins every two nodes of an edge by segments of one layer each", () => {
  const chain = Array.from({ length: 5 }, (_, i) => ({ from: i, to: i + 1 }));
  const { segments } = layOut(
    Array.from({ length: 6 }, () => ({ width: 50 })),
    [...chain, { from: 0, to: 5 }, { from: 0, to: 4 }],
    5,
  );
  assert(segments.every(({ from, to }) => to.layer === from.layer + 1));
  // Five of the chain; both long edges share their waypoints: three of them, and an end each.
  assertEquals(segments.length, 5 + 4 + 2);
});

Deno.test("layOut() keeps the many nodes of a hub below it, instead of each layer further aside", () => {
  const edges = Array.from({ length: 40 }, (_, i) => ({ from: 0, to: i + 1 }));
  const sizes = Array.from({ length: 41 }, () => ({ width: 50 }));
  const { layers, width } = layOut(sizes, edges, 5);
  assertEquals(layers, 9);
  // A layer takes 5 nodes and the line between them.
  assert(width < 1.5 * (5 * (50 + 14) + 20), `${width}`);
});
