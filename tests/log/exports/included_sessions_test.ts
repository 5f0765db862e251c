/** Sessions that a paper may show. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { loadSql } from "../../setup.ts";
import { openLab, PAPER } from "../../export/lab.ts";
import { listening } from "../../story/place.ts";

const KEY = { ...PAPER, analysis_id: "one" };

Deno.test("startExport({ includedNwbFiles }) warns of a read of another session, and logs it", async () => {
  await using lab = await openLab();
  const warned = async (read: () => Promise<unknown>) =>
    (await listening(read)).warned;
  await listening(() =>
    lab.db.ExportSelection.startExport({
      ...KEY,
      includedNwbFiles: ["a_.nwb"],
    })
  );
  const { trial, mouse } = lab;
  assertEquals(
    await warned(() => trial.and({ nwb_file_name: "a_.nwb" }).fetch()),
    [],
  );
  assertEquals(await warned(() => mouse.fetch()), []);
  for (
    const read of [
      () => trial.and({ nwb_file_name: "b_.nwb" }).fetch(),
      () => trial.orderBy("KEY").limit(3).rows(),
    ]
  ) {
    assertMatch(
      (await warned(read)).join(),
      /`lab`\.`trial` rests on b_\.nwb, not among includedNwbFiles \(a_\.nwb\)/,
    );
  }
  const review = await lab.db.ExportSelection.review(PAPER);
  assertEquals(review.numRows(), 4);
  await listening(() => lab.db.ExportSelection.startExport(KEY));
  assertEquals(await warned(() => trial.fetch()), []);
});

Deno.test("a read that rests on another session only through others is warned of", async () => {
  await using lab = await openLab();
  await loadSql(
    lab.socket,
    `use lab;
    insert into pair (id, one, one_trial, two, two_trial) values (71, 'a_.nwb', 1, 'a_.nwb', 1), (72, 'a_.nwb', 1, 'b_.nwb', 1);
    create table of_pair (name varchar(20) primary key, id int not null, foreign key (id) references pair (id)) engine=InnoDB;
    insert into of_pair values ('own', 71), ('other', 72)`,
  );
  await lab.db.reload();
  const ofPair = await lab.db.table("lab.of_pair");
  await listening(() =>
    lab.db.ExportSelection.startExport({
      ...KEY,
      includedNwbFiles: ["a_.nwb"],
    })
  );
  const own = await listening(() => ofPair.and({ name: "own" }).rows());
  assertEquals(own.warned, []);
  for (
    const read of [
      () => ofPair.and({ name: "other" }).rows(),
      () => ofPair.orderBy("name").limit(1).rows(),
    ]
  ) {
    const { warned } = await listening(read);
    assertMatch(
      warned.join(),
      /`lab`\.`of_pair` rests on b_\.nwb, not among includedNwbFiles \(a_\.nwb\)/,
    );
  }
});

Deno.test("every connection of the process warns, whenever it was opened, and none once the export has ended", async () => {
  await using lab = await openLab();
  const earlier = await lab.connect();
  await listening(() =>
    lab.db.ExportSelection.startExport({
      ...KEY,
      includedNwbFiles: ["a_.nwb"],
    })
  );
  const { result: later } = await listening(() => lab.connect());
  const tables = [
    await earlier.table("lab.trial"),
    await later.table("lab.trial"),
  ];
  const warned = async () => {
    const each = [];
    for (const trial of tables) {
      const read = () => trial.and({ nwb_file_name: "b_.nwb" }).rows();
      each.push((await listening(read)).warned.length);
    }
    return each;
  };
  assertEquals(await warned(), [1, 1]);
  await listening(() => lab.db.ExportSelection.startExport(KEY));
  assertEquals(await warned(), [0, 0]);
});

Deno.test("a stream warns once of each session, however many chunks it takes", async () => {
  await using lab = await openLab();
  await loadSql(
    lab.socket,
    `insert into lab.trial select 'b_.nwb', seq, 'minnie' from lab.seq_2_to_2500;
    insert into common_nwbfile.nwbfile values ('c_.nwb', unhex(repeat('b2', 16)));
    insert into lab.trial values ('c_.nwb', 1, 'minnie')`,
  );
  await listening(() =>
    lab.db.ExportSelection.startExport({
      ...KEY,
      includedNwbFiles: ["a_.nwb"],
    })
  );
  const sql = lab.db.sql`select nwb_file_name, trial from lab.trial`;
  for (const query of [lab.trial.orderBy("nwb_file_name", "trial"), sql]) {
    const { warned } = await listening(async () => {
      for await (const _ of query.stream());
    });
    const told = warned.map((text) => /rests on (.*?), not/.exec(text)?.[1]);
    assertEquals(told, ["b_.nwb", "c_.nwb"]);
  }
});

Deno.test("of many other sessions the first are named, and how many there are", async () => {
  await using lab = await openLab();
  await loadSql(
    lab.socket,
    `insert into common_nwbfile.nwbfile select concat('n', seq, '_.nwb'), unhex(repeat('b2', 16)) from lab.seq_100_to_299;
    insert into lab.trial select concat('n', seq, '_.nwb'), 1, 'minnie' from lab.seq_100_to_299`,
  );
  const includedNwbFiles = Array.from({ length: 40 }, (_, i) => `s${i}_.nwb`);
  await listening(() =>
    lab.db.ExportSelection.startExport({ ...KEY, includedNwbFiles })
  );
  const { warned } = await listening(() => lab.trial.rows());
  assertEquals(warned.length, 1);
  assertMatch(
    warned[0]!,
    /rests on a_\.nwb, b_\.nwb, n100_\.nwb, (n10\d_\.nwb, ){7}and 192 more, not among includedNwbFiles \(s0_\.nwb, .*s9_\.nwb, and 30 more\)\.$/,
  );
});

Deno.test("a process that inherits the export warns, too", async () => {
  await using lab = await openLab();
  await listening(() =>
    lab.db.ExportSelection.startExport({
      ...KEY,
      includedNwbFiles: ["a_.nwb"],
    })
  );
  const program = fileURLToPath(new URL("child_reader.ts", import.meta.url));
  const args = ["run", "--allow-all", program, lab.socket];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    stderr: "piped",
    stdout: "null",
  }).output();
  const said = new TextDecoder().decode(stderr);
  assertEquals(success, true, said);
  assertMatch(said, /rests on b_\.nwb, not among includedNwbFiles \(a_\.nwb\)/);
});

Deno.test("a list that is too long for other processes is told, and holds in this one", async () => {
  await using lab = await openLab();
  const includedNwbFiles = Array.from({ length: 3000 }, (_, i) => `s${i}_.nwb`);
  const { warned } = await listening(() =>
    lab.db.ExportSelection.startExport({ ...KEY, includedNwbFiles })
  );
  assertMatch(warned.join(), /3000 names in includedNwbFiles are too many/);
  const read = () => lab.trial.and({ nwb_file_name: "b_.nwb" }).rows();
  assertEquals((await listening(read)).warned.length, 1);
});

Deno.test("startExport() refuses what is no list of names", async () => {
  await using lab = await openLab();
  for (const includedNwbFiles of ["a_.nwb", [7], {}]) {
    await assertRejects(
      () =>
        lab.db.ExportSelection.startExport(
          { ...KEY, includedNwbFiles } as never,
        ),
      TypeError,
      "includedNwbFiles",
    );
  }
});

Deno.test("a stream that could not be looked at gives nothing, and leaves nothing in the log", async () => {
  await using lab = await openLab();
  await listening(() =>
    lab.db.ExportSelection.startExport({
      ...KEY,
      includedNwbFiles: ["a_.nwb"],
    })
  );
  const stream = lab.trial.orderBy("KEY").stream()[Symbol.asyncIterator]();
  const { warn } = console;
  console.warn = () => {
    throw new Error("nobody may be warned");
  };
  try {
    await assertRejects(() => stream.next(), Error, "nobody may be warned");
  } finally {
    console.warn = warn;
  }
  const review = await lab.db.ExportSelection.review(PAPER);
  assertEquals(review.numRows(), 0);
});
