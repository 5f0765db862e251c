/**
 * The tutorial's story, as a user tells it, with the numbers that it must give.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { andList } from "../../src/query/condition/restriction.ts";
import { filesIn, listening, logRows, type Place } from "./place.ts";
import { assertRestores, dump, loggedRows } from "./restore.ts";
import { allLinks, allRows, plainClosure, rowTexts } from "./rows.ts";

const ELECTRODE = "`common_ephys`.`_electrode`";
const CURATION = "`spikesorting_v1_curation`.`curation_v1`";
const ANALYSIS = "`common_nwbfile`.`analysis_nwbfile`";
const POSITION = "`position_v1_trodes_position`.`__trodes_pos_v1`";

/** Tells the story and checks everything that it gives, up to the restored dump. */
export async function assertTutorial(place: Place): Promise<void> {
  const { said } = await listening(() => tell(place));
  assertEquals(said.filter((line) => !line.startsWith("Export script")), [
    'Starting {"export_id":1}',
    "Export 1 in progress. Starting new.",
    'Starting {"export_id":2}',
    'Stopped {"export_id":2}',
  ]);
  const script = join(
    place.baseDir,
    "export",
    "paper1",
    "_ExportSQL_paper1.sh",
  );
  assertEquals(said.at(-1), `Export script written to ${script}`);
  const expected = plainClosure(
    await allRows(place.pool),
    await allLinks(place.pool),
    await loggedRows(place.pool, "paper1"),
  );
  assertEquals(expected.size, 41);
  await assertRestores(await dump(place, script), rowTexts(expected));
}

async function tell(place: Place): Promise<void> {
  const db = await place.connect();
  const { ExportSelection, Export } = db;
  const { Electrode } = await db.schema("common_ephys");
  const { CurationV1 } = await db.schema("spikesorting_v1_curation");
  const { TrodesPosV1 } = await db.schema("position_v1_trodes_position");
  const paper = { paper_id: "paper1" };
  assertEquals(
    await ExportSelection.startExport({ ...paper, analysis_id: "analysis1" }),
    { export_id: 1 },
  );
  const lfp = await Electrode!.and(
    andList(["nwb_file_name LIKE 'min%'", { electrode_id: 1 }]),
  ).fetch();
  const more = await Electrode!`electrode_id > ${125}`.fetch();
  assertEquals([lfp.numRows(), more.numRows()], [1, 2]);
  assertEquals((await ExportSelection.previewTables(paper)).counts, {
    [ELECTRODE]: 3,
  });
  await ExportSelection.startExport({ ...paper, analysis_id: "analysis2" });
  const curations = await CurationV1!`curation_id = ${1}`.fetchNwb();
  assertEquals(curations.length, 1);
  assert("units" in curations[0]! || "object" in curations[0]!);
  const position = await TrodesPosV1!.and({
    trodes_pos_params_name: "single_led",
  }).fetch();
  assertEquals(position.numRows(), 1);
  assertEquals((await ExportSelection.previewTables(paper)).counts, {
    [ELECTRODE]: 6,
    [CURATION]: 1,
    [ANALYSIS]: 2,
    [POSITION]: 1,
  });
  const listed = await ExportSelection.listFilePaths(paper);
  await ExportSelection.stopExport();
  const all = await ExportSelection.showAllTables(paper);
  assertEquals([Object.keys(all.counts).length, all.total], [41, 58]);
  const populated = await Export.populatePaper(paper);
  assertEquals(populated.tables, all.counts);
  assertEquals(populated.export_id, 2);
  assertEquals([listed.length, populated.files.length], [2, 3]);
  await assertLog(place);
  await assertBundle(populated.directory, populated.files);
}

async function assertLog({ pool }: Place): Promise<void> {
  const log = await logRows(pool);
  const [[file] = []] = await pool.texts(
    "select analysis_file_name from common_usage.export_selection__file",
  );
  assertEquals(log.map(([id, , table]) => [id, table]), [
    ["1", ELECTRODE],
    ["1", ELECTRODE],
    ["2", CURATION],
    ["2", ANALYSIS],
    ["2", POSITION],
  ]);
  const texts = log.map(([, , , restriction]) => restriction!);
  assertEquals(texts.slice(0, 3), [
    "((nwb_file_name LIKE 'min%%'))AND((electrode_id=1))",
    "(electrode_id > 125)",
    "(curation_id = 1)",
  ]);
  assert(texts[3]!.includes(`'${file}'`), texts[3]);
  assert(texts[4]!.includes("trodes_pos_params_name"), texts[4]);
  assert(texts[4]!.includes("'single_led'"), texts[4]);
  const [[files] = []] = await pool.texts(
    "select count(*) from common_usage.export_selection__file",
  );
  assertEquals(files, "1");
  const result = await pool.texts(
    `select (select count(*) from common_usage.__export), (select count(*) from common_usage.__export__table),
    (select count(*) from common_usage.__export__file)`,
  );
  assertEquals(result, [["1", "41", "3"]]);
}

function assertBundle(
  directory: string,
  files: readonly { file_path: string }[],
): void {
  const bundle = filesIn(directory);
  assertEquals(
    bundle["files.txt"],
    files.map(({ file_path }) => `${file_path}\n`).join(""),
  );
  const [head, ...facts] = bundle["files.tsv"]!.trimEnd().split("\n");
  assertEquals(head, "file_path\tstore\tbytes\tsha256");
  for (const [at, { file_path }] of files.entries()) {
    assert(Deno.statSync(file_path).isFile);
    const [path, store, bytes, sha256] = facts[at]!.split("\t");
    assertEquals([path, Number(bytes)], [
      file_path,
      Deno.statSync(file_path).size,
    ]);
    assert(file_path.includes(`/${store}/`), store);
    assert(/^[0-9a-f]{64}$/.test(sha256!), sha256);
  }
  for (const name of ["README.md", "manifest.json", "spyglass_version"]) {
    assert(bundle[name]?.length, `${name} is empty`);
  }
  assert(Object.keys(bundle).some((name) => name.startsWith("environment/")));
}
