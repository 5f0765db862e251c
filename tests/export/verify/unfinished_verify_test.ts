import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
} from "@std/assert";
import { join } from "node:path";
import {
  CancelledError,
  ExportError,
  UnknownNameError,
} from "../../../src/errors.ts";
import { lab } from "./verify_setup.ts";

Deno.test("verify() stops when told to, and leaves no server and no password behind", async () => {
  await using at = await lab();
  const temporary = await Deno.makeTempDir();
  const before = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", temporary);
  try {
    for (const moment of [0, 40, 200, 350]) {
      await Deno.remove(at.sql).catch(() => {});
      const signal = AbortSignal.timeout(moment);
      // On a fast machine it may be done before it is told: then it has left nothing either.
      const outcome = await at.exports.verify(at.paper, { signal })
        .then(() => "done", (error) => {
          assertInstanceOf(error, CancelledError);
          return "cancelled";
        });
      if (moment <= 40) assertEquals(outcome, "cancelled");
      const left = [...Deno.readDirSync(temporary)].map(({ name }) => name);
      assertEquals(left, [], `after ${moment} ms`);
      const made = [...Deno.readDirSync(at.bundle)].map(({ name }) => name);
      assertEquals(made.filter((name) => name.endsWith(".cnf")), []);
    }
    assert((await at.exports.verify(at.paper)).ok);
    assertEquals([...Deno.readDirSync(temporary)], []);
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
    await Deno.remove(temporary, { recursive: true });
  }
});

Deno.test("verify() says what is missing before it begins", async () => {
  await using at = await lab();
  const { exports, paper, selection, db } = at;
  await assertRejects(
    () => exports.verify(paper, { sqll: "x" } as never),
    UnknownNameError,
    'there is no option "sqll"',
  );
  await assertRejects(
    () => exports.verify(paper, { sql: join(at.base, "none.sql") }),
    ExportError,
    "none.sql",
  );
  await selection.startExport({ paper_id: "other", analysis_id: "a" });
  await (await db.table(`${at.schema}.${at.tables.parent.split("`")[3]}`))
    .fetch();
  await selection.stopExport();
  await assertRejects(
    () => exports.verify({ paper_id: "other" }),
    ExportError,
    "populatePaper",
  );
});
