/**
 * From an example to a module that runs it: what it uses without importing it is put before it, and what it makes is
 * handed to whom compares it.
 *
 * @module
 */
import { type Example, type Statement, statementsOf } from "./examples.ts";

/** Hears what the statements of an example make. */
export interface Listener {
  /** A statement gave `value`, and its comments say `sql`. */
  made(value: unknown, sql: readonly string[]): void;
  /** A statement gave `value`, and its comment says which. */
  gave(value: unknown, said: unknown): void;
}

/**
 * Writes the module of an example: it exports `run(scope, listener)`.
 *
 * @param example The example.
 * @param names What it finds: `api`, of the module `mod.ts`, and `scope`, of its database.
 * @param root URL of the project's folder.
 */
export function moduleOf(
  { place, code }: Example,
  names: { readonly api: readonly string[]; readonly scope: readonly string[] },
  root: string,
): string {
  const file = new URL(place.replace(/:\d+$/, ""), root);
  const from = (specifier: string) =>
    specifier === "spyglass-deno"
      ? new URL("mod.ts", root).href
      : new URL(specifier, file).href;
  const imports: string[] = [];
  const rest = code.replaceAll(IMPORT, (_all, what: string, where: string) => {
    const specifier = /^(?:\.|spyglass-deno)/.test(where) ? from(where) : where;
    imports.push(`import ${what} from ${JSON.stringify(specifier)};`);
    return "";
  });
  const used = (name: string) =>
    new RegExp(`(?<![\\w.])${name}\\b`).test(rest) &&
    !imports.some((line) => new RegExp(`\\b${name}\\b`).test(line));
  const api = names.api.filter(used);
  const scope = names.scope.filter((name) => used(name) && !api.includes(name));
  return `import { ${api.join(", ")} } from "${from("spyglass-deno")}";
${imports.join("\n")}
import type { Listener } from "${new URL(
    "tests/docs/example_module.ts",
    root,
  )}";
import type { Scope } from "${new URL("tests/docs/scope.ts", root)}";
export async function run(scope: Scope, listener: Listener): Promise<void> {
  await Promise.resolve();
  const { ${scope.join(", ")} } = scope;
  {
${statementsOf(rest).map(heard).join("")}
  }
}
`;
}

const IMPORT = /^import ([^;]*?) from "([^"]+)";$/gm;

/** A statement hands on its value, or that of the constant it makes, where comments say something of it. */
function heard({ code, sql, value }: Statement): string {
  if (sql.length === 0 && value === null) return code;
  const said = JSON.stringify(sql);
  const [, constant] = /^\s*const (\w+) =(?!\s*await\b)/.exec(code) ?? [];
  if (constant !== undefined) {
    return `${code} listener.made(${constant}, ${said});`;
  }
  const plain = code.replaceAll(/^\s*\/\/.*$/gm, "").trim();
  if (/^(?:(?:const|let|class|for|if|try)\b|\{)/.test(plain)) {
    return `${code} listener.made(null, ${said});`;
  }
  // What was awaited, was sent.
  const made = /^await\b/.test(plain) ? "null" : "value";
  return `;{ const value = (\n${code.replace(/;\s*$/, "")});
${value === null ? "" : `listener.gave(value, ${value});`}
${sql.length === 0 ? "" : `listener.made(${made}, ${said});`} }`;
}
