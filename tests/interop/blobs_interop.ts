import { assertEquals, assertGreater } from "@std/assert";
import { decodeBlob } from "../../src/blob/decode.ts";
import corpus from "../blob/corpus.json" with { type: "json" };
import { describe } from "../blob/describe.ts";
import { sorted } from "../blob/sorted.ts";
import { type InteropLab, interopLab } from "./lab.ts";

const lab: InteropLab = await interopLab();
const HERE = "`interop`.`packed_here`";
const THERE = "`interop`.`packed`";

Deno.test.afterAll(async () => await lab[Symbol.asyncDispose]());

Deno.test("Python gets from a blob that we inserted the value that we inserted", async () => {
  const table = await lab.table("interop.PackedHere");
  const values = writable();
  assertGreater(values.length, 200);
  await table.insert(values.map((data, id) => ({ id, data })));
  const read = await lab.python.ask("fetch_blobs", HERE);
  assertEquals(read.length, values.length);
  for (const [at, value] of values.entries()) {
    assertEquals(sorted(read[at]!), sorted(describe(value)), `value ${at}`);
  }
});

Deno.test("We get from a blob that Python inserted the value that it inserted", async () => {
  const table = await lab.table("interop.Packed");
  const inserted = await lab.python.ask("insert_blobs", THERE);
  assertGreater(inserted.length, 200);
  const rows = await lab.place.pool.query(
    `select data from ${THERE} order by id`,
  );
  for (const [at, [data]] of rows.rows.entries()) {
    const value = data === null
      ? null
      : decodeBlob(data as Uint8Array, { exact: true });
    assertEquals(sorted(describe(value)), sorted(inserted[at]!), `value ${at}`);
  }
  assertEquals((await table().rows()).length, inserted.length);
});

/** The corpus' values as exact types, but for MATLAB's texts and cells, of which Python's reader makes other types. */
function writable(): unknown[] {
  const blobs = corpus as unknown as readonly { blob: string }[];
  return blobs.map(({ blob }) =>
    decodeBlob(Uint8Array.fromBase64(blob), { exact: true })
  ).filter((value) => !/"(?:char|cell)"/.test(JSON.stringify(describe(value))));
}
