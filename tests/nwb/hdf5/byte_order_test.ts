import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { openNwb } from "../../../src/nwb/file.ts";
import { freshFolder } from "../folder.ts";

Deno.test("NwbFile.read() gives numbers as they are, whatever their order of bytes in the file", async () => {
  await using folder = await freshFolder();
  const path = join(folder.path, "a.nwb");
  await Deno.writeFile(path, gunzipSync(Uint8Array.fromBase64(BIG_ENDIAN)));
  using nwb = await openNwb(path);
  const numbers = Int32Array.of(-2, 70_000);
  assertEquals(nwb.read("/big").data, numbers);
  assertEquals(nwb.slice("/big", 1, 2).data, numbers.slice(1));
  assertEquals(nwb.get("/big").attributes.big, numbers);
  assertEquals(nwb.read("/half").data, Float32Array.of(1.5, -2));
  assertEquals(nwb.read("/both").data, [{ a: -2, b: 0.1 }]);
});

/**
 * A file of h5py's, for h5wasm writes no such numbers: `big` with an attribute of its name as `>i4`, `half` as `>f2`,
 * `both` as a compound of `>i2` and `>f8`.
 */
const BIG_ENDIAN =
  "H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1AgBhUygIrrBRUW+3u4BDExVDAJISuEAS4mBkYGBjY+BiDFnJSZvhmqkY0fJMKSkZiTtp8RRSgpvyTjNBNUmQIDQbDDV3Ap2AmMDIyMIgwMTIyMjDDtMJqZh4FRgJOBgQVqKCvQVcxcHEAXMzMyQL0E86yoEEgZuj94TIFqgRI8DEArgP5gQDYOm5VAPf8YGAULGDIZ6Ac2Pv9gRzAsRIDOUuSH8gUYuFgZuIAhjxImsJhngRm8gWHIAcNrnbvRwwKa0hhgNLMeA2MYMCC4gOxEBnCcwoIliYFJUNEemiocGEy4GUz+M6OGEg80lLhgVk4brGHht+3ld4ZRMApGwSggBGA1lx3DAYb//+x3zgSBWQAaClriFggAAA==";
