/** Commands begin with the tables as they were last read: nobody may notice where those are others by now. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { ExportError } from "../../../src/errors.ts";
import { listening } from "../../story/place.ts";
import { openLab, PAPER, type SessionLab, TRIAL } from "../lab.ts";

async function inLab(test: (lab: SessionLab) => Promise<void>): Promise<void> {
  await using lab = await openLab();
  await lab.log("one", () => lab.trial.and({ trial: 2 }).fetch());
  await lab.db.ExportSelection.showAllTables(PAPER);
  await test(lab);
}

const counts = async ({ db }: SessionLab) =>
  (await db.ExportSelection.showAllTables(PAPER)).counts;

Deno.test("a foreign key, a parent and a part that others add are followed at once", async () => {
  await inLab(async (lab) => {
    assertEquals((await counts(lab))["`lab`.`rig`"], undefined);
    await lab.pool.run("create table lab.rig (rig int primary key)");
    await lab.pool.run("insert into lab.rig values (7), (8)");
    await lab.pool.run("alter table lab.trial add column rig int default 7");
    assertEquals((await counts(lab))["`lab`.`rig`"], undefined);
    await lab.pool.run(
      "alter table lab.trial add foreign key (rig) references lab.rig (rig)",
    );
    assertEquals((await counts(lab))["`lab`.`rig`"], 1);
    await lab.pool.run(
      "create table lab.trial__note (nwb_file_name varchar(64) not null, trial int not null, n int, primary key (nwb_file_name, trial, n), foreign key (nwb_file_name, trial) references lab.trial (nwb_file_name, trial))",
    );
    await lab.pool.run(
      "insert into lab.trial__note select nwb_file_name, trial, 1 from lab.trial",
    );
    const preview = await lab.db.ExportSelection.previewTables(PAPER);
    assertEquals(preview.counts, { [TRIAL]: 1 });
    assertEquals((await counts(lab))["`lab`.`trial__note`"], 1);
  });
});

Deno.test("populatePaper() writes what the tables are now, once, and says once what has changed", async () => {
  await inLab(async (lab) => {
    await lab.populate();
    await lab.pool.run("create table lab.rig (rig int primary key)");
    await lab.pool.run("insert into lab.rig values (7)");
    await lab.pool.run(
      "alter table lab.trial add column rig int default 7, add foreign key (rig) references lab.rig (rig)",
    );
    const { result, said } = await listening(() =>
      lab.db.Export.populatePaper(PAPER)
    );
    assertEquals(result.tables["`lab`.`rig`"], 1);
    assertEquals(
      said.filter((line) => /script written/.test(line)).length,
      1,
      said.join("\n"),
    );
    assertEquals(
      said.filter((line) => /would give other rows/.test(line)).length,
      1,
      said.join("\n"),
    );
    const stored = await lab.pool.texts(
      "select count(*) from common_usage.__export__table where table_name = '`lab`.`rig`'",
    );
    assertEquals(stored, [["1"]]);
  });
});

Deno.test("columns and tables that others take away are not asked for, and a table that is back is found", async () => {
  await inLab(async (lab) => {
    await lab.pool.run("alter table lab.pair drop foreign key pair_ibfk_2");
    await lab.pool.run("alter table lab.trial rename column mouse to animal");
    assertEquals((await counts(lab))["`lab`.`mouse`"], 1);
    await lab.pool.run("rename table lab.trial to lab.elsewhere");
    await assertRejects(() => counts(lab), ExportError, "does not exist");
    const before = await lab.result();
    await assertRejects(() => lab.populate(), ExportError, "does not exist");
    assertEquals(await lab.result(), before);
    await lab.pool.run("rename table lab.elsewhere to lab.trial");
    assert((await counts(lab))[TRIAL] === 1);
  });
});
