import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dirname, join } from "node:path";
import { makeDemo } from "../../src/demo/demo.ts";
import { DEMO_FILES } from "../../src/demo/session.ts";
import { ExportError } from "../../src/errors.ts";
import { loadSql } from "../setup.ts";
import { deleteDemo, everything, freshPlace } from "./place.ts";

Deno.test("makeDemo() leaves other sessions alone", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, place);
  await loadSql(
    place.socket,
    `create database other; ${deleteDemo()}
    insert into common_region.\`#brain_region\` values (7, 'hippocampus', null, null), (1, 'thalamus', null, null);
    insert into common_lab.institution values ('Elsewhere');
    insert into common_nwbfile.\`~external_raw\` (hash, size, filepath) values (0x${
      "11".repeat(16)
    }, 5, 'x_.nwb');
    insert into common_nwbfile.nwbfile values ('x_.nwb', 0x${"11".repeat(16)});
    insert into common_session._session (nwb_file_name, session_description, session_start_time, timestamps_reference_time)
      values ('x_.nwb', 'theirs', now(), now());`,
  );
  await makeDemo(place.pool, place);
  const rows = await place.pool.texts(
    "select nwb_file_name, session_description = 'theirs' from common_session._session order by 1",
  );
  assertEquals(rows, [["minirec20230622_.nwb", "0"], ["x_.nwb", "1"]]);
  assertEquals(
    await place.pool.texts(
      "select distinct region_id from common_ephys._electrode",
    ),
    [["7"]],
  );
});

Deno.test("makeDemo() stops at a row of somebody's own", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, place);
  await loadSql(
    place.socket,
    `${deleteDemo()}
    insert into common_lab.lab_team values ('Mira Sample', 'it''s mine');
    drop table common_usage.__export__file;`,
  );
  await Deno.remove(place.baseDir, { recursive: true });
  const before = await everything(place);
  const error = await assertRejects(
    () => makeDemo(place.pool, place),
    ExportError,
  );
  assertEquals(
    error.message,
    "Cannot make the demo: found the row (team_name = 'Mira Sample') of `common_lab`.`lab_team` with another " +
      "team_description, wanted 'personal team'; nothing was changed; rename or delete that row, or use another " +
      "server for the demo (SPYGLASS_DATA_DIR names the folder of a new one)",
  );
  assertEquals(await everything(place), before);
});

Deno.test("makeDemo() stops at a table of another kind", async () => {
  await using place = await freshPlace();
  await loadSql(
    place.socket,
    "create database common_lab; create table common_lab.lab_team (team_name varchar(80) primary key)",
  );
  await assertRejects(
    () => makeDemo(place.pool, place),
    ExportError,
    'found the table `common_lab`.`lab_team` without the column "team_description"',
  );
  await loadSql(
    place.socket,
    "alter table common_lab.lab_team add team_description varchar(2000) not null default '', add pi varchar(10) not null",
  );
  const before = await everything(place);
  await assertRejects(
    () => makeDemo(place.pool, place),
    ExportError,
    'with the column "pi" that needs a value',
  );
  assertEquals(await everything(place), before);
});

for (const file of Object.values(DEMO_FILES)) {
  Deno.test(`makeDemo() stops at another file at ${file}`, async () => {
    await using place = await freshPlace();
    const path = join(place.baseDir, file);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, "mine");
    const error = await assertRejects(
      () => makeDemo(place.pool, place),
      ExportError,
    );
    assertStringIncludes(error.message, path);
    assertEquals(await Deno.readTextFile(path), "mine");
    assertEquals(
      await place.pool.texts("show databases like 'common%'"),
      [],
    );
  });
}

Deno.test("makeDemo() refuses files that do not fit the rows", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, place);
  await loadSql(
    place.socket,
    "update common_nwbfile.`~external_analysis` set contents_hash = 0x" +
      "22".repeat(16),
  );
  await assertRejects(
    () => makeDemo(place.pool, place),
    ExportError,
    "found another file at",
  );
  await Deno.remove(join(place.baseDir, "analysis"), { recursive: true });
  await assertRejects(
    () => makeDemo(place.pool, place),
    ExportError,
    "of other contents than this version's",
  );
});
