/** Where the files of a slice are. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ExportError, SpyglassError } from "../../../src/errors.ts";
import { openLab, PAPER } from "../lab.ts";

Deno.test("a slice refuses a file outside of its store, whoever wrote that into the database", async () => {
  await using lab = await openLab();
  await lab.pool.run(
    "update common_nwbfile.`~external_raw` set filepath = 'a/../../../etc/passwd' where filepath like 'b%'",
  );
  await lab.log("one", () => lab.pair.and({ id: 2 }).fetch());
  await assertRejects(
    () => lab.db.ExportSelection.showAllTables(PAPER),
    SpyglassError,
    "wanted one inside of",
  );
});

Deno.test("a slice finds attachments and blobs where DataJoint puts them", async () => {
  await using lab = await openLab();
  await lab.pool.run(
    "insert into common_nwbfile.`~external_raw` (hash, size, attachment_name) values " +
      "(unhex(repeat('c3', 16)), 1, 'notes.txt'), (unhex(repeat('d4', 16)), 1, null)",
  );
  await lab.pool.run(
    "insert into common_nwbfile.nwbfile values ('c_.nwb', unhex(repeat('c3', 16))), ('d_.nwb', unhex(repeat('d4', 16)))",
  );
  const nwbfile = await lab.db.table("common_nwbfile.nwbfile");
  await lab.log("one", () => nwbfile.and("nwb_file_name > 'b_.nwb'").fetch());
  const { files } = await lab.db.ExportSelection.showAllTables(PAPER);
  const preview = await lab.db.ExportSelection.previewTables(PAPER);
  assertEquals(preview.files, files);
  // What plans list the files by asks for them once more.
  const plan = await lab.db.Export.plan(PAPER);
  assertEquals(plan.files.map(({ file_path }) => ({ file_path })), files);
  const places = files.map(({ file_path }) => file_path);
  assertEquals(places.length, 2, `${places}`);
  assertMatch(
    places[0]!,
    /\/common_nwbfile\/c3\/c3\/(c3){16}\.notes\.txt$/,
  );
  assertMatch(places[1]!, /\/common_nwbfile\/d4\/d4\/(d4){16}$/);
});

Deno.test("listFilePaths() lists what it can where a store's hidden table is missing, and names that where it is needed", async () => {
  await using lab = await openLab();
  const nwbfile = await lab.db.table("common_nwbfile.nwbfile");
  await lab.log("one", () => nwbfile.and({ nwb_file_name: "a_.nwb" }).fetch());
  const { listFilePaths } = lab.db.ExportSelection;
  const [file] = await listFilePaths(PAPER);
  assertMatch(file!.file_path, /\/raw\/a\/a_\.dat$/);
  await lab.pool.run(
    "insert into common_nwbfile.analysis_nwbfile values ('x.nwb', 'a_.nwb', unhex(repeat('a1', 16)))",
  );
  await lab.pool.run(
    "insert into common_usage.export_selection__file (export_id, analysis_file_name) values (1, 'x.nwb')",
  );
  await lab.db.reload();
  const { message } = await assertRejects(
    () => listFilePaths(PAPER),
    ExportError,
  );
  assertMatch(
    message,
    /^Cannot list the files of `common_nwbfile`.`analysis_nwbfile`: `common_nwbfile`.`~external_analysis`, .* GRANT SELECT/,
  );
});
