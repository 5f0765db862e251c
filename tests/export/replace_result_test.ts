/** A paper's result is replaced and dropped at once, by two connections. */
import { assertEquals } from "@std/assert";
import type { Pool } from "../../src/connection/session.ts";
import { dropOldResult } from "../../src/export/drop_result.ts";
import { replaceResult } from "../../src/export/replace_result.ts";
import { reflect } from "../../src/schema/reflect.ts";
import { MYSQL_PROGRAMS, mysqlServer } from "../mysql_server.ts";
import { freshServer } from "../setup.ts";
import { freshPlace, listening, type Place } from "../story/place.ts";

const PAPER_ID = "paper1";
const ROUNDS = 60;
const MANY = 200;

/** An export of many tables and files, so that writing it takes a while. */
async function resultOf(place: Place) {
  const db = await place.connect();
  const { result: { export_id } } = await listening(() =>
    db.ExportSelection.startExport({ paper_id: PAPER_ID, analysis_id: "one" })
  );
  await listening(() => db.ExportSelection.stopExport());
  const numbers = Array.from({ length: MANY }, (_, at) => at);
  return {
    paperId: PAPER_ID,
    exportId: export_id,
    includedNwbFiles: null,
    tables: numbers.map((at) => ({
      table: `lab.t${at}`,
      restriction: new Uint8Array(9),
    })),
    files: numbers.map((at) => ({ file_path: `/data/${at}.nwb` })),
  };
}

/** Rows of the tables of the result that are there; all of them, or none. */
async function countsOf(pool: Pool): Promise<string> {
  const [row] = await pool.texts(
    "select (select count(*) from common_usage.__export), (select count(*) from common_usage.__export__table), (select count(*) from common_usage.__export__file)",
  );
  return row!.join();
}

for (
  const { server, start, ignore } of [
    { server: "MariaDB", start: freshServer, ignore: false },
    {
      server: `MySQL${MYSQL_PROGRAMS === null ? " (missing)" : ""}`,
      start: mysqlServer,
      ignore: MYSQL_PROGRAMS === null,
    },
  ]
) {
  Deno.test({
    name:
      `a result that is dropped while it is replaced is there whole or not at all, and neither fails, on ${server}`,
    ignore,
    fn: async () => {
      await using place = await freshPlace(start);
      const result = await resultOf(place);
      const { pool } = place;
      const catalog = await reflect(pool);
      const drop = () =>
        dropOldResult({
          pool,
          tables: { catalog },
          ask: () => null,
          warn: () => {},
        }, PAPER_ID);
      const replace = () =>
        replaceResult(pool, catalog, result, () => Promise.resolve());
      for (let round = 0; round < ROUNDS; round++) {
        await replace();
        const pause = new Promise((done) => setTimeout(done, round % 10));
        await Promise.all([replace(), pause.then(drop)]);
        const counts = await countsOf(pool);
        if (counts !== "0,0,0") assertEquals(counts, `1,${MANY},${MANY}`);
      }
    },
  });
}
