import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Verification } from "../../../src/export/verify/verification.ts";
import { MYSQL_PROGRAMS, mysqlServer } from "../../mysql_server.ts";
import { loadSql } from "../../setup.ts";
import { freshPlace, listening } from "../../story/place.ts";
import { withVariable } from "../../with_variable.ts";

const ignore = MYSQL_PROGRAMS === null;
const REASON = ignore ? " (MySQL is missing)" : "";
const PAPER = { paper_id: "paper1" };

/** A database of MySQL, of which a read is logged and exported, is verified. */
async function verified(
  tables: string,
  restriction: string,
  programs: string | null,
): Promise<{ result: Verification; said: string[] }> {
  await using place = await freshPlace(mysqlServer);
  await loadSql(
    place.socket,
    `create database lab; use lab; set session sql_generate_invisible_primary_key = on; ${tables}`,
  );
  const db = await place.connect();
  const cage = await db.table("lab.Cage");
  await listening(async () => {
    await db.ExportSelection.startExport({ ...PAPER, analysis_id: "one" });
    assertEquals((await cage.and(restriction).fetch()).numRows(), 1);
    await db.ExportSelection.stopExport();
    await db.Export.populatePaper(PAPER, { run: true });
  });
  const path = Deno.env.get("PATH")!;
  return await withVariable(
    "PATH",
    programs === null ? path : `${programs}:${path}`,
    () => listening(() => db.Export.verify(PAPER)),
  );
}

/** What MariaDB does not know. */
const OWN = `
create table cage (number int, twice int generated always as (number * 2) stored, name varchar(20), facts json,
  primary key (twice), key by_name ((lower(name))), check (regexp_like(name, '^[A-Z]')),
  code varchar(36) default (bin_to_uuid(uuid_to_bin('6ccd780c-baba-1026-9564-5b8c656024db'))));
insert into cage (number, name, facts) values (1, 'A', '{"room": "x"}'), (2, 'B', '{"room": "y"}');
create table mouse (id int primary key, twice int, foreign key (twice) references cage (twice));
`;

Deno.test({
  name:
    `verify() tries a dump of MySQL on a MySQL server, where one is installed${REASON}`,
  ignore,
  fn: async () => {
    const { result } = await verified(
      OWN,
      "facts->>'$.room' = 'x'",
      MYSQL_PROGRAMS,
    );
    assertEquals(result.differences, []);
    assertEquals([result.restored.tables, result.restored.rows], [1, 1]);
    assertStringIncludes(Deno.inspect(result), "byte for byte on MySQL ");
  },
});

Deno.test({
  name:
    `verify() says that a dump of MySQL was tried on MariaDB, where that may be why it fails${REASON}`,
  ignore,
  fn: async () => {
    const { result } = await verified(OWN, "facts->>'$.room' = 'x'", null);
    assert(!result.ok);
    assertStringIncludes(Deno.inspect(result), "was tried on MariaDB ");
    assertStringIncludes(Deno.inspect(result), "with mysqld on the PATH");
  },
});

Deno.test({
  name:
    `verify() knows MySQL's generated invisible primary keys on MariaDB${REASON}`,
  ignore,
  fn: async () => {
    const { result } = await verified(
      "create table cage (room int); insert into cage (room) values (7), (8);",
      "room = 7",
      null,
    );
    assertEquals(result.differences, []);
  },
});

/** As one that may open no files but those of the system's own server. */
const REFUSED = `#!/bin/sh
case $* in *--version*) echo "mysqld  Ver 99.0.0 for Linux on x86_64"; exit ;; esac
echo "[ERROR] Permission denied" >&2
exit 1
`;

Deno.test({
  name:
    `verify() takes MariaDB where MySQL's server is installed and does not start, and says so${REASON}`,
  ignore,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(`${folder}/mysqld`, REFUSED, { mode: 0o755 });
    try {
      const { result, said } = await verified(
        "create table cage (id int primary key); insert into cage values (1), (2);",
        "id = 1",
        folder,
      );
      assertEquals(result.differences, []);
      assertStringIncludes(said.join("\n"), "MySQL's server is not used");
      assertStringIncludes(said.join("\n"), "Permission denied");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
