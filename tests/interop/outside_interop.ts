import { assertEquals } from "@std/assert";
import { basename, join } from "node:path";
import { describe } from "../blob/describe.ts";
import { sorted } from "../blob/sorted.ts";
import { type InteropLab, interopLab } from "./lab.ts";
import { connect } from "../../src/connect.ts";

const lab: InteropLab = await interopLab();

Deno.test.afterAll(async () => await lab[Symbol.asyncDispose]());

Deno.test("We get from a store what Python put there: blobs, attachments, files, in folders of its own digits", async () => {
  const folder = await Deno.makeTempDir({ prefix: "spyglass-outside-" });
  const there = await lab.python.ask("insert_outside", folder);
  await Deno.writeTextFile(
    join(folder, "dj_local_conf.json"),
    JSON.stringify({
      stores: {
        ext: {
          protocol: "file",
          location: join(folder, "store"),
          subfolding: [2, 3],
        },
      },
    }),
  );
  const before = Deno.cwd();
  Deno.chdir(folder);
  Deno.env.set("SPYGLASS_DATA_DIR", join(folder, "data"));
  try {
    await using db = await connect({
      socketPath: lab.place.socket,
      user: "root",
    });
    const Outside = await db.table("interop_outside.Outside");
    const rows = await Outside.orderBy("id").rows();
    assertEquals(rows.map(({ big }) => plain(big)), there.map(sorted));
    for (const [at, text] of TEXTS.entries()) {
      const { here, there, path } = rows[at]! as Record<string, string>;
      assertEquals(basename(here!), `notes ${at} é.txt`);
      assertEquals(basename(there!), "there's.tar.gz");
      assertEquals(path, join(folder, "store", "sub", `f${at}.nwb`));
      for (const file of [here!, there!, path!]) {
        assertEquals(await Deno.readTextFile(file), text);
      }
    }
    assertEquals(rows.at(-1), {
      id: 9,
      big: null,
      here: null,
      there: null,
      path: null,
    });
  } finally {
    Deno.chdir(before);
    await Deno.remove(folder, { recursive: true });
  }
});

const TEXTS = ["plain", "", "\0\xff binary", "x".repeat(100000)];

function plain(value: unknown): unknown {
  return sorted(describe(value));
}
