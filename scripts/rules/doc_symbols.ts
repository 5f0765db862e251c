/**
 * What `deno doc --json` says of a module's symbols, as far as the rules need it.
 *
 * @module
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** An exported symbol. */
export interface DocumentedSymbol {
  readonly name: string;
  /** `class`, `function`, `interface`, `variable` … */
  readonly kind: string;
  readonly file: string;
  readonly line: number;
  /** The doc comment with its tags, `""` where there is none. */
  readonly doc: string;
  readonly parameters: number;
  /** Names of the classes and interfaces that it extends. */
  readonly bases: readonly string[];
  /** What users call: no getters, no names in brackets, nothing that is `@internal`. */
  readonly methods: readonly DocumentedMethod[];
}

/** A method, with the doc comments of all its overloads. */
export interface DocumentedMethod {
  readonly name: string;
  readonly line: number;
  readonly doc: string;
}

/**
 * Reads the symbols that files export; what they only pass on is read where it is made.
 *
 * @param root The project's folder.
 * @param files Paths from there.
 * @throws {SyntaxError} A file cannot be read.
 */
export async function symbolsOf(
  root: string,
  files: readonly string[],
): Promise<DocumentedSymbol[]> {
  if (files.length === 0) return [];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...files],
    env: { NO_COLOR: "1" },
    cwd: root,
  }).output();
  if (!success) {
    const said = new TextDecoder().decode(stderr).trim();
    throw new SyntaxError(`Cannot read the doc comments: ${said}`);
  }
  // Documented paths are real ones, also where the project is reached by a link.
  const base = await Deno.realPath(root);
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as DocOutput;
  return Object.values(nodes).flatMap(({ symbols }) => symbols ?? [])
    .flatMap((symbol) => documented(base, symbol));
}

/** As much of `deno doc --json` as is read here. */
interface DocOutput {
  readonly nodes: Readonly<
    Record<string, { readonly symbols?: readonly DocSymbol[] }>
  >;
}

interface DocSymbol {
  readonly name: string;
  readonly declarations: readonly DocDeclaration[];
}

interface DocDeclaration extends Commented {
  readonly kind: string;
  readonly declarationKind: string;
  readonly def?: {
    readonly params?: readonly unknown[];
    readonly methods?: readonly DocMethod[];
    /** A class's base, or the types that an interface extends. */
    readonly extends?: string | readonly { readonly repr?: string }[];
  };
}

interface DocMethod extends Commented {
  readonly name: string;
  /** `getter` for what is no call. */
  readonly kind?: string;
  readonly accessibility?: string;
}

interface Commented {
  /** The line is counted from 0. */
  readonly location: { readonly filename: string; readonly line: number };
  readonly jsDoc?: {
    readonly doc?: string;
    readonly tags?: readonly unknown[];
  };
}

function documented(root: string, symbol: DocSymbol): DocumentedSymbol[] {
  const exported = symbol.declarations.filter((declaration) =>
    declaration.declarationKind === "export" &&
    declaration.kind !== "reference" &&
    declaration.location.filename.startsWith("file:") &&
    isWithin(root, fileURLToPath(declaration.location.filename))
  );
  const [first] = exported;
  if (first === undefined) return [];
  return [{
    name: symbol.name,
    kind: first.kind,
    file: relative(root, fileURLToPath(first.location.filename)),
    line: first.location.line + 1,
    doc: exported.map(docText).join("\n").trim(),
    parameters: Math.max(
      ...exported.map(({ def }) => def?.params?.length ?? 0),
    ),
    bases: exported.flatMap(basesOf),
    methods: methodsOf(exported.flatMap(({ def }) => def?.methods ?? [])),
  }];
}

/** Packages are not ours to document. */
function isWithin(root: string, path: string): boolean {
  return !relative(root, path).startsWith("..");
}

function basesOf({ def }: DocDeclaration): string[] {
  const bases = def?.extends ?? [];
  return typeof bases === "string"
    ? [bases]
    : bases.map(({ repr }) => repr ?? "");
}

function methodsOf(all: readonly DocMethod[]): DocumentedMethod[] {
  const methods = new Map<string, DocumentedMethod>();
  for (const method of all) {
    const { name, kind, accessibility, location } = method;
    if (kind === "getter" || kind === "setter" || accessibility) continue;
    if (!/^\w+$/.test(name)) continue;
    const known = methods.get(name);
    const doc = `${known?.doc ?? ""}\n${docText(method)}`.trim();
    methods.set(name, { name, line: known?.line ?? location.line + 1, doc });
  }
  return [...methods.values()].filter(({ doc }) => !doc.includes("@internal"));
}

/** The comment's text; of its tags, those that the rules look for are told by their names. */
function docText({ jsDoc }: Commented): string {
  const tags = (jsDoc?.tags ?? []).map((tag) => {
    const { kind, value } = tag as { kind?: string; value?: string };
    const isInternal = kind === "internal" || value === "@internal";
    return `${isInternal ? "@internal" : ""}${
      kind === "example" ? "@example" : ""
    } ${JSON.stringify(tag)}`;
  });
  return [jsDoc?.doc ?? "", ...tags].filter((text) => text !== "").join("\n\n");
}
