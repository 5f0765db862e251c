/**
 * Orders of things that point at each other, cycles included.
 *
 * @module
 */

/**
 * The strongly connected components of a graph: each holds what lies on cycles with one another, most hold a single
 * name. A component comes after all those that it points at. The order depends on the names and edges only, not on
 * the order they are given in.
 *
 * @param names All nodes.
 * @param edges Where a node points at; other names than those given are passed over.
 *
 * @example
 * ```ts
 * import { components } from "./order.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const parents: Record<string, string[]> = { child: ["parent"], parent: [], a: ["b"], b: ["a"] };
 * assertEquals(components(["child", "a", "b", "parent"], (name) => parents[name]!), [["a", "b"], ["parent"], ["child"]]);
 * ```
 */
export function components(
  names: Iterable<string>,
  edges: (name: string) => Iterable<string>,
): string[][] {
  const sorted = [...new Set(names)].sort();
  const search = new Search(sorted, edges);
  return inOrder(search.components(), search.edges);
}

/** Tarjan's search, with its own stack: chains of references may be long. */
class Search {
  readonly edges = new Map<string, string[]>();
  readonly #order = new Map<string, number>();
  readonly #lowest = new Map<string, number>();
  readonly #open: string[] = [];
  readonly #isOpen = new Set<string>();
  readonly #found: string[][] = [];

  constructor(
    names: readonly string[],
    edges: (name: string) => Iterable<string>,
  ) {
    const known = new Set(names);
    for (const name of names) {
      const targets = [...new Set(edges(name))].filter((to) => known.has(to));
      this.edges.set(name, targets.sort());
    }
  }

  components(): string[][] {
    for (const name of this.edges.keys()) {
      if (!this.#order.has(name)) this.#from(name);
    }
    return this.#found;
  }

  #from(root: string): void {
    const path = [this.#enter(root)];
    while (path.length > 0) {
      const step = path.at(-1)!;
      const target = step.targets.pop();
      if (target === undefined) {
        path.pop();
        this.#leave(step.name, path.at(-1)?.name);
      } else if (!this.#order.has(target)) path.push(this.#enter(target));
      else if (this.#isOpen.has(target)) {
        this.#lower(step.name, this.#order.get(target)!);
      }
    }
  }

  #enter(name: string): { name: string; targets: string[] } {
    this.#order.set(name, this.#order.size);
    this.#lowest.set(name, this.#order.get(name)!);
    this.#open.push(name);
    this.#isOpen.add(name);
    return { name, targets: [...this.edges.get(name)!] };
  }

  #leave(name: string, from: string | undefined): void {
    const lowest = this.#lowest.get(name)!;
    if (lowest === this.#order.get(name)) {
      const component = this.#open.splice(this.#open.lastIndexOf(name));
      for (const member of component) this.#isOpen.delete(member);
      this.#found.push(component.sort());
    }
    if (from !== undefined) this.#lower(from, lowest);
  }

  #lower(name: string, value: number): void {
    this.#lowest.set(name, Math.min(this.#lowest.get(name)!, value));
  }
}

/** Of the components whose targets have all come, the first by name comes next. */
function inOrder(
  found: readonly string[][],
  edges: ReadonlyMap<string, string[]>,
): string[][] {
  const home = new Map(found.flatMap((names) => names.map((n) => [n, names])));
  const waitsFor = new Map<string[], number>();
  const pointedAtBy = new Map(found.map((names) => [names, [] as string[][]]));
  for (const names of found) {
    const targets = new Set(
      names.flatMap((name) => edges.get(name)!.map((to) => home.get(to)!)),
    );
    targets.delete(names);
    waitsFor.set(names, targets.size);
    for (const target of targets) pointedAtBy.get(target)!.push(names);
  }
  const ready: string[][] = [];
  for (const names of found) {
    if (waitsFor.get(names) === 0) insert(ready, names);
  }
  const ordered: string[][] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    ordered.push(next);
    for (const names of pointedAtBy.get(next)!) {
      waitsFor.set(names, waitsFor.get(names)! - 1);
      if (waitsFor.get(names) === 0) insert(ready, names);
    }
  }
  return ordered;
}

/** Puts a component into a list that has the first name last. */
function insert(list: string[][], names: string[]): void {
  let start = 0;
  let end = list.length;
  while (start < end) {
    const middle = (start + end) >> 1;
    if (list[middle]![0]! > names[0]!) start = middle + 1;
    else end = middle;
  }
  list.splice(start, 0, names);
}
