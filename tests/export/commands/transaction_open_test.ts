/**
 * What is called inside of `db.transaction()` but looks at the lab's tables by itself: it would not see what the
 * transaction wrote, and would wait for it where somebody in between wants to alter a table.
 */
import { assertEquals, assertRejects } from "@std/assert";
import { within } from "../../../src/connection/within.ts";
import { ExportError } from "../../../src/errors.ts";
import { loadSql } from "../../setup.ts";
import { listening } from "../../story/place.ts";
import { openLab, PAPER, type SessionLab } from "../lab.ts";

const COMMANDS: Record<string, (lab: SessionLab) => Promise<unknown>> = {
  "previewTables()": ({ db }) => db.ExportSelection.previewTables(PAPER),
  "showAllTables()": ({ db }) => db.ExportSelection.showAllTables(PAPER),
  "listFilePaths()": ({ db }) => db.ExportSelection.listFilePaths(PAPER),
  "review()": ({ db }) => db.ExportSelection.review(PAPER),
  "forget()": ({ db, trial }) =>
    db.ExportSelection.forget(trial(), { force: true }),
  "deleteAnalysis()": ({ db }) =>
    db.ExportSelection.deleteAnalysis({ ...PAPER, analysis_id: "one" }, {
      force: true,
    }),
  "plan()": ({ db }) => db.Export.plan(PAPER),
  "diff()": ({ db }) => db.Export.diff(PAPER),
  "populatePaper()": ({ db }) => db.Export.populatePaper(PAPER),
  "verify()": ({ db }) => db.Export.verify(PAPER),
};

Deno.test("what looks at the lab's tables by itself is refused at once inside of a transaction, which goes on", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.trial.fetch());
  const before = await lab.trial.count();
  const altered = await lab.db.transaction(async () => {
    await lab.trial.count();
    const altered = await alterTrial(lab);
    for (const [name, call] of Object.entries(COMMANDS)) {
      const refused = listening(() => call(lab));
      // So that the test ends.
      if (await within(refused.catch(() => {}), 20_000)) await kill(lab);
      await assertRejects(
        () => refused,
        ExportError,
        "call it outside of db.transaction()",
        name,
      );
    }
    assertEquals(await lab.trial.count(), before);
    return altered;
  });
  await altered.done;
  await listening(() => lab.db.ExportSelection.showAllTables(PAPER));
});

/** Resolves when somebody waits to alter the table that was read. */
async function alterTrial(lab: SessionLab): Promise<{ done: Promise<string> }> {
  const altered = loadSql(
    lab.socket,
    "alter table lab.trial add column more int, algorithm=copy",
  );
  while ((await waiting(lab)).length === 0) {
    await new Promise((done) => setTimeout(done, 20));
  }
  return { done: altered };
}

async function kill(lab: SessionLab): Promise<void> {
  for (const id of await waiting(lab)) await lab.pool.run(`KILL ${id}`);
}

async function waiting({ pool }: SessionLab): Promise<string[]> {
  const rows = await pool.texts(
    "SELECT id FROM information_schema.processlist WHERE state = 'Waiting for table metadata lock' AND info LIKE 'alter table%'",
  );
  return rows.map(([id]) => id!);
}
