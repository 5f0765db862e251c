import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { openLab, PAPER } from "../export/lab.ts";

Deno.test("listFiles() gives the files as they are, and keeps in the bundle what they were when the paper was populated", async () => {
  await using at = await openLab();
  await at.log("first", () => at.trial.rows());
  const [path, other] = ["a", "b"].map((name) =>
    join(at.baseDir, "raw", name, `${name}_.dat`)
  ) as [string, string];
  await Deno.rename(other, `${other}.away`);
  await at.populate();
  const table = join(at.bundle, "files.tsv");
  const before = await Deno.readTextFile(table);
  const { Export } = at.db;
  await Export.listFiles(PAPER);
  assertEquals(await Deno.readTextFile(table), before);

  // Altered, and another one that was missing is there: only of that nothing was known.
  await Deno.rename(`${other}.away`, other);
  await Deno.writeTextFile(path, "z");
  const frame = await Export.listFiles(PAPER);
  assertEquals(frame.array("missing"), [false, false]);
  const lines = (await Deno.readTextFile(table)).split("\n");
  const were = before.split("\n");
  assertEquals(lines[1], were[1]);
  assertEquals(lines[1]!.split("\t")[3] === frame.get("sha256", 0), false);
  assertEquals(lines[2]!.split("\t")[3], frame.get("sha256", 1));
  assertEquals(were[2]!.split("\t")[2], "missing");

  const altered = await Export.verify(PAPER);
  assertEquals(
    altered.differences.map(({ expected }) =>
      String(expected).startsWith(`${path} (1 bytes, SHA-256`)
    ),
    [true],
  );
  await Deno.writeTextFile(path, "a");
  assertEquals((await Export.verify(PAPER)).differences, []);

  // What somebody else wrote into it is not stated anew.
  const kept = await Deno.readTextFile(table);
  await Deno.writeTextFile(
    table,
    kept.replace(/[0-9a-f]{64}/, "0".repeat(64)),
  );
  await Export.listFiles(PAPER);
  const told = (await Export.verify(PAPER)).differences;
  assertEquals(told.map(({ table, kind }) => `${table}: ${kind}`), [
    "files.tsv: altered file",
    "files.tsv: altered file",
  ]);
});
