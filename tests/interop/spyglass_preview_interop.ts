/** Real Spyglass reads every form of entry that we write, and previews the same rows. */
import { assertEquals, assertGreater } from "@std/assert";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import { makeDemo } from "../../src/demo/demo.ts";
import { infoOf } from "../../src/query/table.ts";
import { runSpyglass } from "../python/run_spyglass.ts";
import { loadSql } from "../setup.ts";
import { freshPlace, listening, type Place } from "../story/place.ts";

const PAPER = { paper_id: "preview" };

Deno.test("Spyglass' own ExportSelection.preview_tables gives the rows that ours gives, for every form of entry", async () => {
  await using place = await freshPlace();
  await makeDemo(place.pool, { baseDir: place.baseDir });
  await loadSql(place.socket, OWN_TABLES);
  const db = await place.connect();
  const electrode = await db.table("common_ephys.Electrode");
  const session = await db.table("common_session.Session");
  const texts = await db.table("preview_lab.text_key");
  const numbers = await db.table("preview_lab.number");
  const nothing = await db.table("preview_lab.nothing");
  const moments = await db.table("preview_lab.moment");
  const { result: slice } = await listening(async () => {
    await db.ExportSelection.startExport({ ...PAPER, analysis_id: "a" });
    await electrode`electrode_id > ${125} AND nwb_file_name LIKE 'min%'`.rows();
    await electrode.and({ electrode_id: 1 }).except({ bad_channel: "True" })
      .rows();
    await electrode.orderBy("electrode_id desc").limit(7).rows();
    await electrode.and({ electrode_id: 9 }).join(session).rows();
    await session.aggr(electrode.and("electrode_id < 5"), { n: "count(*)" })
      .rows();
    await texts.rows();
    await texts.orderBy("name").limit(9).rows();
    await texts.and([{ name: "100% it's" }, { name: "é 🧠" }]).rows();
    // More than one entry can hold, with holes.
    await numbers.orderBy("id").limit(1500).rows();
    await numbers.proj().union(numbers.and("id > 5990").proj()).rows();
    await moments.orderBy("at").limit(1).rows();
    // Tables that were looked at and gave nothing: of one of them nothing else is logged.
    await electrode.and("electrode_id > 999").limit(2).rows();
    await numbers.and({ id: 10 }).except(nothing).rows();
    for await (const _ of numbers.orderBy("id desc").stream()) break;
    await db.ExportSelection.stopExport();
    return await db.ExportSelection.previewTables(PAPER);
  });
  const log = await place.pool.texts(
    "select table_name, restriction from common_usage.export_selection__table where restriction = 'FALSE' order by 1",
  );
  assertEquals(log, [
    ["`common_ephys`.`_electrode`", "FALSE"],
    ["`preview_lab`.`nothing`", "FALSE"],
  ]);
  const ours: Record<string, string[][]> = {};
  for (const query of slice) {
    const table = / FROM (`[^`]+`\.`[^`]+`)/.exec(query.toSql().sql)![1]!;
    const rows = await query.keys();
    ours[table] = sorted(
      rows.map((row) => Object.values(row).map((value) => String(value))),
    );
  }
  const theirs = await spyglassPreview(place);
  for (const [table, keys] of Object.entries(theirs)) {
    theirs[table] = sorted(keys);
  }
  // Theirs shows a table without rows, too.
  const { "`preview_lab`.`nothing`": none, ...filled } = theirs;
  assertEquals(none, []);
  assertEquals(
    Object.keys(filled).sort(),
    Object.keys(ours).sort(),
  );
  for (const [table, keys] of Object.entries(ours)) {
    assertEquals(theirs[table], keys, table);
  }
  assertGreater(ours[infoOf(numbers).fullName]!.length, 1500);
});

async function spyglassPreview(
  place: Place,
): Promise<Record<string, string[][]>> {
  const said = await runSpyglass(
    await setUpPython("spyglass"),
    new URL("spyglass_preview.py", import.meta.url),
    [place.socket, PAPER.paper_id],
    place.baseDir,
  );
  return JSON.parse(/RESULT(.*)/.exec(said)![1]!);
}

function sorted(keys: readonly string[][]): string[][] {
  return keys.map((key) => key.map(plain)).sort((a, b) =>
    JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
  );
}

/** Fractions of seconds that are none are not written by Python. */
function plain(text: string): string {
  return text.replace(/^(\d+-\d\d-\d\d \d\d:\d\d:\d\d)\.0+$/, "$1");
}

const OWN_TABLES = `
create database preview_lab;
use preview_lab;
create table text_key (name varchar(60) not null primary key, id int not null) engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin;
insert into text_key values ('plain', 1), ('100% it''s', 2), ('é 🧠', 3), ('back\\\\slash', 4), ('say "x"', 5),
  ('50%% off', 6), ('a) OR (b', 7), ('semi;colon -- x', 8), ('new\\nline', 9), ('lower case words', 10);
create table number (id int not null primary key) engine=InnoDB;
insert into number select seq * 3 + seq % 2 from seq_1_to_2000;
create table nothing (id int not null primary key) engine=InnoDB;
create table moment (at timestamp not null default '2023-10-29 00:30:00' primary key) engine=InnoDB;
insert into moment values ('2023-10-29 00:30:00'), ('2023-10-29 01:30:00');
`;
