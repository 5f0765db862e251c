import { assert, assertEquals, assertMatch } from "@std/assert";
import { openNwb } from "../../src/nwb/file.ts";
import { withObjects } from "../../src/nwb/opened_rows.ts";
import { freshFolder, write } from "./folder.ts";

const ID = "0b6c1c2e-5d7a-4b1e-9f63-00000000000b";

Deno.test("a row with a file shows itself and what is in the file", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    const group = file.create_group("acquisition").create_group("<b>e-series");
    group.create_attribute("neurodata_type", "LabObject", [], "S");
    group.create_attribute("object_id", ID, [], "S");
    group.create_attribute("description", "what & where", [], "S");
  });
  using nwb = await openNwb(path);
  const row = withObjects({ session: "<i>one", some_object_id: ID }, nwb);
  const shown = (row as unknown as Record<
    symbol,
    () => {
      "text/html": string;
      "text/plain": string;
    }
  >)[Symbol.for("Jupyter.display")]!();
  assertMatch(shown["text/html"], /&lt;i&gt;one/);
  assertMatch(shown["text/html"], /acquisition\/&lt;b&gt;e-series/);
  assertMatch(shown["text/html"], /what &amp; where/);
  assert(!/<[bi]>/.test(shown["text/html"]), shown["text/html"]);
  assertMatch(shown["text/plain"], /session.*some_object_id/);
  assertMatch(shown["text/plain"], /e-series +LabObject/);
  // It is a row like others: nothing of this is among its attributes.
  assertEquals(Object.keys(row), ["session", "some_object_id", "nwb", "some"]);
  assertEquals(Object.getOwnPropertySymbols({ ...row }), []);
});
