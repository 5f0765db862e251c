import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Pool } from "../../../src/connection/session.ts";
import { ExportError } from "../../../src/errors.ts";
import { paperSlice } from "../../../src/export/slice/paper_slice.ts";
import { readPaperLog } from "../../../src/log/paper_log.ts";
import { reflect } from "../../../src/schema/reflect.ts";
import { loadSql } from "../../setup.ts";
import { openLab, PAPER } from "../lab.ts";

Deno.test("includedNwbFiles refuses what comes to rest on another session while the slice is computed, and cuts it then", async () => {
  await using lab = await openLab();
  await lab.log("one", async () => {
    await lab.pair.and({ id: 1 }).fetch();
    await lab.trial.and({ nwb_file_name: "a_.nwb", trial: 2 }).fetch();
  });
  const log = await readPaperLog(lab.pool, PAPER, true);
  const catalog = await reflect(lab.pool);
  let isMoved = false;
  const disturbed = new Proxy(lab.pool, {
    get(target, name: keyof Pool) {
      const own: unknown = target[name];
      if (typeof own !== "function") return own;
      if (name !== "texts") return own.bind(target);
      return async (sql: string) => {
        // When it is asked which of the names are sessions, the first rows have been read.
        if (/FROM `common_nwbfile`.`nwbfile` WHERE/.test(sql) && !isMoved) {
          isMoved = true;
          await target.run(
            "update lab.pair set two = 'b_.nwb', two_trial = 1 where id = 1",
          );
        }
        return await target.texts(sql);
      };
    },
  });
  const limited = () =>
    paperSlice(disturbed, catalog, log, { includedNwbFiles: ["a_.nwb"] });
  await assertRejects(
    limited,
    ExportError,
    "rows have come to rest on b_.nwb while it was computed",
  );
  assertEquals(isMoved, true);
  const slice = await limited();
  assertEquals(
    slice.closure.tables.get("`common_nwbfile`.`nwbfile`")?.keys,
    [["a_.nwb"]],
  );
  assertEquals(slice.cut.map(({ table, keys }) => [table, keys]), [
    ["`lab`.`pair`", [["1"]]],
  ]);
});

Deno.test("includedNwbFiles says which session was probably meant, and names some of many", async () => {
  await using lab = await openLab();
  await loadSql(
    lab.socket,
    `insert into common_nwbfile.nwbfile select concat('session', seq, '_.nwb'), unhex(repeat('a1', 16)) from lab.seq_1_to_40;
    insert into lab.trial select nwb_file_name, 1, 'mickey' from common_nwbfile.nwbfile where nwb_file_name like 'session%';`,
  );
  await lab.log("one", () => lab.trial.fetch());
  const refused = (name: string) =>
    assertRejects(
      () => lab.populate({ includedNwbFiles: [name] }),
      ExportError,
    );
  const { message } = await refused("SESSION7_.nwb");
  assertStringIncludes(message, 'did you mean "session7_.nwb"?');
  assertEquals(message.includes("session8_"), false);
  const others = await refused("something else");
  assertStringIncludes(others.message, ", and 32 more");
});
