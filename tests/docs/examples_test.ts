/**
 * Examples of doc comments that need a database: each runs on the demo, and makes the SQL that its comments say.
 */
import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import * as api from "../../mod.ts";
import { filesIn } from "../../scripts/rules/finding.ts";
import { PROJECT } from "../../scripts/setup/project.ts";
import { expressionOf, isQuery } from "../../src/query/condition/semijoin.ts";
import { statementOf } from "../../src/query/expression/statement.ts";
import { SqlQuery } from "../../src/select/sql_query.ts";
import { type DemoPlace, demoPlace } from "./demo_place.ts";
import { type Listener, moduleOf } from "./example_module.ts";
import {
  demoExamples,
  type Example,
  isSaid,
  statementsOf,
} from "./examples.ts";
import { type Scope, SCOPE_NAMES, scopeFor } from "./scope.ts";

const files = ["mod.ts", ...await filesIn(PROJECT, "src", /\.ts$/)];
const ROOT = new URL("../../", import.meta.url);

Deno.test("examples of doc comments run on the demo, and make the SQL that they say", async (t) => {
  const examples = (await Promise.all(
    files.map(async (file) =>
      demoExamples(file, await Deno.readTextFile(new URL(file, ROOT)))
    ),
  )).flat().filter(({ place }) => place.includes(CHOSEN));
  await using folder = await modulesOf(examples);
  await t.step("their types are right", () => checkTypes(folder.paths));
  await using place = await demoPlace();
  let texts = 0;
  const values = examples.flatMap(({ code }) => statementsOf(code))
    .filter(({ value }) => value !== null).length;
  for (const [at, example] of examples.entries()) {
    await t.step(example.place, async () => {
      texts += await runExample(place, example, folder.paths[at]!);
    });
  }
  console.log(
    `${examples.length} examples, ${texts} texts of SQL, ${values} values`,
  );
});

/** `EXAMPLES=src/query` runs those of some files. */
const CHOSEN = Deno.env.get("EXAMPLES") ?? "";

async function modulesOf(examples: readonly Example[]) {
  const folder = await Deno.makeTempDir();
  await writeConfig(folder);
  const names = { api: Object.keys(api), scope: SCOPE_NAMES };
  const paths: string[] = [];
  for (const [at, example] of examples.entries()) {
    const path = join(folder, `example_${at}.ts`);
    await Deno.writeTextFile(path, moduleOf(example, names, ROOT.href));
    paths.push(path);
  }
  const remove = () => Deno.remove(folder, { recursive: true });
  return { paths, [Symbol.asyncDispose]: remove };
}

/** A user's own project: strict, but no stricter. */
async function writeConfig(folder: string): Promise<void> {
  const text = await Deno.readTextFile(join(PROJECT, "deno.json"));
  const { imports, nodeModulesDir } = JSON.parse(text);
  const compilerOptions = { strict: true };
  await Deno.writeTextFile(
    join(folder, "deno.json"),
    JSON.stringify({ imports, nodeModulesDir, compilerOptions }),
  );
  await Deno.copyFile(join(PROJECT, "deno.lock"), join(folder, "deno.lock"));
}

async function checkTypes(paths: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", ...paths],
    cwd: dirname(paths[0]!),
    env: { NO_COLOR: "1" },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
}

/** Gives how many texts of SQL it says. */
async function runExample(
  place: DemoPlace,
  { code }: Example,
  path: string,
): Promise<number> {
  const { run }: { run(scope: Scope, listener: Listener): Promise<void> } =
    await import(new URL(path, "file:").href);
  const db = await api.connect();
  try {
    const scope = await scopeFor(db, code);
    const sent: string[] = [];
    const heard = await place.listen();
    await run(scope, {
      made: (value, sql) => {
        const select = selectOf(value);
        if (select !== null) assertMade(sql, select);
        else sent.push(...sql);
      },
      gave: (value, said) => assertEquals(plain(value), said),
    });
    assertSent(sent, await heard());
    scope.nwb?.close();
  } finally {
    await db.close();
    await place.reset();
  }
  return statementsOf(code).reduce((sum, { sql }) => sum + sql.length, 0);
}

/** As JSON has it, with typed arrays and the like as plain ones. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(
      value,
      (_name, each) =>
        ArrayBuffer.isView(each) ? [...each as Uint8Array] : each,
    ),
  );
}

/** The SELECT that a query would send, or that is told as a text; `null` for anything else. */
function selectOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (value instanceof SqlQuery) return value.toSql().sql;
  return isQuery(value) ? statementOf(expressionOf(value)).toText() : null;
}

function assertMade(said: readonly string[], made: string): void {
  assertEquals(said.length, 1, "a query is one SELECT");
  if (!isSaid(said[0]!, made)) assertEquals(said[0], made);
}

/** What a statement that writes is held to is the same for all of them, and no part of what examples say. */
const WRITING =
  /^\/\*M!\d+ SET STATEMENT sql_mode = '[A-Z_,]+' FOR \*\/ (\w+) \/\*\+ SET_VAR\(sql_mode = '[A-Z_,]+'\) \*\//;

/** All of it was sent, in this order. */
function assertSent(said: readonly string[], sent: readonly string[]): void {
  let from = 0;
  for (const text of said) {
    const at = sent.findIndex((made, i) =>
      i >= from && isSaid(text, made.replace(WRITING, "$1"))
    );
    assert(at >= 0, `${text}\nis not among\n${sent.slice(from).join("\n")}`);
    from = at + 1;
  }
}
