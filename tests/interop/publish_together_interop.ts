import { assert, assertEquals } from "@std/assert";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import { listening } from "../story/place.ts";
import { addToNwb, dandiLab, DANDISET, ONE, TWO } from "./dandi_lab.ts";

const POST = "POST /api/dandisets/";

Deno.test("DandiPath.compileDandiset() takes what another paper publishes at the same time for published", async (t) => {
  await setUpPython("dandi");
  await using lab = await dandiLab();
  const { db, archive, place } = lab;
  const { DandiPath } = await db.schema("common_dandi");
  Deno.env.set("DANDI_API_KEY", lab.key);
  const publish = (paper: typeof ONE, dandisetId = DANDISET) =>
    DandiPath.compileDandiset(paper, {
      dandisetId,
      instance: archive.instance,
    });
  const held = async (wanted: number, work: Promise<unknown>) => {
    while (await archive.held() < wanted) {
      await Promise.race([work, new Promise((r) => setTimeout(r, 100))]);
    }
  };
  const refused = async () =>
    (await archive.asked()).filter(({ status }) => status === 400).length;
  const shared = lab.files.filter((path) => !path.includes("T5H9RWJ3ZC"));

  await t.step("the same bytes are there, and noted of both", async () => {
    await archive.hold(POST);
    const { result: [one, two] } = await listening(async () => {
      const both = Promise.all([publish(ONE), publish(TWO)]);
      // Both have asked what is there, and none has changed it.
      await held(2, both);
      await archive.release();
      return await both;
    });
    assertEquals(await refused(), shared.length);
    assertEquals([one.length, two.length], [lab.files.length, shared.length]);
    const sent = [...one, ...two].filter(({ uploaded }) => uploaded);
    assertEquals(sent.length, lab.files.length);
    assertEquals(
      await place.pool.texts(
        "select count(*), count(distinct dandi_path) from common_dandi.dandi_path",
      ),
      [[`${lab.files.length + shared.length}`, `${lab.files.length}`]],
    );
  });

  await t.step("other bytes by the same name are said to be", async () => {
    await archive.hold(POST);
    const { result } = await listening(async () => {
      const one = publish(TWO, "000124").then(() => "published", String);
      await held(1, one);
      for (const path of shared) await addToNwb(path, "note", "changed");
      const two = publish(ONE, "000124").then(() => "published", String);
      await held(2, two);
      await archive.release();
      return await Promise.all([one, two]);
    });
    const refusals = result.filter((text) => text !== "published");
    assert(refusals.length > 0);
    for (const text of refusals) assert(/of other bytes/.test(text), text);
  });
});
