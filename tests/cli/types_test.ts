import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { privateServer } from "../private_server.ts";
import { loadSql } from "../setup.ts";
import { spyglass } from "./program.ts";

const PROJECT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const TABLES = `
create database lab_zoo; use lab_zoo;
create table mouse (
  mouse_id int auto_increment primary key, name varchar(20) not null, sex enum('M','it''s') not null default 'M',
  big bigint null, mass decimal(5,2) null comment 'grams */ export const x = 1; /*', born date not null,
  tag binary(16) not null comment ':uuid:', data longblob, alive tinyint(1) not null default 1,
  \`odd name\` int null, \`__proto__\` int null
) comment 'Mice */ of the lab';
create table mouse__weight (mouse_id int, day date, grams double not null, primary key (mouse_id, day),
  foreign key (mouse_id) references mouse (mouse_id));
create table \`class\` (\`x y\` int primary key);
`;

/** Uses that are right, and below each mark one that is not. */
const USE = `
import { andList, aq, type Database, type Frame, not, type Query, type Table, top, U, type UntypedTable } from "spyglass-deno";
import type { LabZoo, LabZooMouse } from "./lab_zoo.types.ts";

export async function use(db: Database): Promise<void> {
  const { Mouse, Class } = await db.schema<LabZoo>("lab_zoo");
  const rows = await Mouse.and({ mouse_id: [1, 2], sex: "M", big: null }).rows("name", "mass");
  const name: string = rows[0]!.name;
  const mass: string | null = rows[0]!.mass;
  const frame = await Mouse\`mouse_id > \${1}\`.except(not({ name: "a" })).orderBy("name desc").limit(5).fetch();
  const sex: "M" | "it's" = frame.get("sex", 0);
  const names: string[] = frame.array("name");
  const [id, born] = await Mouse.and(andList(["mouse_id = 1"])).fetch1("mouse_id", "born");
  const sum: number = id + born.length;
  const key: { readonly mouse_id: number } = (await Mouse.keys())[0]!;
  const grams: number = (await Mouse.Weight.columns("grams")).grams[0]!;
  await Mouse.insert([{ name: "a", born: "2024-01-01", tag: crypto.randomUUID(), alive: true, mass: 1.5 }]);
  await Mouse.update1({ mouse_id: 1, name: "b" });
  await Mouse.Weight.and(Mouse.and({ mouse_id: 1 })).delete();
  const row: LabZooMouse["row"] = await Mouse.and(Class()).fetch1();
  Mouse\`\${Mouse.columns.name} = \${"x"}\`;
  const both = await Mouse.join(Mouse.Weight).fetch();
  const heavy: number = both.get("grams", 0) + both.get("name", 0).length;
  const few = Mouse.proj("name", { pup: "mouse_id", twice: "mass * 2", same: "(born)" });
  const pup: { readonly pup: number; readonly name: string; readonly same: string; readonly twice: unknown } = await few.fetch1();
  const pups: { readonly pup: number }[] = await few.keys();
  const all = await Mouse.proj("...", "-data").and({ sex: "M" }).top({ limit: 2 }).fetch1();
  const counted0 = Mouse.aggr(Mouse.Weight, "sex", { n: "count(*)" }, { keepAllRows: true });
  const counted = await counted0.fetch("n", "sex");
  const n: unknown = counted.get("n", 0);
  const either0 = Mouse.proj("name").union(Mouse.proj("sex"));
  const either = await either0.fetch1();
  const maybe: string | null = either.name;
  const untyped = Mouse.join(await db.table("lab_zoo.Class"));
  console.log(heavy, pup, pups, all.name, n, maybe, untyped.toSql());
  for await (const one of Mouse.stream("data")) console.log(one.data);
  const sexes: readonly ("M" | "it's")[] = (await U("sex").and(Mouse).columns("sex")).sex;
  const perSex = await U("sex").aggr(Mouse.and({ sex: "M" }), { n: "count(*)" }).fetch1();
  const counts: { readonly n: unknown; readonly sex: string } = perSex;
  const keyed: { readonly mouse_id: number; readonly sex: string }[] = await U("sex").join(Mouse).keys();
  const all1: { readonly n: unknown } = await U().aggr(Mouse, { n: "count(*)" }).fetch1();
  const dynamic: Query[] = [U(...names).and(Mouse), U(...names).aggr(Mouse, { n: "count(*)" }), U("x").and(Mouse.join(await db.table("lab_zoo.Class")))];
  const keyed2: { readonly sex: string }[] = await Mouse.join(U("sex")).keys();
  console.log(sexes, counts, keyed, keyed2, all1, dynamic);
  const plain = await db.table("lab_zoo.Mouse");
  const typed = [
    U("sex").and(Mouse), U("sex").join(Mouse()), U("sex").aggr(Mouse, { n: "count(*)" }), plain.and(Mouse), plain.join(Mouse),
    plain.aggr(Mouse.Weight, { n: "count(*)" }), plain.proj().union(Mouse.proj()), Mouse.and(U("sex")), Mouse.and(plain),
    Mouse.and(aq.table({ mouse_id: [1] })), Mouse.and({ mouse_id: new Int32Array([1, 2]) }), Mouse.and(not({ sex: "M" })),
    Mouse.and(andList([{ sex: "M" }, "mass > 1", not({ name: "a" })])), Mouse.and(top({ orderBy: "name desc", limit: 2 })),
    Mouse.and(top({ limit: 2 })), plain.and(frame), plain.and(not(Mouse), andList([Mouse, frame])),
  ];
  await plain.insert(frame);
  const queries: Query[] = [Mouse(), Mouse, Mouse.and({ sex: "M" }), Mouse.join(Mouse.Weight), few, counted0, either0, plain];
  const tables: Table[] = [Mouse, Mouse.Weight, Class, plain];
  const frames: Frame[] = [frame, both, await few.fetch(), await Mouse.fetch("name")];
  const names2: readonly string[] = (await Mouse.and({ sex: "M" }).columns("name")).name;
  const part: UntypedTable = plain.Weight!;
  const few2 = (rows: Query): Query => rows.limit(1);
  console.log(queries, tables, frames.map((each) => each.filter("d => true")), names2, part, few2(Mouse), few2(Mouse()));
  console.log(typed, name, mass, sex, names, sum, key, grams, row, (await Class.rows())[0]!["x y"]);

  // @ts-expect-error a column that is not there, in a restriction
  Mouse.and({ mouse: 1 });
  // @ts-expect-error a value of another type
  Mouse.and({ mouse_id: "one" });
  // @ts-expect-error a text that the enum lacks
  Mouse.and({ sex: "X" });
  // @ts-expect-error a column that is not there, in the opposite of a restriction
  Mouse.and(not({ nam: "a" }));
  // @ts-expect-error a column that is not there, in all of a list
  Mouse.and(andList([{ nam: "a" }]));
  // @ts-expect-error nothing to sort the first rows by
  Mouse.and(top({ orderBy: "nam" }));
  // @ts-expect-error nor by a method
  Mouse.top({ orderBy: "nam desc" });
  // @ts-expect-error a column that is not there, in a read
  await Mouse.fetch("nam");
  // @ts-expect-error a column that was not read
  rows[0]!.sex;
  // @ts-expect-error a column that is not there, in a frame
  frame.get("nam", 0);
  // @ts-expect-error a column that is not there, in a row
  (await Mouse.fetch1()).nam;
  // @ts-expect-error not in the key
  key.name;
  // @ts-expect-error a column that is not there, in a template
  Mouse.columns.nam;
  // @ts-expect-error nothing to sort by
  Mouse.orderBy("nam desc");
  // @ts-expect-error name has no default
  await Mouse.insert1({ born: "2024-01-01", tag: "" });
  // @ts-expect-error null is not allowed
  await Mouse.insert1({ name: null, born: "2024-01-01", tag: "" });
  // @ts-expect-error a column that is not there, in an insert
  await Mouse.insert1({ name: "a", born: "2024-01-01", tag: "", nam: 1 });
  // @ts-expect-error the key is missing
  await Mouse.update1({ name: "b" });
  // @ts-expect-error neither of the two has it
  both.get("gram", 0);
  // @ts-expect-error a projection of a column that is not there
  Mouse.proj("nam");
  // @ts-expect-error it was not kept
  pup.sex;
  // @ts-expect-error it goes by another name now
  few.and({ mouse_id: 1 });
  // @ts-expect-error it was left out
  all.data;
  // @ts-expect-error an option that is not there
  Mouse.aggr(Mouse.Weight, { n: "count(*)" }, { keepAllRow: true });
  // @ts-expect-error an aggregation keeps no column that is not there
  Mouse.aggr(Mouse.Weight, "nam", { n: "count(*)" });
  // @ts-expect-error a column that is not there, in a query's columns
  await Mouse.and({ sex: "M" }).columns("nam");
  // @ts-expect-error a column that is not there, in a restriction of a join
  Mouse.join(Mouse.Weight).and({ gram: 1 });
  // @ts-expect-error it was not computed
  counted.get("m", 0);
  // @ts-expect-error a universal set of a column that is not there
  U("nam").and(Mouse);
  // @ts-expect-error groups by a column that is not there
  U("sex", "nam").aggr(Mouse, { n: "count(*)" });
  // @ts-expect-error a key of a column that is not there
  U("nam").join(Mouse);
  // @ts-expect-error a join with a column that is not there
  Mouse.join(U("nam"));
  // @ts-expect-error a column that is not there, in a restriction of different values
  U("sex").and(Mouse).and({ nam: "a" });
  // @ts-expect-error it was not computed for the groups
  perSex.m;
  // @ts-expect-error no such table
  (await db.schema<LabZoo>("lab_zoo")).Mice;
  // @ts-expect-error no such part
  Mouse.Weights;
}
`;

async function check(
  ...paths: string[]
): Promise<{ ok: boolean; said: string }> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--config", join(PROJECT, "deno.json"), ...paths],
    env: { NO_COLOR: "1" },
  }).output();
  return { ok: success, said: new TextDecoder().decode(stderr) };
}

/** The files of all errors. */
function placesIn(said: string): string[] {
  const errors = said.matchAll(/\[ERROR\][^]*?\n {4}at (\S+?):\d+:\d+$/gm);
  return [...errors].map(([, place]) => place!);
}

Deno.test("spyglass types writes types with which deno check finds each misspelt column", async () => {
  await using server = await privateServer();
  await loadSql(server.socket, TABLES);
  const folder = await Deno.makeTempDir({ prefix: "types " });
  try {
    const env = { ...server.env, INIT_CWD: folder };
    const schemas = ["lab_zoo", "common_ephys", "common_session"];
    const written = await spyglass(["types", ...schemas], env);
    assertEquals([written.code, written.stderr], [0, ""]);
    const paths = schemas.map((name) => join(folder, `${name}.types.ts`));
    const [path] = paths as [string];
    assertStringIncludes(written.stdout, path);
    await Deno.writeTextFile(join(folder, "use.ts"), USE);
    await Deno.writeTextFile(
      join(folder, "wrong.ts"),
      USE.replace(`rows("name", "mass")`, `rows("name", "mas")`),
    );
    // All of it at once: checking this module takes longest, and each check would do it again.
    const files = ["use.ts", "wrong.ts"].map((name) => join(folder, name));
    const { ok, said } = await check(...files, ...paths);
    assert(!ok);
    assertStringIncludes(said, `"mas"`);
    const wrong = placesIn(said);
    assert(wrong.length > 0, said);
    assert(wrong.every((place) => place.endsWith("/wrong.ts")), said);

    // Written again it is replaced; what somebody else has written is not.
    assertEquals((await spyglass(["types", "lab_zoo"], env)).code, 0);
    await Deno.writeTextFile(path, "export const mine = 1;\n");
    const refused = await spyglass(["types", "lab_zoo"], env);
    assertEquals(refused.code, 2);
    assertStringIncludes(refused.stderr, "has not written");
    assertEquals(await Deno.readTextFile(path), "export const mine = 1;\n");
    const near = await spyglass(["types", "lab_zo"], env);
    assertEquals(near.code, 1);
    assertStringIncludes(near.stderr, "lab_zoo");
    assertEquals((await spyglass(["types"], env)).code, 2);
    const shown = await spyglass(["types", "lab_zoo", "--output=-"], env);
    assertStringIncludes(shown.stdout, "export interface LabZoo {");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
