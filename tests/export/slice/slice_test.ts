/** A slice as the user holds it. */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { UnknownNameError } from "../../../src/errors.ts";
import { QUERY_STATE } from "../../../src/query/condition/semijoin.ts";
import { openLab, PAPER } from "../lab.ts";

Deno.test("a slice gives one query a table, of exactly its rows, in any time zone", async () => {
  await using lab = await openLab();
  await lab.pool.run("create table lab.event (at timestamp(3) primary key)");
  await lab.pool.run(
    "insert into lab.event values (from_unixtime(1698534000.25)), (from_unixtime(1698537600.25))",
  );
  const event = await lab.db.table("lab.event");
  await lab.log("one", async () => {
    await event.orderBy("at").limit(1).fetch();
    await lab.pair.and({ id: 2 }).fetch();
  });
  const { ExportSelection } = lab.db;
  for (
    const slice of [
      await ExportSelection.previewTables(PAPER),
      await ExportSelection.showAllTables(PAPER),
    ]
  ) {
    const counted: Record<string, number> = {};
    for (const query of slice) {
      counted[query[QUERY_STATE]().table.fullName] = await query.count();
    }
    assertEquals(counted, slice.counts);
    assertEquals(slice.counts["`lab`.`event`"], 1);
    assertEquals(
      Object.values(counted).reduce((a, b) => a + b),
      slice.total,
    );
  }
});

Deno.test("why() tells the chain of foreign keys from a read to a row", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.pair.and({ id: 2 }).fetch());
  const slice = await lab.db.ExportSelection.showAllTables(PAPER);
  const why = slice.why("`lab`.`mouse`", { mouse: "minnie" });
  assertEquals(
    why.map(({ table, key }) => [table, key]),
    [
      ["`lab`.`pair`", { id: "2" }],
      ["`lab`.`trial`", { nwb_file_name: "b_.nwb", trial: "1" }],
      ["`lab`.`mouse`", { mouse: "minnie" }],
    ],
  );
  assertEquals(why[0]!.via, null);
  assertThrows(
    () => slice.why("`lab`.`mouse`", { mouse: "nobody" }),
    RangeError,
  );
  assertThrows(() => slice.why("`lab`.`none`", { mouse: "x" }));
  assertThrows(
    () => slice.why("`lab`.`mouse`", {}),
    TypeError,
    "Cannot say why a row of `lab`.`mouse` is in the slice: its key lacks mouse, wanted a value for each of mouse",
  );
  assertThrows(
    () => slice.why("`lab`.`trial`", { nwbfilename: "a_.nwb", trial: 1 }),
    UnknownNameError,
    'the key of `lab`.`trial` has no "nwbfilename", wanted an existing name; did you mean nwb_file_name?',
  );
});

Deno.test("a slice shows its tables, counts and files, and says when it is empty", async () => {
  await using lab = await openLab();
  await lab.log(
    "one",
    () => lab.trial.and({ nwb_file_name: "a_.nwb" }).fetch(),
  );
  const slice = await lab.db.ExportSelection.showAllTables(PAPER);
  const text = Deno.inspect(slice);
  assertMatch(text, /trial/i);
  assertMatch(text, /a_\.dat/);
  const preview = await lab.db.ExportSelection.previewTables(PAPER);
  assertMatch(Deno.inspect(preview), /Total/);
  await lab.log("one", () => Promise.resolve());
});

Deno.test("a preview reads the first rows of its tables when a cell shows it", async () => {
  await using lab = await openLab();
  await lab.log(
    "one",
    () => lab.trial.and({ nwb_file_name: "a_.nwb" }).fetch(),
  );
  const preview = await lab.db.ExportSelection.previewTables(PAPER);
  const display = () =>
    (preview as unknown as Record<symbol, () => Promise<unknown>>)[
      Symbol.for("Jupyter.display")
    ]!();
  const shown = await display() as Record<string, string>;
  assertMatch(shown["text/html"]!, /<td[^>]*>a_\.nwb</);
  assertEquals(await display(), shown);
});
