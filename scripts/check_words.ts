/**
 * Rule: words that must not be in what is committed: hosts of package registries, paths of somebody's machine, notes
 * to oneself, the demo's tables in code that must not know them, and folders named for nothing.
 *
 * @module
 */
import { join } from "node:path";
import { DEMO_NAME } from "./rules/demo_names.ts";
import { filesIn, type Finding, report } from "./rules/finding.ts";
import { blanked, lineAt } from "./rules/source.ts";

/**
 * Finds words that must not be there.
 *
 * @param root The project's folder.
 * @returns What is wrong.
 */
export async function checkWords(root: string): Promise<Finding[]> {
  const files = await filesIn(root, "", TEXT_FILE);
  const rules = [...RULES, machineRule(await Deno.realPath(root))];
  const findings: Finding[] = [];
  for (const file of files) {
    const source = await Deno.readTextFile(join(root, file));
    for (const rule of rules) {
      if (!rule.applies(file)) continue;
      const text = rule.codeOnly ? blanked(source, ["comment"]) : source;
      findings.push(...matches(file, text, rule));
    }
  }
  return [...findings, ...badFolders(files)];
}

interface Rule {
  readonly words: RegExp;
  readonly message: string;
  /** True where comments may hold the words. */
  readonly codeOnly: boolean;
  applies(file: string): boolean;
}

const TEXT_FILE =
  /(?:\.(?:tsx?|m?js|json|lock|md|ipynb|py|sh|sql|toml|txt|yml|yaml|css|npmrc|gitignore)|^run)$/;
const BAD_FOLDER = /(?:^|\/)(?:utils?|utilities|helpers?|common|misc)\//;
const SYSTEM_FOLDERS = new Set(
  "builds data etc home mnt opt private root srv tmp usr Users var workspace"
    .split(" "),
);

const RULES: readonly Rule[] = [
  {
    // The hosts of the open registries are named where a set-up says what it needs; anybody's mirror is not.
    words:
      /\bhttps?:\/\/[^\s"'`]*(?:artifactory|nexus|verdaccio|devpi|registry(?!\.npm[j]s\.org)|mirror)[^\s"'`]*|\bregistry\s*=\s*\S+|--(?:registry|index-url|extra-index-url)[= ]\S+/gi,
    message:
      "names a package registry; leave that to each machine's own settings",
    codeOnly: false,
    applies: (file) => !file.startsWith("tests/"),
  },
  {
    words:
      /(?<![\w.~$}\/])\/(?:root|home\/[\w.-]+|Users\/[\w.-]+|tmp\/[\w.-]+)(?=\/|["'`\s]|$)/g,
    message:
      "names a path of a machine; compute it, or take it from the environment",
    codeOnly: false,
    applies: (file) => !file.startsWith("tests/"),
  },
  {
    words: /\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b/g,
    message: "is a note to oneself; do it or make it an issue",
    codeOnly: false,
    applies: (file) => /\.(?:tsx?|js|py|sh|md|ipynb)$/.test(file),
  },
  {
    words: DEMO_NAME,
    message: "is a table of the demo: this code must work on any database",
    codeOnly: true,
    applies: (file) =>
      /^src\/.*\.ts$/.test(file) && !/^src\/(?:demo|spyglass)\//.test(file),
  },
  {
    words: /\.\.\/shared\b/g,
    message: "is not part of the project",
    codeOnly: true,
    applies: (file) => file.startsWith("src/"),
  },
];

/** Where this very checkout lies, and the user's own folder: whatever machine this runs on. */
function machineRule(root: string): Rule {
  const [, top = ""] = root.split("/");
  const home = Deno.env.get("HOME") ?? "";
  const paths = [root, ...(SYSTEM_FOLDERS.has(top) ? [] : [`/${top}`]), home]
    .filter((path) => path.length > 3)
    .map((path) => path.replace(/[^\w/]/g, "\\$&"));
  return {
    words: new RegExp(`(?<![\\w.~$}/])(?:${paths.join("|")})(?![\\w-])`, "g"),
    message:
      "names a path of this machine; compute it, or take it from the environment",
    codeOnly: false,
    applies: () => true,
  };
}

function matches(file: string, text: string, rule: Rule): Finding[] {
  return [...text.matchAll(rule.words)].map((found) => ({
    file,
    line: lineAt(text, found.index),
    message: `${found[0].slice(0, 80)} ${rule.message}`,
  }));
}

function badFolders(files: readonly string[]): Finding[] {
  return files.filter((file) => BAD_FOLDER.test(file)).map((file) => ({
    file,
    line: 1,
    message:
      "is in a folder named for no idea; name the folder after what is in it",
  }));
}

if (import.meta.main) {
  Deno.exit(report("no word out of place", await checkWords(Deno.cwd())));
}
