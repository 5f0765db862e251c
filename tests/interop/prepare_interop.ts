import { assert, assertEquals, assertRejects } from "@std/assert";
import { basename, dirname, join } from "node:path";
import { PROJECT } from "../../scripts/setup/project.ts";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import type { Database } from "../../src/database.ts";
import type { FileCommands } from "../../src/dandi/dandi_commands.ts";
import type { PreparedFiles } from "../../src/dandi/prepared_files.ts";
import { ExportError } from "../../src/errors.ts";
import { fileHash } from "../../src/external/layout.ts";
import { openNwb } from "../../src/nwb/file.ts";
import { loadSql } from "../setup.ts";
import { listening } from "../story/place.ts";
import { type DandiLab, dandiLab, ONE, readObjects, TWO } from "./dandi_lab.ts";

/** What several files of a lab share when they were made from one another. */
const SHARED = "11111111-2222-3333-4444-555555555555";
/** Rows that note files. */
const NOTED =
  "select filepath, size, lower(hex(contents_hash)) from common_nwbfile.`~external_analysis` union all select filepath, size, lower(hex(contents_hash)) from common_nwbfile.`~external_raw` order by 1";

Deno.test("Export.prepareFilesForExport() mends what dandi validate refuses, or leaves everything as it was", async (t) => {
  await setUpPython("dandi");
  await using lab = await dandiLab();
  const { place } = lab;
  const { Export } = await lab.db.schema("common_usage");
  const { DandiValidation } = await lab.db.schema("common_dandi");
  const paths = [...lab.files, ...lab.copies];
  await damage(lab, paths);
  const read = await data(lab.db);

  await t.step("dandi validate's remarks fill the tables", async () => {
    const { result } = await listening(() => DandiValidation.checkPaper(ONE));
    assert(result.violations >= 3, JSON.stringify(result));
    const { Violations } = DandiValidation as unknown as Record<
      string,
      typeof Export
    >;
    const rows = await Violations!().rows();
    assertEquals(rows.length, result.violations);
    assertEquals(await DandiValidation.count(), lab.files.length);
    for (const row of rows) {
      assert(lab.files.includes(String(row.file_path)), String(row.file_path));
      assert(String(row.full_error).includes(String(row.id)));
    }
    await assertRejects(
      () => listening(() => DandiValidation.checkPaper(ONE)),
      ExportError,
      "force",
    );
  });

  const before = await states(paths);
  const noted = await place.pool.texts(NOTED);
  let planned: PreparedFiles;

  await t.step("a dry run lists each change, and makes none", async () => {
    const { result } = await listening(() =>
      Export.prepareFilesForExport(ONE, { dryRun: true })
    );
    planned = result;
    assertEquals(result.applied, false);
    assertEquals(result.left, []);
    assertEquals(await states(paths), before);
    const of = (name: string) =>
      result.changes.filter(({ file_path }) => file_path.includes(name))
        .map(({ at, before, after }) => `${at}: ${before} → ${after}`);
    assertEquals(of("K7Q2VD8MXA").filter((line) => !/time|_id:/.test(line)), [
      "/general/subject/sex: Female → F",
      "/general/subject/species: Rat → Rattus norvegicus",
      "/general/subject/weight: 312 → 312 g",
      "/general/subject/age: null → P4M/P8M",
      "/general/experimenter: Ada B. Lovelace; Curie, Marie → Lovelace, Ada B.; Curie, Marie",
      "/units/id: null → 0, 1, 2, …",
    ]);
    assert(of("T5H9RWJ3ZC").some((line) => /float16 .* → float32/.test(line)));
    // Three files shared one id: one keeps it.
    const ids = result.changes.filter(({ at }) => at === "/ object_id");
    assertEquals(ids.map(({ before }) => before), [SHARED, SHARED]);
    const shown = (result as unknown as Record<
      symbol,
      () => {
        "text/html": string;
        "text/plain": string;
      }
    >)[Symbol.for("Jupyter.display")]!();
    assert(shown["text/html"].includes("assumed; pass age"));
    assert(shown["text/plain"].includes("nothing was changed yet"));
  });

  await t.step("a failure leaves files and rows as they were", async () => {
    await loadSql(
      place.socket,
      "create trigger common_nwbfile.no before update on common_nwbfile.`~external_analysis` for each row signal sqlstate '45000' set message_text = 'no room'",
    );
    await assertRejects(
      () => listening(() => Export.prepareFilesForExport(ONE)),
      Error,
      "no room",
    );
    await loadSql(place.socket, "drop trigger common_nwbfile.no");
    assertEquals(await states(paths), before);
    assertEquals(await place.pool.texts(NOTED), noted);
    assertEquals(leftovers(paths), []);
  });

  await t.step("inside of a transaction it is refused", async () => {
    await assertRejects(
      () => lab.db.transaction(() => Export.prepareFilesForExport(ONE)),
      ExportError,
      "call it outside of db.transaction()",
    );
    assertEquals(await states(paths), before);
    assertEquals(await place.pool.texts(NOTED), noted);
  });

  await t.step("whoever is no administrator is refused", async () => {
    await loadSql(
      place.socket,
      "create user ann@localhost; grant all on *.* to ann@localhost",
    );
    const other = await place.connect({ user: "ann" });
    const { Export } = await other.schema("common_usage") as unknown as {
      Export: FileCommands;
    };
    await assertRejects(
      () => listening(() => Export.prepareFilesForExport(ONE)),
      ExportError,
      "no administrator",
    );
  });

  await t.step("all is mended, and noted", async () => {
    const { result, said } = await listening(() =>
      Export.prepareFilesForExport(ONE)
    );
    assertEquals(result.applied, true);
    assertEquals(
      result.changes.map(({ at }) => at),
      planned.changes.map(({ at }) => at),
    );
    assert(said.join("\n").includes("populatePaper again"), said.join("\n"));
    assert(said.join("\n").includes(TWO.paper_id), said.join("\n"));
    assertEquals(leftovers(paths), []);
    for (const [filepath, size, contents] of await place.pool.texts(NOTED)) {
      const path = paths.find((one) => basename(one) === basename(filepath!))!;
      assertEquals(Number(size), Deno.statSync(path).size, path);
      assertEquals(contents, await fileHash(path), path);
    }
    const ids = await Promise.all(lab.files.map(rootId));
    assertEquals(new Set(ids).size, lab.files.length);
    // The same data, by the same object ids.
    assertEquals(await data(await place.connect()), read);
  });

  await t.step("dandi validate refuses nothing any more", async () => {
    const { result } = await listening(() =>
      DandiValidation.checkPaper(ONE, { force: true })
    );
    const rows = await place.pool.texts(
      "select file_path, message from common_dandi.__dandi_validation__violations",
    );
    assertEquals(rows, []);
    assertEquals(result.violations, 0);
    const { result: again } = await listening(() =>
      Export.prepareFilesForExport(ONE)
    );
    assertEquals(again.changes, []);
  });

  await t.step("Export.listFiles() says what the files are", async () => {
    const frame = await Export.listFiles(ONE);
    const rows = frame.objects() as Record<string, unknown>[];
    assertEquals(rows.map(({ file_path }) => file_path), [...lab.files]);
    assertEquals(rows.map(({ store }) => store).sort(), [
      "analysis",
      "analysis",
      "raw",
    ]);
    // The original, not the copy that links to it.
    assert(rows.every(({ file_path }) => !/_\.nwb$/.test(String(file_path))));
  });

  await t.step("what was only checked was not published", async () => {
    const { published } = await Export.status(ONE);
    assertEquals(published, null);
    const { warned } = await listening(() =>
      lab.db.ExportSelection.startExport({ ...ONE, analysis_id: "a" })
    );
    await listening(() => lab.db.ExportSelection.stopExport());
    assertEquals(warned, []);
    assertEquals(await DandiValidation.count(), 0);
    assertEquals(await Export.and(ONE).count(), 0);
  });
});

async function damage(
  { place }: DandiLab,
  paths: readonly string[],
): Promise<void> {
  const { success, stderr } = await new Deno.Command(
    await setUpPython("dandi"),
    {
      args: [
        join(PROJECT, "tests", "interop", "damage_nwb.py"),
        ...paths.flatMap((path) => [path, SHARED]),
      ],
      stdout: "null",
      stderr: "piped",
    },
  ).output();
  assert(success, new TextDecoder().decode(stderr));
  for (const path of paths) {
    const table = path.includes("/raw/")
      ? "~external_raw"
      : "~external_analysis";
    await place.pool.run(
      `update common_nwbfile.\`${table}\` set size = ${
        Deno.statSync(path).size
      }, contents_hash = X'${await fileHash(path)}' where filepath like '%${
        basename(path)
      }'`,
    );
  }
}

/** What the rows hold, but for the ids of whole files and of rows. */
async function data(db: Database): Promise<unknown> {
  const { units, objects, ...read } = await readObjects(db) as {
    units: { spike_times: unknown }[];
    objects: [string, string][];
  };
  return {
    ...read,
    spikes: units.map(({ spike_times }) => spike_times),
    objects: objects.filter(([, path]) => path !== "/"),
  };
}

/** Contents and times of files. */
async function states(paths: readonly string[]): Promise<string[]> {
  return await Promise.all(
    paths.map(async (path) =>
      `${await fileHash(path)} ${Deno.statSync(path).ino}`
    ),
  );
}

/** Copies that were left beside files. */
function leftovers(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => dirname(path)))]
    .flatMap((folder) => [...Deno.readDirSync(folder)])
    .map(({ name }) => name).filter((name) => name.startsWith("."));
}

async function rootId(path: string): Promise<unknown> {
  using nwb = await openNwb(path);
  return nwb.get("/").attributes.object_id;
}
