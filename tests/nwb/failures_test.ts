import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { NwbError } from "../../src/errors.ts";
import { externalLinks } from "../../src/nwb/external.ts";
import { openNwb } from "../../src/nwb/file.ts";
import { AbsentError } from "../../src/nwb/linked_file.ts";
import { withObjects } from "../../src/fetch_nwb/opened_rows.ts";
import { freshFolder, write } from "./folder.ts";

const ID = "0b6c1c2e-5d7a-4b1e-9f63-0c2f8f1f4a01";
const LINKED_ID = "0b6c1c2e-5d7a-4b1e-9f63-0c2f8f1f4a02";

Deno.test("a failure is told of the file that it happened in, not of the next one", async () => {
  await using folder = await freshFolder();
  await Deno.mkdir(join(folder.path, "unreadable.nwb"));
  const linking = await write(folder.path, "a.nwb", (file) => {
    file.create_external_link("unreadable.nwb", "/x", "x");
  });
  const other = await write(folder.path, "b.nwb", () => {});
  using one = await openNwb(linking);
  using two = await openNwb(other);
  assertEquals(one.objects().size, 0);
  const error = assertThrows(() => two.get("/missing"), AbsentError);
  assert(error.message.includes(other), error.message);
});

Deno.test("an object that may be in a linked file that cannot be read is not taken for absent", async () => {
  await using folder = await freshFolder();
  await Deno.mkdir(join(folder.path, "unreadable.nwb"));
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_external_link("unreadable.nwb", "/x", "x");
    file.create_group("here").create_attribute("object_id", ID, [], "S");
  });
  using nwb = await openNwb(path);
  assert(nwb.has(ID));
  for (const ask of [nwb.get.bind(nwb), nwb.has.bind(nwb)]) {
    const error = assertThrows(() => ask(LINKED_ID), NwbError);
    assertEquals(error.path, join(folder.path, "unreadable.nwb"));
    assert(!(error instanceof AbsentError));
  }
});

Deno.test("a damaged object is not taken for absent", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_group("g").create_dataset({ name: "x", data: [1, 2] });
  });
  const bytes = await Deno.readFile(path);
  const text = new TextDecoder("latin1").decode(bytes);
  const header = text.lastIndexOf("OHDR");
  assert(header > 0);
  bytes.fill(0, header, header + 4);
  await Deno.writeFile(path, bytes);
  using nwb = await openNwb(path);
  assert(nwb.has("/g"));
  for (const ask of [nwb.has.bind(nwb), nwb.read.bind(nwb)]) {
    const error = assertThrows(() => ask("/g/x"), NwbError, "damaged");
    assertEquals(error.path, path);
  }
});

Deno.test("what is named below a dataset is absent", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_group("g").create_dataset({ name: "x", data: [1, 2] });
  });
  using nwb = await openNwb(path);
  assert(!nwb.has("/g/x/y"));
  assert(!nwb.has("/g/x/y/z"));
});

Deno.test("a soft link to what an external link names is followed", async () => {
  await using folder = await freshFolder();
  await write(folder.path, "original.nwb", (file) => {
    const group = file.create_group("series");
    group.create_attribute("object_id", LINKED_ID, [], "S");
    group.create_dataset({ name: "names", data: ["a", "bb"], dtype: "S" });
  });
  const path = await write(folder.path, "copy.nwb", (file) => {
    file.create_external_link("original.nwb", "/series", "there");
    file.create_group("g").create_soft_link("/there", "absolute");
    file.get("g");
    file.create_soft_link("g/absolute", "relative");
    file.create_soft_link("/nowhere", "broken");
    file.create_soft_link("/round", "round");
  });
  using nwb = await openNwb(path);
  for (const at of ["/g/absolute", "/relative"]) {
    assertEquals(nwb.read(`${at}/names`).data, ["a", "bb"]);
    assertEquals(nwb.get(at).object_id, LINKED_ID);
  }
  assert(!nwb.has("/broken"));
  assert(!nwb.has("/broken/x"));
  assert(!nwb.has("/round"));
});

Deno.test("a row whose object id is empty, or none, has no object", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_group("here").create_attribute("object_id", ID, [], "S");
  });
  using nwb = await openNwb(path);
  const row = withObjects({
    a_object_id: "",
    b_object_id: null,
    c_object_id: "here",
    d_object_id: "/",
    e_object_id: ID,
  }, nwb);
  assertEquals(Object.keys(row).slice(5), ["nwb", "e"]);
  assertThrows(() => nwb.get(""), AbsentError);
  assert(!nwb.has(""));
});

Deno.test("a row whose object its file lacks is refused, and says which", async () => {
  await using folder = await freshFolder();
  const path = await write(folder.path, "a.nwb", (file) => {
    file.create_group("here").create_attribute("object_id", ID, [], "S");
  });
  using nwb = await openNwb(path);
  const error = assertThrows(
    () => withObjects({ a_object_id: ID, b_object_id: LINKED_ID }, nwb),
    NwbError,
    "Cannot open the b_object_id of a row",
  );
  assert(error.message.includes(LINKED_ID), error.message);
  assertEquals(error.path, path);
});

Deno.test("a virtual dataset of another file is refused, not read as fill values", async () => {
  await using folder = await freshFolder();
  const path = join(folder.path, "a.nwb");
  await Deno.writeFile(path, gunzipSync(Uint8Array.fromBase64(VIRTUAL)));
  using nwb = await openNwb(path);
  assertEquals(nwb.read("/here").data, Int32Array.of(0, 1, 2));
  const error = assertThrows(() => nwb.read("/elsewhere"), NwbError);
  assert(error.message.includes("whose values are in other.h5"));
});

/** A file of h5py's: `own`, and two virtual datasets of a dataset of that name, `here` and in `other.h5`. */
const VIRTUAL =
  "H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1AgIQHhG0DFba986/f3cAliYqhgEkJWCANcTAyMDAxsfAxAijm/PG8zVCObCEiEMzWnOLU8I7UodT8jVJwfJM4CErrNBFUrzYAPLIv/JAZ2AiMDIyPQVCZGRkZmqByc5mFgFAD6BuIhBwZWoKuYuTiALmZmhAoySMAM3MEwZMFEl+fl4LBQDKngyUbGJIQNHzBstDmQ4pIDGHsszBLQcAJH1IahFzYmj5k+0TpsmIZo2MQ22FxkGAWjYBSMAhiA1sgMsGrY3dnfBywmgCrvgK4hvwRYfetlmDIA63twUcqIZCoTtHhlZGKEagI2DBjCTb3KYPZYwIyDaWMh3pwrrZsCYCoi+EfjcBSMglEwCkbBKBgFo2AUjIJRMApGwSggFQAASSLMyhgYAAA=";

Deno.test("however many files are damaged, others are read", async () => {
  await using folder = await freshFolder();
  const good = await write(folder.path, "good.nwb", (file) => {
    file.create_group("g").create_dataset({ name: "x", data: [1, 2] });
    file.create_external_link("o.nwb", "/x", "linked");
  });
  const bytes = await Deno.readFile(good);
  const cut = join(folder.path, "cut.nwb");
  await Deno.writeFile(cut, bytes.slice(0, bytes.length - 100));
  const torn = join(folder.path, "torn.nwb");
  const text = new TextDecoder("latin1").decode(bytes);
  bytes.fill(0, text.lastIndexOf("OHDR"));
  await Deno.writeFile(torn, bytes);
  using nwb = await openNwb(good);
  for (let i = 0; i < 4200; i++) {
    for (const [path, found] of [[cut, "truncated"], [torn, "damaged"]]) {
      const error = await assertRejects(() => externalLinks(path!), NwbError);
      assert(error.message.includes(found!), `${i}: ${error.message}`);
    }
    assertThrows(() => nwb.get("/missing"), AbsentError);
  }
  assertEquals((await externalLinks(good)).length, 1);
  assertEquals(nwb.read("/g/x").shape, [2]);
});
