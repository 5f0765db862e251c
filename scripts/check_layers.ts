/**
 * Rule: imports go one way, from later layers to earlier ones, and never round.
 *
 * Imports of types alone may go any way: they are gone when the program runs. Values may not go round, not even inside
 * a folder; `present/` is drawn from everywhere.
 *
 * @module
 */
import { dirname, join, normalize } from "node:path";
import { filesIn, type Finding, report } from "./rules/finding.ts";
import { type Import, importsOf } from "./rules/imports.ts";
import { type Layer, whyForbidden } from "./rules/layers.ts";

/**
 * Finds the imports of `src/` and `mod.ts` that break the rule.
 *
 * @param root The project's folder.
 * @returns What is wrong.
 */
export async function checkLayers(root: string): Promise<Finding[]> {
  const files = await filesIn(root, "src", /\.ts$/);
  const imports = new Map<string, readonly LocalImport[]>();
  for (const file of [...files, "mod.ts"]) {
    const source = await Deno.readTextFile(join(root, file)).catch(() => "");
    imports.set(file, localImports(file, source));
  }
  return [
    ...directions(imports),
    ...circles(edgesOf(imports, (found) => !found.typeOnly)),
  ];
}

interface LocalImport extends Import {
  /** The file it names, by its path from the project's folder. */
  readonly target: string;
}

function localImports(file: string, source: string): LocalImport[] {
  return importsOf(source).flatMap((found) => {
    if (found.specifier === "spyglass-deno") {
      return [{ ...found, target: "mod.ts" }];
    }
    if (!/^\.{1,2}\//.test(found.specifier)) return [];
    return [{
      ...found,
      target: normalize(join(dirname(file), found.specifier)),
    }];
  });
}

function directions(
  imports: ReadonlyMap<string, readonly LocalImport[]>,
): Finding[] {
  return [...imports].flatMap(([file, list]) =>
    list.flatMap(({ target, line, typeOnly, specifier }) => {
      const to = layerOf(target);
      const why = to === null
        ? `${specifier} is outside src/`
        : typeOnly
        ? null
        : whyForbidden(layerOf(file) ?? file, to);
      return why === null ? [] : [{ file, line, message: why }];
    })
  );
}

function layerOf(file: string): Layer | null {
  if (file === "mod.ts") return file;
  const [top, layer] = file.split("/");
  if (top !== "src" || layer === undefined) return null;
  // Files that lie in src/ itself wire the layers together, as connect.ts does; only the errors are below all.
  return layer.endsWith(".ts") && layer !== "errors.ts" ? "connect.ts" : layer;
}

/** Who imports whom, and where: the names may be those of files or of folders. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly file: string;
  readonly line: number;
}

function edgesOf(
  imports: ReadonlyMap<string, readonly LocalImport[]>,
  counts: (found: LocalImport) => boolean,
): Edge[] {
  return [...imports].flatMap(([file, list]) =>
    list.filter(counts).map(({ target, line }) => (
      { from: file, to: target, file, line }
    ))
  );
}

/** Follows the edges from each name, and reports each way back once, where it is taken. */
function circles(edges: readonly Edge[]): Finding[] {
  const byName = Map.groupBy(edges, ({ from }) => from);
  const findings = new Map<string, Finding>();
  const done = new Set<string>();
  const path: string[] = [];
  function visit(name: string): void {
    if (done.has(name)) return;
    path.push(name);
    for (const { to, file, line } of byName.get(name) ?? []) {
      const start = path.indexOf(to);
      if (start === -1) {
        visit(to);
        continue;
      }
      const circle = [...path.slice(start), to].join(" → ");
      if (findings.has(circle)) continue;
      findings.set(circle, {
        file,
        line,
        message: `imports go round: ${circle}`,
      });
    }
    path.pop();
    done.add(name);
  }
  for (const name of byName.keys()) visit(name);
  return [...findings.values()];
}

if (import.meta.main) {
  Deno.exit(report("imports go one way", await checkLayers(Deno.cwd())));
}
