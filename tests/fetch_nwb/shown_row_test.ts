import { assert, assertEquals, assertMatch } from "@std/assert";
import { NwbError } from "../../src/errors.ts";
import { openNwb } from "../../src/nwb/file.ts";
import { plainFrame, withObjects } from "../../src/fetch_nwb/opened_rows.ts";
import { showingRows } from "../../src/fetch_nwb/shown_rows.ts";
import { freshFolder, write } from "../nwb/folder.ts";

const ID = "0b6c1c2e-5d7a-4b1e-9f63-00000000000b";
const OTHER = "0b6c1c2e-5d7a-4b1e-9f63-00000000000c";

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
  const shown = shownIn(row);
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

Deno.test("a row whose file was closed shows itself, and that the file is closed", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_group("g").create_attribute("object_id", ID, [], "S");
  });
  const nwb = await openNwb(path);
  const row = withObjects({ session: "one", some_object_id: ID }, nwb);
  nwb.close();
  for (const what of [row, nwb]) {
    const shown = shownIn(what);
    for (const text of Object.values(shown)) assertMatch(text, /it closed/);
  }
  assertMatch(shownIn(row)["text/html"], /one/);
});

Deno.test("a row whose file has a damaged object shows the others", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_group("good").create_attribute("object_id", ID, [], "S");
    file.create_group("bad").create_attribute("object_id", OTHER, [], "S");
  });
  using nwb = await openNwb(path);
  const get = nwb.get.bind(nwb);
  const row = withObjects({ session: "one" }, nwb);
  nwb.get = (at) => {
    if (at !== "/bad") return get(at);
    throw new NwbError("Cannot read /bad: damaged", path);
  };
  const shown = shownIn(row);
  assertMatch(shown["text/html"], /\/good/);
  assertMatch(shown["text/html"], /Cannot read \/bad: damaged/);
});

Deno.test("rows with files show their attributes, and in a line each what was opened", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "<a>.nwb", (file) => {
    const group = file.create_group("<b>pulse");
    group.create_attribute("neurodata_type", "LabObject", [], "S");
    group.create_attribute("object_id", ID, [], "S");
  });
  using nwb = await openNwb(path);
  const units = plainFrame({ id: [1, 2], spikes: [[1, 2], []] }, "units");
  const rows = showingRows([
    { ...withObjects({ session: "one", pulse_object_id: ID }, nwb), units },
    { session: "<b>two", other: 2, nwb },
  ]);
  const shown = shownIn(rows);
  assertEquals(shown["text/plain"].split("\n").slice(-5), [
    "<b>two   NULL                                      2",
    "Total: 2",
    "nwb: <a>.nwb",
    "pulse: LabObject /<b>pulse",
    "units: Frame, 2 rows of id, spikes",
  ]);
  assertMatch(shown["text/html"], /pulse: LabObject \/&lt;b&gt;pulse/);
  assert(!/<[ab]>/.test(shown["text/html"]), shown["text/html"]);
  // An array like others, in which frames are told in a few words.
  assertEquals(Object.keys(rows), ["0", "1"]);
  assertMatch(Deno.inspect(rows), /units: Frame, 2 rows of id, spikes\n/);
});

function shownIn(what: unknown): { "text/html": string; "text/plain": string } {
  return (what as Record<symbol, () => ReturnType<typeof shownIn>>)[
    Symbol.for("Jupyter.display")
  ]!();
}
