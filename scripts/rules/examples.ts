/**
 * Public symbols without an example: neither do they have one, nor do they point to what has one.
 *
 * @module
 */
import type { DocumentedSymbol } from "./doc_symbols.ts";
import type { Finding } from "./finding.ts";

/**
 * Finds symbols and methods that a user has no example of.
 *
 * @param published What `mod.ts` exports; a class's methods are those of its bases, too.
 * @param all Every symbol of `src/`: bases, and what doc comments point to.
 */
export function withoutExample(
  published: readonly DocumentedSymbol[],
  all: readonly DocumentedSymbol[],
): Finding[] {
  const known = new Map(all.map((symbol) => [symbol.name, symbol]));
  for (const symbol of published) known.set(symbol.name, symbol);
  const shown = new Set(
    [...known.values()].flatMap((symbol) => namesShown(symbol, known)),
  );
  const isShown = (doc: string) =>
    doc.includes("@example") || linksOf(doc).some((name) => shown.has(name));
  const owners = new Set(
    published.flatMap((symbol) => [symbol, ...basesOf(symbol, known)]),
  );
  const symbols = published.filter(({ doc, methods }) =>
    !isShown(doc) && !methods.some(({ doc }) => isShown(doc))
  );
  return [
    ...symbols.map((symbol) => finding(symbol, symbol.name, symbol.line)),
    ...[...owners].flatMap((owner) => {
      // What only gives other types to methods points to their owner as a whole.
      const same = [owner.name, ...linksOf(owner.doc)];
      return owner.methods
        .filter(({ name, doc }) =>
          !LANGUAGE.has(name) && !isShown(doc) &&
          !same.some((other) => shown.has(`${other}.${name}`))
        )
        .map(({ name, line }) =>
          finding(owner, `${owner.name}.${name}()`, line)
        );
    }),
  ];
}

/** What JavaScript calls by itself. */
const LANGUAGE = new Set(["toString", "toJSON", "valueOf"]);

/** A symbol with an example, and its methods, those of its bases among them, that have one or are called in its own. */
function namesShown(
  symbol: DocumentedSymbol,
  known: ReadonlyMap<string, DocumentedSymbol>,
): string[] {
  const { name, doc } = symbol;
  const methods = [symbol, ...basesOf(symbol, known)]
    .flatMap(({ methods }) => methods)
    .filter((method) =>
      method.doc.includes("@example") ||
      doc.includes("@example") && doc.includes(`.${method.name}(`)
    );
  return [
    ...(doc.includes("@example") ? [name] : []),
    ...methods.map((method) => `${name}.${method.name}`),
  ];
}

function linksOf(doc: string): string[] {
  return [...doc.matchAll(/\{@link(?:code)?\s+([\w.]+)/g)].map(([, name]) =>
    name!
  );
}

function basesOf(
  { bases }: DocumentedSymbol,
  known: ReadonlyMap<string, DocumentedSymbol>,
): DocumentedSymbol[] {
  return bases.flatMap((name) => {
    const base = known.get(name);
    return base ? [base, ...basesOf(base, known)] : [];
  });
}

function finding(
  { file }: DocumentedSymbol,
  name: string,
  line: number,
): Finding {
  const message =
    `${name} is public and has no example, wanted one, or {@linkcode …} to what has one`;
  return { file, line, message };
}
