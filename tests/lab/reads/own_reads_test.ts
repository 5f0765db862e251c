import { assertEquals } from "@std/assert";
import { OwnReads } from "../../../src/lab/reads/own_reads.ts";
import { UnloggedReads } from "../../../src/lab/reads/unlogged_reads.ts";

const ENTRY = { table: "`shop`.`item`", restriction: "(id=1)" };

/** Reads of one entry, each by the execution that is said to run. */
function lab() {
  const ran: { time: number; execution: string | undefined }[] = [];
  const own = new OwnReads({
    unlogged: new UnloggedReads(),
    executionAt: (time) => ran.findLast((one) => one.time <= time)?.execution,
    changed: () => {},
  });
  return {
    ran,
    read: async (execution?: string) => {
      await new Promise((done) => setTimeout(done, 3));
      ran.push({ time: Date.now(), execution });
      own.logged(1, [{ ...ENTRY, tableId: 7 }]);
    },
    seen: () =>
      own.seen({ exportId: 1, analysisId: "a", tableId: 7, ...ENTRY }),
  };
}

Deno.test("an entry that another execution read, too, is told with both", async () => {
  const { read, seen } = lab();
  await read("first");
  await read("second");
  await read("first");
  await read("second");
  const { execution, again } = seen();
  assertEquals([execution, again], ["first", ["second"]]);
});

Deno.test("an execution that is not known yet is told later; of very many, the last", async () => {
  const { ran, read, seen } = lab();
  await read("first");
  await read();
  assertEquals(seen().again, []);
  ran[1]!.execution = "second";
  assertEquals(seen().again, ["second"]);
  for (let i = 0; i < 110; i++) await read(`number ${i}`);
  assertEquals(seen().again, [106, 107, 108, 109].map((i) => `number ${i}`));
});
