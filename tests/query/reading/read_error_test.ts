import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { QueryError, UnknownNameError } from "../../../src/errors.ts";
import { ELECTRODES, lab } from "../lab.ts";

const place = await lab(ELECTRODES);
Deno.test.afterAll(() => place.close());
const Electrode = place.table("Electrode");

Deno.test("a name that is no column is refused with the nearest one, before anything is sent", async () => {
  await using own = await lab(ELECTRODES, { logs: true });
  const all = own.table("Electrode");
  for (
    const read of [
      () => all.fetch("electrod_id"),
      () => all.rows("electrod_id"),
      () => all().columns("electrod_id"),
      () => all.fetch1("electrod_id"),
      () => Array.fromAsync(all.stream("electrod_id")),
    ]
  ) {
    const error = await assertRejects(
      read as () => Promise<unknown>,
      UnknownNameError,
    );
    assert(error.message.includes("did you mean electrode_id?"));
  }
  await assertRejects(() => all.fetch("KEY"), UnknownNameError, "keys()");
  assertThrows(
    () => all.orderBy("electrod_id"),
    UnknownNameError,
    "electrode_id",
  );
  assertEquals(own.reads, []);
});

Deno.test("an unknown column in a text is told with the nearest one, by every method", async () => {
  const query = Electrode`electrod_id = 1`;
  for (
    const read of [
      () => query.fetch(),
      () => query.rows(),
      () => query.columns(),
      () => query.keys(),
      () => query.fetch1(),
      () => query.count(),
      () => query.exists(),
      () => query.preview(),
      () => Array.fromAsync(query.stream()),
      () => query.delete({ force: true }),
    ]
  ) {
    const error = await assertRejects(
      read as () => Promise<unknown>,
      QueryError,
    );
    assertEquals(error.errno, 1054);
    assert(error.message.includes("did you mean electrode_id?"), error.message);
    assert(error.stack?.includes("read_error_test.ts"), error.stack);
    assert(!Object.keys(error).includes("sql"));
    assert(!Deno.inspect(error).includes("SELECT"));
    assert(error.sql.startsWith("SELECT"));
  }
  const far = await assertRejects(
    () => Electrode`zzzzz = 1`.rows(),
    QueryError,
  );
  assert(far.message.includes("has nwb_file_name, electrode_id"), far.message);
});

Deno.test("errors of the server show the user's own line", async () => {
  for (const query of [Electrode`x = = 1`, Electrode`nope(1) = 1`]) {
    for (
      const read of [
        () => query.fetch(),
        () => query.rows("x"),
        () => query.count(),
        () => query.exists(),
        () => query.preview(),
        () => Array.fromAsync(query.stream()),
      ]
    ) {
      const error = await assertRejects(
        read as () => Promise<unknown>,
        QueryError,
      );
      assert(/\(MySQL \d+: /.test(error.message), error.message);
      assert(error.stack?.includes("read_error_test.ts"), error.stack);
    }
  }
});

Deno.test("names of attributes that are no texts are refused in words", async () => {
  for (
    const [given, found] of [[["electrode_id"], "an array"], [5, "5"]] as const
  ) {
    await assertRejects(
      () => Electrode.rows(given as unknown as string),
      TypeError,
      `received ${found}, wanted names of attributes`,
    );
  }
});

Deno.test("a column that a projection left out is not proposed for itself", async () => {
  const error = await assertRejects(
    () => Electrode.proj({ depth: "x" }).and("x > 1").rows(),
    QueryError,
  );
  assert(!error.message.includes("did you mean"), error.message);
  assert(error.message.includes("electrode_id, depth"), error.message);
});

Deno.test("that a table may have been changed since it was looked up is said, and what to do", async () => {
  await using own = await lab(ELECTRODES);
  const all = own.table("Electrode");
  const changed = async (name: string) => {
    for (
      const read of [
        () => all.rows(),
        () => all.and("electrode_id = 1").count(),
        () => Array.fromAsync(all.stream()),
      ]
    ) {
      const error = await assertRejects(read as () => Promise<unknown>);
      const { message } = error as Error;
      assert(message.includes(name), message);
      assert(
        message.includes(
          "was changed since it was looked up: await db.reload()",
        ),
        message,
      );
    }
  };
  await own.run(
    "alter table _electrode change electrode_id e int",
  );
  await changed("electrode_id");
  await own.run("drop table _electrode");
  await changed("doesn't exist");
});
