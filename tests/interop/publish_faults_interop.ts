import { assert, assertEquals, assertRejects } from "@std/assert";
import { basename, dirname, join } from "node:path";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import { ExportError, NwbError, UnknownNameError } from "../../src/errors.ts";
import { alone } from "../../src/export/populate_lock.ts";
import { endRangeThread } from "../../src/nwb/remote/range_thread.ts";
import { listening } from "../story/place.ts";
import { stored } from "./archive.ts";
import { addToNwb, dandiLab, DANDISET, ONE, TWO } from "./dandi_lab.ts";

Deno.test("DandiPath.compileDandiset() says what is wrong before anything is sent, and publishes what it can", async (t) => {
  await setUpPython("dandi");
  await using lab = await dandiLab();
  const { db, archive, place } = lab;
  const { DandiPath, DandiValidation } = await db.schema("common_dandi");
  const options = { dandisetId: DANDISET, instance: archive.instance };
  const publish = (paper: typeof ONE) =>
    listening(() => DandiPath.compileDandiset(paper, options));
  const rows = (sql: string) => place.pool.texts(sql);
  const analysis = lab.files.find((path) => path.includes("K7Q2VD8MXA"))!;

  await t.step("a missing file keeps what checking found before", async () => {
    await listening(() => DandiValidation.checkPaper(TWO));
    const before = await rows(FOUND);
    await Deno.rename(analysis, `${analysis}.away`);
    const error = await assertRejects(
      () => listening(() => DandiValidation.checkPaper(TWO, { force: true })),
      ExportError,
      "are not here",
    );
    await Deno.rename(`${analysis}.away`, analysis);
    assert(error.message.includes(analysis), error.message);
    assertEquals(await rows(FOUND), before);
    const wrong = { forse: true } as unknown as { force: boolean };
    await assertRejects(
      () => DandiValidation.checkPaper(TWO, wrong),
      UnknownNameError,
      "did you mean force?",
    );
  });

  await t.step(
    "files that are no NWB are left out, and named before the key is asked for",
    async () => {
      const note = join(place.baseDir, "notes.txt");
      await Deno.writeTextFile(note, "notes");
      await place.pool.run(
        `insert into ${FILES} (export_id, file_id, file_path) values (2, 98, '${note}'), (2, 99, 'blobs@store')`,
      );
      Deno.env.delete("DANDI_API_KEY");
      const asking = await listening(() =>
        DandiPath.compileDandiset(TWO, options).then(() => null, String)
      );
      assert(asking.result?.includes("DANDI_API_KEY"), String(asking.result));
      assert(asking.said.join("\n").includes(note), asking.said.join("\n"));
      Deno.env.set("DANDI_API_KEY", lab.key);
      const { result } = await publish(TWO);
      assertEquals(
        result.filter(({ dandi_path }) => dandi_path === null),
        [note, "blobs@store"].map((file_path) => ({
          file_path,
          dandi_path: null,
          size: file_path === note ? 5 : null,
          uploaded: false,
        })),
      );
      assertEquals(result.filter(({ uploaded }) => uploaded).length, 2);
      assertEquals(stored(await archive.asked()).assets, 2);
      const { result: checked } = await listening(() =>
        DandiValidation.checkPaper(TWO, { force: true })
      );
      assertEquals(checked.files, 2);
      const { said: dumping } = await listening(() =>
        DandiPath.writeMysqldump(TWO)
      );
      assert(!dumping.join().includes("not published"), dumping.join("\n"));
    },
  );

  await t.step("the assets of a dandiset are listed once", async () => {
    const lists = (await archive.asked()).filter(({ method, path }) =>
      method === "GET" && /\/versions\/draft\/assets\/(\?|$)/.test(path)
    );
    // dandi-cli asks once more for each file that it uploads.
    const before = lists.length;
    await archive.forget();
    await publish(TWO);
    const again = (await archive.asked()).filter(({ method, path }) =>
      method === "GET" && /\/versions\/draft\/assets\/(\?|$)/.test(path)
    );
    assertEquals(again.length, 1, `${before} before`);
  });

  await t.step("one publishes a paper at a time", async () => {
    await archive.forget();
    let publishing: ReturnType<typeof publish>;
    await alone(place.pool, ONE.paper_id, async () => {
      publishing = publish(ONE);
      await new Promise((resolve) => setTimeout(resolve, 3000));
      assertEquals(await archive.asked(), []);
    });
    const { result } = await publishing!;
    assertEquals(result.length, 3);
  });

  await t.step(
    "a paper is published whose files another one published, and that are not here",
    async () => {
      const noted = await rows(NOTED);
      await place.pool.run(`delete from ${PATHS} where export_id = 2`);
      Deno.env.delete("DANDI_API_KEY");
      const files = lab.files.filter((path) => !path.includes("T5H9RWJ3ZC"));
      for (const path of files) await Deno.rename(path, `${path}.away`);
      const { result, said } = await publish(TWO);
      for (const path of files) await Deno.rename(`${path}.away`, path);
      Deno.env.set("DANDI_API_KEY", lab.key);
      assertEquals(await rows(NOTED), noted);
      assertEquals(
        result.map((
          { uploaded, dandi_path },
        ) => [uploaded, dandi_path !== null]),
        [[false, false], [false, false], [false, true], [false, true]],
      );
      assert(said.join("\n").includes("published by another paper"));
    },
  );

  await t.step("of several places the next one is tried", async () => {
    const name = basename(analysis);
    await place.pool.run(
      `update ${PATHS} set dandiset_id = '000999' where export_id = 2 and filename = '${name}'`,
    );
    await Deno.rename(analysis, `${analysis}.away`);
    const { CurationV1 } = await (await place.connect()).schema(
      "spikesorting_v1_curation",
    );
    const { result, said } = await listening(() => CurationV1!().fetchNwb());
    result[0]!.nwb.close();
    assert(said.some((line) => line.includes(DANDISET)), said.join("\n"));
    // And where none is right, the first one's reason is told.
    await place.pool.run(
      `update ${PATHS} set dandiset_id = '000998' where filename = '${name}'`,
    );
    await assertRejects(
      () => listening(() => CurationV1!().fetchNwb()),
      NwbError,
      "has no such dandiset any more",
    );
    await place.pool.run(
      `update ${PATHS} set dandiset_id = '${DANDISET}' where filename = '${name}'`,
    );
  });

  await t.step(
    "what is not what the database notes is not streamed",
    async () => {
      const table = "common_nwbfile.`~external_analysis`";
      const where = `filepath like '%${basename(analysis)}'`;
      await place.pool.run(
        `update ${table} set size = size + 1 where ${where}`,
      );
      const { CurationV1 } = await (await place.connect()).schema(
        "spikesorting_v1_curation",
      );
      const error = await assertRejects(
        () => listening(() => CurationV1!().fetchNwb()),
        NwbError,
        "which the database notes",
      );
      const { size } = await Deno.stat(`${analysis}.away`);
      assert(error.message.includes(`has ${size} bytes`), error.message);
      await place.pool.run(
        `update ${table} set size = size - 1 where ${where}`,
      );
      await Deno.rename(`${analysis}.away`, analysis);
    },
  );

  await t.step(
    "a file that was changed is told apart from another one",
    async () => {
      await addToNwb(analysis, "note", "changed");
      const error = await assertRejects(() => publish(TWO), ExportError);
      const [[path] = []] = await rows(
        `select dandi_path from ${PATHS} where filename = '${
          basename(analysis)
        }'`,
      );
      assert(
        error.message.includes(`remove the asset ${path}`),
        error.message,
      );
      // Another paper that has the file is told the same; a file that nobody published is another one.
      await place.pool.run(
        `delete from ${PATHS} where filename = '${basename(analysis)}'`,
      );
      await assertRejects(
        () => publish(TWO),
        ExportError,
        "object ids of their",
      );
    },
  );

  await t.step(
    "an archive that does not answer is not waited for",
    async () => {
      Deno.env.set("SPYGLASS_DANDI_PATIENCE", "4");
      const other = { ...options, dandisetId: "000124" };
      await archive.forget();
      for (const at of ["GET /api/info", "PUT /storage/"]) {
        await archive.hold(at);
        const begin = performance.now();
        await assertRejects(
          () => listening(() => DandiPath.compileDandiset(TWO, other)),
          ExportError,
          "did not answer it within 4 seconds; publish again",
        );
        assert(performance.now() - begin < 60_000);
        await archive.release();
      }
      Deno.env.delete("SPYGLASS_DANDI_PATIENCE");
    },
  );

  await t.step(
    "videos beside a file go with it, others are named",
    async () => {
      const other = { ...options, dandisetId: "000124" };
      const video = join(dirname(analysis), "from above.mp4");
      await Deno.writeFile(video, crypto.getRandomValues(new Uint8Array(5000)));
      await addToNwb(analysis, "video", basename(video));
      const { result } = await listening(() =>
        DandiPath.compileDandiset(TWO, other)
      );
      const made = result.find(({ file_path }) => file_path === video)!;
      const owner = result.find(({ file_path }) => file_path === analysis)!;
      assertEquals(
        made.dandi_path,
        `${dirname(owner.dandi_path!)}/${basename(video)}`,
      );
      assertEquals([made.size, made.uploaded], [5000, true]);
      await Deno.remove(video);
      const { Export } = await db.schema("common_usage");
      const { result: planned } = await listening(() =>
        Export.prepareFilesForExport(ONE, { dryRun: true })
      );
      assertEquals(
        planned.left.map(({ file_path, at }) => [file_path, at]),
        [[analysis, "/acquisition/video/external_file"]],
      );
      const { result: error, said } = await listening(() =>
        DandiPath.compileDandiset(TWO, other).then(() => null, String)
      );
      assert(error?.includes("does not exist"), String(error));
      const told = said.find((line) => line.includes("not published with it"));
      assert(told?.includes(basename(video)), said.join("\n"));
    },
  );

  await t.step("a paper without NWB files is told so", async () => {
    await place.pool.run(`delete from ${PATHS} where export_id = 2`);
    for (const [table] of await rows(VALIDATED)) {
      await place.pool.run(
        `delete from common_dandi.\`${table}\` where export_id = 2`,
      );
    }
    await place.pool.run(
      `delete from ${FILES} where export_id = 2 and file_id < 98`,
    );
    const { said } = await publish(TWO);
    assert(said.some((line) => line.includes("no NWB files")), said.join("\n"));
  });
  await endRangeThread();
});

const FILES = "common_usage.__export__file";
const PATHS = "common_dandi.dandi_path";
const NOTED = `select * from ${PATHS} order by export_id, file_id`;
const FOUND = "select * from common_dandi.__dandi_validation__warnings";
const VALIDATED =
  "select table_name from information_schema.columns where table_schema = 'common_dandi' and column_name = 'export_id' and table_name like '%validation%' order by table_name like '%selection%', length(table_name) desc";
