import { assert, assertEquals, assertRejects } from "@std/assert";
import { basename, join } from "node:path";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import { ExportError, NwbError } from "../../src/errors.ts";
import { endRangeThread } from "../../src/nwb/remote/range_thread.ts";
import type { TimeSeries } from "../../src/nwb/series/series.ts";
import { listening } from "../story/place.ts";
import { stored } from "./archive.ts";
import {
  dandi,
  dandiLab,
  DANDISET,
  files,
  ONE,
  readObjects,
  sha256,
  TWO,
  watched,
} from "./dandi_lab.ts";

/** What is said of an archive that refuses. */
const REFUSALS: readonly (readonly [number, string])[] = [
  [401, "nobody without a key"],
  [403, "few people"],
  [404, "has no such dandiset any more"],
];

Deno.test("DandiPath.compileDandiset() publishes papers, goes on after failures, and what it published is streamed", async (t) => {
  await setUpPython("dandi");
  await using lab = await dandiLab();
  const { db, archive, place } = lab;
  const { DandiPath } = await db.schema("common_dandi");
  const options = { dandisetId: DANDISET, instance: archive.instance };
  const sizes = new Map(
    lab.files.map((path) => [path, Deno.statSync(path).size]),
  );
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const local = await readObjects(db);
  const sums = new Map(lab.files.map((path) => [path, sha256(path)]));

  await t.step("without a key nothing is sent", async () => {
    Deno.env.delete("DANDI_API_KEY");
    const error = await assertRejects(
      () => DandiPath.compileDandiset(ONE, options),
      ExportError,
    );
    assert(error.message.includes("DANDI_API_KEY"), error.message);
    assertEquals(await archive.asked(), []);
  });

  await t.step(
    "bad arguments get their error before anything else",
    async () => {
      const publish = DandiPath.compileDandiset;
      const cases: [() => Promise<unknown>, string][] = [
        [() => publish(undefined as never, options), "paper_id"],
        [() => publish({ paper_id: "../x" }, options), "paper_id"],
        [() => publish(ONE, { ...options, dandisetId: "12" }), "six digits"],
        [() => publish(ONE, { ...options, instance: "no" }), "Cannot reach"],
        [() => publish({ paper_id: "none" }, options), "found no export"],
      ];
      cases.push([
        () => db.transaction(() => publish(ONE, options)),
        "call it outside of db.transaction()",
      ]);
      for (const [call, message] of cases) {
        await assertRejects(call, Error, message);
      }
      assertEquals(await archive.asked(), []);
      const bundle = join(place.baseDir, "export", ONE.paper_id);
      const made = [...Deno.readDirSync(bundle)].map(({ name }) => name);
      assert(!made.includes(`dandiset_${DANDISET}`), made.join(", "));
    },
  );

  await t.step("a wrong key is refused before anything is sent", async () => {
    Deno.env.set("DANDI_API_KEY", "wrong-key-0123456789");
    const error = await assertRejects(
      () => listening(() => DandiPath.compileDandiset(ONE, options)),
      ExportError,
    );
    assert(error.message.includes("does not take the key"), error.message);
    assert(!error.message.includes("wrong-key"), error.message);
    assertEquals(stored(await archive.asked()), { bytes: 0, assets: 0 });
    assertEquals(await DandiPath.count(), 0);
  });

  await t.step("a failure leaves what was done, and says so", async () => {
    Deno.env.set("DANDI_API_KEY", lab.key);
    await archive.forget();
    await archive.fail(
      "POST /api/dandisets/000123/versions/draft/assets/",
      400,
      1,
    );
    const heard = await watched(() =>
      listening(() => DandiPath.compileDandiset(ONE, options))
        .then(() => null, (error) => error)
    );
    const error = heard.result;
    assert(error instanceof ExportError, String(error));
    assert(!String(error).includes(lab.key));
    assert(!heard.commands.includes(lab.key));
    assert(/engine\.py/.test(heard.commands), "the engine was not seen");
    assertEquals(stored(await archive.asked()).assets, 0);
    assertEquals(await DandiPath.count(), 0);
  });

  await t.step("again goes on: what is stored is not sent again", async () => {
    const before = stored(await archive.asked()).bytes;
    assert(before > 0 && before < total);
    const { result, said } = await listening(() =>
      DandiPath.compileDandiset(ONE, options)
    );
    assertEquals(
      result.map(({ file_path }) => file_path).sort(),
      [...lab.files].sort(),
    );
    assertEquals(stored(await archive.asked()), { bytes: total, assets: 3 });
    assert(said.some((line) => /^Uploading .*: 100 %$/.test(line)), said[0]);
    assert(!said.join("\n").includes(lab.key));
    const rows = await DandiPath().orderBy("file_id").rows();
    assertEquals(rows.length, 3);
    for (const row of rows) {
      const made = result.find(({ file_path }) =>
        basename(file_path) === row.filename
      )!;
      assertEquals(row.dandi_path, made.dandi_path);
      assertEquals(row.dandiset_id, DANDISET);
      assertEquals(row.dandi_instance, archive.instance);
    }
  });

  await t.step(
    "a second paper's files that are there are not sent",
    async () => {
      await archive.forget();
      const { result } = await listening(() =>
        DandiPath.compileDandiset(TWO, options)
      );
      assertEquals(result.map(({ uploaded }) => uploaded), [false, false]);
      assertEquals(stored(await archive.asked()), { bytes: 0, assets: 0 });
      assertEquals(await DandiPath.count(), 5);
      // Through server errors that pass.
      await archive.fail("GET /api/", 503, 3);
      await listening(() => DandiPath.compileDandiset(TWO, options));
      assertEquals(stored(await archive.asked()), { bytes: 0, assets: 0 });
    },
  );

  await t.step("the real client downloads the same bytes", async () => {
    const folder = join(place.baseDir, "downloaded");
    await Deno.mkdir(folder);
    const url = `${archive.instance}/dandisets/${DANDISET}/versions/draft`;
    await dandi(folder, ["download", "--output-dir", folder, url]);
    const got = new Set(files(folder).map(sha256));
    assertEquals(got.size, 3);
    for (const [path, sum] of sums) assert(got.has(sum), path);
    await Deno.remove(folder, { recursive: true });
  });

  await t.step("the script dumps the paper's rows", async () => {
    const { result: script } = await listening(() =>
      DandiPath.writeMysqldump(ONE)
    );
    assertEquals(basename(script), "_ExportSQL_paper one_dandi.sh");
    const dump = await lab.run(script);
    assert(dump.includes("sub-demo-rat-1/"), dump.slice(0, 500));
    assert(dump.includes("common_dandi"));
    assert(!dump.includes(lab.key));
  });

  await t.step("the script says which files it cannot name", async () => {
    const { said } = await listening(() => DandiPath.writeMysqldump(TWO));
    assert(!said.join().includes("not published"), said.join("\n"));
    const [[exportId, fileId, name] = []] = await place.pool.texts(
      "select export_id, file_id, filename from common_dandi.dandi_path where export_id = 2 order by file_id limit 1",
    );
    await place.pool.run(
      `delete from common_dandi.dandi_path where export_id = ${exportId} and file_id = ${fileId}`,
    );
    const { said: partly } = await listening(() =>
      DandiPath.writeMysqldump(TWO)
    );
    const line = partly.find((text) => text.includes("not published"))!;
    assert(line.startsWith("1 of 2 files not published"), line);
    assert(line.includes(`/${name}`), line);
  });

  await t.step("a copy here leads to its original in the archive", async () => {
    const original = lab.files.find((path) => path.includes("/raw/"))!;
    const { Raw } = await db.schema("common_ephys");
    const windows = async (): Promise<[unknown, string]> => {
      const { result, said } = await listening(() => Raw!().fetchNwb());
      const series = result[0]!.raw as TimeSeries;
      const read = [series.path, series.slice(100, 120)];
      result[0]!.nwb.close();
      return [read, said.join("\n")];
    };
    const [here] = await windows();
    await Deno.rename(original, `${original}.away`);
    const [there, said] = await windows();
    // By path as well, and the paper is what it was: the copy stands for its original.
    const { result: [row] } = await listening(() => Raw!().fetchNwb());
    assertEquals(row!.nwb.series("/acquisition/e-series").length > 0, true);
    row!.nwb.close();
    const listed = async () =>
      (await place.pool.texts(
        "select file_path from common_usage.__export__file order by file_path",
      )).flat();
    const before = await listed();
    await listening(() => db.Export.populatePaper(ONE));
    assertEquals(await listed(), before);
    const { result: done } = await listening(() =>
      DandiPath.compileDandiset(ONE, options)
    );
    assertEquals(done.map(({ uploaded }) => uploaded), [false, false]);
    await Deno.rename(`${original}.away`, original);
    assertEquals(there, here);
    assert(said.includes(`${basename(original)} is not here: streaming`), said);
  });

  await t.step("what is not here is streamed, with equal data", async () => {
    for (const path of [...lab.files, ...lab.copies]) await Deno.remove(path);
    const again = await place.connect();
    const { result, said } = await listening(() => readObjects(again));
    assertEquals(result, local);
    const streaming = said.filter((line) => line.includes("streaming"));
    assertEquals(streaming.length, 2, streaming.join("\n"));
    // Published files may be missing here when the paper is published again.
    const { result: none } = await listening(() =>
      DandiPath.compileDandiset(ONE, options)
    );
    assertEquals(none, []);
    // The same archive by another name.
    const { result: same } = await listening(() =>
      DandiPath.compileDandiset(ONE, {
        ...options,
        instance: `${archive.instance}/`,
      })
    );
    assertEquals(same, []);
  });

  for (const [status, message] of REFUSALS) {
    await t.step(
      `an archive that answers ${status} is no network fault`,
      async () => {
        await archive.forget();
        await archive.fail("GET /api/dandisets/", status, 1);
        const { CurationV1 } = await db.schema("spikesorting_v1_curation");
        const error = await assertRejects(
          () => listening(() => CurationV1!().fetchNwb()),
          NwbError,
          message,
        );
        assert(!error.message.includes("network"), error.message);
        assertEquals((await archive.asked()).length, 1);
      },
    );
  }

  await t.step("without the archive the error says what is wrong", async () => {
    await archive[Symbol.asyncDispose]();
    const { CurationV1 } = await db.schema("spikesorting_v1_curation");
    const error = await assertRejects(
      () => listening(() => CurationV1!().fetchNwb()),
      Error,
    );
    assert(
      /is not here, and .* cannot be asked/.test(error.message),
      error.message,
    );
  });

  for (const path of files(join(place.baseDir, "export"))) {
    assert(!Deno.readTextFileSync(path).includes(lab.key), path);
  }
  await endRangeThread();
});
