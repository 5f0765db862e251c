import { assertEquals, assertGreater } from "@std/assert";
import { listening } from "../story/place.ts";
import {
  assertPythonReads,
  AWKWARD_TEXTS,
  byText,
  type InteropLab,
  interopLab,
  logged,
  READS_PERCENT_SIGNS,
  startExport,
} from "./lab.ts";

const lab: InteropLab = await interopLab();

Deno.test.afterAll(async () => await lab[Symbol.asyncDispose]());

Deno.test("Python reads from a populated export exactly the slice's rows, table by table", async () => {
  const { db, python } = lab;
  const paper = { paper_id: "slice" };
  await startExport(lab, paper.paper_id);
  const electrode = await lab.table("common_ephys.Electrode");
  const curation = await lab.table("spikesorting_v1_curation.CurationV1");
  const item = await lab.table("interop.Item");
  const uuidKey = await lab.table("interop.UuidKey");
  await electrode`electrode_id > ${100}`.rows();
  await curation().rows();
  await item.and([{ order: 1 }, { group: null }]).rows();
  await uuidKey().limit(5).rows();
  const { result: populated } = await listening(async () => {
    await db.ExportSelection.stopExport();
    return await db.Export.populatePaper(paper);
  });
  const read = await python.ask("exported", paper.paper_id);
  const counts = Object.fromEntries(
    Object.entries(read).map(([name, keys]) => [name, keys.length]),
  );
  assertEquals(counts, { ...populated.tables });
  assertGreater(Object.keys(counts).length, 30);
  await assertSameKeys(await db.ExportSelection.showAllTables(paper), read);
});

Deno.test({
  name: "Python reads awkward keys from a populated export",
  ignore: !READS_PERCENT_SIGNS,
}, async () => {
  const { db, python } = lab;
  const paper = { paper_id: "awkward" };
  await startExport(lab, paper.paper_id);
  const textKey = await lab.table("interop.TextKey");
  await textKey().limit(AWKWARD_TEXTS.length - 1).rows();
  await listening(async () => {
    await db.ExportSelection.stopExport();
    await db.Export.populatePaper(paper);
  });
  const read = await python.ask("exported", paper.paper_id);
  await assertSameKeys(await db.ExportSelection.showAllTables(paper), read);
});

Deno.test("Python logs beside us: after our entries, and we after Python's", async () => {
  const { place, python } = lab;
  const item = await lab.table("interop.Item");
  const export_id = await startExport(lab, "beside");
  const table_name = "`interop`.`item`";
  await item.and({ id: 1 }).rows();
  const first = await python.ask("log_entry", {
    export_id,
    table_name,
    restriction: " (( `id`=2))",
  });
  await item.and({ id: 3 }).rows();
  const second = await python.ask("log_entry", {
    export_id,
    table_name,
    restriction: " ((name LIKE 'pla%%'))",
  });
  assertEquals(second, first + 2);
  const rows = await place.pool.texts(
    `select table_id, restriction from common_usage.export_selection__table where export_id = ${export_id} order by table_id`,
  );
  assertEquals(rows.map(([id]) => Number(id)), [
    first - 1,
    first,
    first + 1,
    second,
  ]);
  const slice = await lab.db.ExportSelection.previewTables({
    paper_id: "beside",
  });
  assertEquals(slice.counts, { [table_name]: 4 });
});

Deno.test("Python reads from the log what fetchNwb() read", async () => {
  const curation = await lab.table("spikesorting_v1_curation.CurationV1");
  const read = await logged(lab, curation, () => curation().fetchNwb());
  await assertPythonReads(lab, read);
  assertGreater(read.others.size, 0);
  for (const entries of read.others.values()) {
    assertEquals((await lab.python.ask("keys", entries)).counted, 1);
  }
});

/** Each table's keys by Python are those that the slice's own queries give. */
async function assertSameKeys(
  slice: Awaited<
    ReturnType<typeof lab.db.ExportSelection.showAllTables>
  >,
  read: Awaited<ReturnType<typeof lab.python.ask<"exported">>>,
) {
  for (const query of slice) {
    const keys = (await query.keys()).map((row) =>
      Object.values(row).map((value) => value === null ? null : String(value))
    );
    const name = / FROM (`[^`]+`\.`[^`]+`)/.exec(query.toSql().sql)![1]!;
    assertEquals(
      read[name]!.toSorted(byText),
      keys.toSorted(byText),
      name,
    );
  }
}
