import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import type { Difference } from "../../../src/export/verify/difference.ts";
import type { Verification } from "../../../src/export/verify/verification.ts";
import { loadSql } from "../../setup.ts";
import { type Lab, lab, VALUES } from "./verify_setup.ts";

Deno.test("verify() agrees on awkward values, and names what was altered in a dump", async (t) => {
  await using at = await lab();
  const { exports, paper, sql, tables } = at;

  await t.step("the bundle's own dump, which it makes first", async () => {
    const verified = await exports.verify(paper);
    assertEquals(verified.differences, []);
    assert(verified.ok);
    assertEquals(verified.restored, { tables: 5, rows: 19 });
    assertEquals(verified.sql, sql);
    assertMatch(verified.sha256, /^[0-9a-f]{64}$/);
    assertStringIncludes(Deno.inspect(verified), "Verified   yes");
    const display = Reflect.get(verified, Symbol.for("Jupyter.display"));
    const shown = JSON.stringify(Reflect.apply(display, verified, []));
    assertStringIncludes(shown, "Compared 19 rows");
  });

  const dump = await Deno.readTextFile(sql);

  await t.step("a row that is missing", async () => {
    const found = await tampered(
      at,
      row(dump, /,\n\([^\n]*,7,2,0x6d596d00\)/i, ""),
    );
    const [one] = kinds(found, "missing row");
    assertEquals(one!.table, tables.part);
    assertEquals(one!.key!.item, "2");
    assertStringIncludes(one!.message, "item=2");
  });

  await t.step("a byte that is another", async () => {
    const found = await tampered(
      at,
      row(dump, "about two  spaces", "about two  spacez"),
    );
    assertEquals(kinds(found, "missing row"), []);
    const [one, more] = kinds(found, "altered value");
    assertEquals(more, undefined);
    assertEquals([one!.table, one!.column], [tables.leaf, "description"]);
    assertEquals(one!.key!.word, VALUES[2]);
    assertStringIncludes(one!.expected as string, "spaces");
    assertStringIncludes(one!.found as string, "spacez");
    assertEquals(kinds(found, "read differs").length, 1);
  });

  await t.step("a byte of a blob that is another", async () => {
    const found = await tampered(
      at,
      row(dump, /0x00FF0A0D1A5C27220060/i, "0x00FF0A0D1A5C27220061"),
    );
    const [one] = kinds(found, "altered value");
    assertEquals([one!.table, one!.column], [tables.leaf, "data"]);
    assertEquals(one!.expected, "0x00ff0a0d1a5c27220060");
    assertEquals(one!.found, "0x00ff0a0d1a5c27220061");
  });

  await t.step("a row too many, and the reference it lacks", async () => {
    const extra =
      `SET foreign_key_checks = 0;\nINSERT INTO ${tables.part} VALUES ('nowhere', 1.5, 9, 1, NULL);\nCOMMIT;\n`;
    const found = await tampered(at, dump + extra);
    const [one] = kinds(found, "extra row");
    assertEquals([one!.table, one!.key!.word], [tables.part, "nowhere"]);
    assertEquals(kinds(found, "orphan")[0]!.table, tables.part);
  });

  await t.step("a read that selects more", async () => {
    const extra =
      `SET foreign_key_checks = 0; INSERT INTO ${tables.leaf} (word, number, id) VALUES ('PLAIN', 1.5, 9);\nCOMMIT;\n`;
    const found = await tampered(at, dump + extra);
    assertEquals(kinds(found, "extra row")[0]!.table, tables.leaf);
    const [read] = kinds(found, "read differs");
    assertMatch(read!.expected as string, /^1 rows/);
    assertMatch(read!.found as string, /^2 rows/);
  });

  await t.step("tables and definitions", async () => {
    const found = await tampered(
      at,
      `CREATE DATABASE \`another\`;\n${dump}\nCREATE TABLE \`${at.schema}\`.\`more\` (id int primary key);
ALTER TABLE ${tables.leaf} MODIFY latin varchar(21) character set latin1 COMMENT 'other';
DROP TABLE ${tables.part};`,
    );
    assertEquals(
      kinds(found, "extra table")[0]!.table,
      `\`${at.schema}\`.\`more\``,
    );
    assertEquals(kinds(found, "missing table")[0]!.table, tables.part);
    assertEquals(kinds(found, "extra schema")[0]!.table, "another");
    const [altered] = kinds(found, "altered table");
    assertEquals([altered!.table, altered!.column], [tables.leaf, "latin"]);
    assertStringIncludes(altered!.found as string, "varchar(21)");
  });

  await t.step("what is no table", async () => {
    const found = await tampered(
      at,
      `${dump}\nUSE \`${at.schema}\`;
CREATE TRIGGER watch BEFORE INSERT ON ${tables.leaf} FOR EACH ROW SET @a = 1;
CREATE FUNCTION one() RETURNS int DETERMINISTIC RETURN 1;`,
    );
    assertEquals(
      kinds(found, "extra object").map(({ table }) => table).sort(),
      [`${at.schema}.one`, `${at.schema}.watch`],
    );
  });

  await t.step("what leaves its own schemas", async () => {
    const folder = await Deno.makeTempDir();
    const written = `${folder}/written`;
    try {
      for (
        const statement of [
          "CREATE USER eve",
          `SELECT 'x' INTO OUTFILE '${written}'`,
          `SET GLOBAL general_log_file = '${written}', GLOBAL general_log = 1`,
          "INSERT INTO mysql.plugin VALUES ('x', 'x.so')",
          "CREATE DATABASE other",
          "CREATE FUNCTION sys_eval RETURNS int SONAME 'x.so'",
        ]
      ) {
        const found = await tampered(
          at,
          `${dump}\nUSE \`${at.schema}\`;\n${statement};`,
        );
        const [one] = kinds(found, "not importable");
        assertMatch(one!.found as string, /denied/, statement);
        assertEquals(Array.from(Deno.readDirSync(folder)), [], statement);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  await t.step("a column that is gone", async () => {
    const found = await tampered(
      at,
      `${dump}\nALTER TABLE ${tables.part} DROP COLUMN blob_value;`,
    );
    assertEquals(kinds(found, "not checked")[0]!.table, tables.part);
    assertEquals(kinds(found, "altered table")[0]!.column, "blob_value");
  });

  await t.step("a dump that ends in the middle", async () => {
    const found = await tampered(
      at,
      dump.slice(0, dump.lastIndexOf("0x6D596D00")),
    );
    assertEquals(found.ok, false);
    assertEquals(
      kinds(found, "missing row").some(({ table }) => table === tables.part),
      true,
    );
  });

  await t.step("a dump that the server refuses", async () => {
    const found = await tampered(at, `${dump}\nnonsense;`);
    const [one] = kinds(found, "not importable");
    assertStringIncludes(one!.found as string, "ERROR 1064");
  });

  await t.step("the file itself, by the digest beside it", async () => {
    await Deno.writeTextFile(
      sql,
      dump.replace("-- This is the end", "-- An end"),
    );
    const found = await exports.verify(paper);
    assertEquals(found.differences.map(({ kind }) => kind), ["altered file"]);
    assertStringIncludes(found.differences[0]!.message, sql);
    await Deno.writeTextFile(sql, dump);
  });
});

Deno.test("verify() names files that are missing, cut or altered", async () => {
  await using at = await lab();
  const { exports, paper, file, tables } = at;
  assertEquals((await exports.verify(paper)).differences, []);
  const whole = await Deno.readFile(file);

  await Deno.writeFile(file, whole.slice(1));
  const [cut] = (await exports.verify(paper)).differences;
  assertEquals([cut!.kind, cut!.table], ["altered file", tables.external]);
  assertStringIncludes(cut!.message, file);

  const altered = whole.slice();
  altered[0]! ^= 1;
  await Deno.writeFile(file, altered);
  const [other] = (await exports.verify(paper)).differences;
  assertEquals(other!.kind, "altered file");
  assertStringIncludes(other!.message, "MD5");

  await Deno.remove(file);
  const gone = await exports.verify(paper);
  assertEquals(gone.ok, false);
  assertEquals(gone.differences.map(({ kind, expected }) => [kind, expected]), [
    ["missing file", file],
  ]);
});

Deno.test("verify() finds what changed in the database since the dump was made", async () => {
  await using at = await lab();
  const { exports, paper, tables, socket } = at;
  assert((await exports.verify(paper)).ok);
  await loadSql(
    socket,
    `update ${tables.leaf} set f = 16777220 where word = 'plain' and id > 7;
insert into ${tables.part} select word, number, id, 3, null from ${tables.leaf} where word = 'plain' and id > 7`,
  );
  const found = await exports.verify(paper);
  assertEquals(kinds(found, "altered value")[0]!.column, "f");
  assertEquals(kinds(found, "altered value")[0]!.expected, "16777220");
  assertEquals(kinds(found, "missing row")[0]!.table, tables.part);
});

Deno.test("verify() runs the script again when the export was made anew", async () => {
  await using at = await lab();
  const { exports, paper, tables, socket, sql } = at;
  assert((await exports.verify(paper)).ok);
  await loadSql(socket, `update ${tables.leaf} set d = 0.25`);
  await exports.populatePaper(paper);
  assertEquals((await exports.verify(paper)).differences, []);
  // A script that is newer than the dump made it not.
  await loadSql(socket, `update ${tables.leaf} set d = 0.125`);
  await Deno.utime(sql, 1, 1);
  assertEquals((await exports.verify(paper)).differences, []);
});

/** Verifies a dump with other contents. */
async function tampered(at: Lab, dump: string): Promise<Verification> {
  const path = join(at.base, "tampered.sql");
  await Deno.writeTextFile(path, dump);
  const found = await at.exports.verify(at.paper, { sql: path });
  assertEquals(found.ok, false);
  for (const { message } of found.differences) assert(message.length > 20);
  return found;
}

function kinds(
  { differences }: Verification,
  kind: Difference["kind"],
): Difference[] {
  return differences.filter((one) => one.kind === kind);
}

/** The dump with one thing in it replaced, which must be there. */
function row(dump: string, what: string | RegExp, by: string): string {
  const changed = dump.replace(what, by);
  assert(changed !== dump, `the dump has no ${what}`);
  return changed;
}
