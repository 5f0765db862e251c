import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { op } from "arquero";
import { Frame } from "../../../src/query/reading/frame.ts";
import { ELECTRODES, lab } from "../lab.ts";

const place = await lab(`${ELECTRODES}
  create table hostile (id int primary key comment '<b>"x"</b>', v varchar(100), b longblob);
  insert into hostile values (1, '<script>alert(1)</script>', 'x'), (2, null, null);`);
Deno.test.afterAll(() => place.close());
const Electrode = place.table("Electrode");

const DISPLAY = Symbol.for("Jupyter.display");
interface Displayable {
  [DISPLAY](): Promise<Record<string, string>>;
}

/** What a notebook shows. */
async function shown(value: unknown): Promise<Record<string, string>> {
  const display: unknown = (value as Displayable)[DISPLAY];
  assert(typeof display === "function", "it has no display");
  return await (value as Displayable)[DISPLAY]();
}

Deno.test("fetch() gives an arquero table that shows itself with its number of rows", async () => {
  const frame = await Electrode.orderBy("KEY").fetch();
  assertEquals(frame.numRows(), 6);
  assertEquals(frame.columnNames(), [
    "nwb_file_name",
    "electrode_id",
    "bad_channel",
    "x",
    "name",
  ]);
  const { "text/plain": text, "text/html": html } = await shown(frame) as {
    [k: string]: string;
  };
  for (const form of [text, html]) {
    assert(form!.includes("Total: 6"), form);
    assert(form!.includes("not logged: no export active"), form);
  }
  assertEquals(Deno.inspect(frame), text);
});

Deno.test("arquero's verbs keep class, note and columns", async () => {
  const frame = await Electrode.fetch();
  for (
    const derived of [
      frame.filter((d: { electrode_id: number }) => d.electrode_id === 1),
      frame.select("electrode_id", "x"),
      frame.derive({ double: (d: { x: number }) => d.x * 2 }),
      frame.orderby("x"),
      frame.groupby("nwb_file_name").rollup({ n: () => op.count() }),
      frame.join(await place.table("Other").fetch(), "electrode_id"),
      frame.slice(0, 2),
      frame.sample(2),
      frame.rename({ x: "y" }),
      frame.fold(["x"]),
      frame.concat(frame),
      frame.dedupe("electrode_id"),
      frame.ungroup(),
      frame.reify(),
    ]
  ) {
    assert(derived instanceof Frame);
    const { "text/plain": text } = await shown(derived) as {
      [k: string]: string;
    };
    assert(text!.includes("not logged: no export active"), text);
    assert(text!.includes(`Total: ${derived.numRows()}`), text);
  }
});

Deno.test("frames and previews escape names and values, and show no bytes", async () => {
  const T = place.table("Hostile");
  for (const value of [await T.fetch(), await T.preview(), T()]) {
    const html = (await shown(value))["text/html"]!;
    assert(!html.includes("<script>"), html);
    assert(!html.includes('<b>"x"'), html);
    assert(html.includes("&lt;script&gt;"), html);
    assert(html.includes("=BLOB="), html);
  }
});

Deno.test("a read that was not awaited still shows its rows", async () => {
  const { "text/plain": text } = await shown(Electrode.fetch()) as {
    [k: string]: string;
  };
  assert(text!.includes("Total: 6"), text);
  const rows = await shown(
    Electrode.and({ electrode_id: 7 }).rows("electrode_id"),
  );
  assert(rows["text/plain"]!.includes("electrode_id: 7"));
  const one = await shown(
    Electrode.and({ electrode_id: 7 }).fetch1("electrode_id"),
  );
  assertEquals(one["text/plain"], "7");
  await assertRejects(() => shown(Electrode`nope = 1`.fetch()), Error, "nope");
});

Deno.test("a query shows a preview, a bare table one line of text", async () => {
  const { "text/plain": text } = await shown(Electrode()) as {
    [k: string]: string;
  };
  assert(text!.includes("Total: 6"), text);
  const line = Deno.inspect(Electrode);
  assertEquals(line.split("\n").length, 1);
  for (
    const word of [
      "Electrode",
      "*nwb_file_name",
      "*electrode_id",
      "bad_channel",
      "Electrode()",
    ]
  ) {
    assert(line.includes(word), line);
  }
  assert(Deno.inspect(Electrode()).includes("nothing has been read yet"));
  assert(String(Electrode.columns.x!.name) === "x");
});

Deno.test("preview() gives no data to code, and at most 1,000 rows", async () => {
  for (const count of [0, 1001, 1.5, -1, NaN, "5"]) {
    await assertRejects(
      () => Electrode.preview(count as number),
      RangeError,
      "from 1 to 1000",
    );
  }
  const preview = await Electrode.preview(1);
  assertEquals(preview.total, 6);
  assertEquals((await Electrode.preview(1000)).total, 6);
  assertEquals((await Electrode.limit(2).preview()).total, 2);
  assertEquals((await Electrode.and(false).preview()).total, 0);
  assertEquals(Object.keys(preview), []);
});

Deno.test("a query is no array and no promise, and says so", async () => {
  for (const value of [Electrode(), Electrode`x > 1`, Electrode]) {
    assertThrows(
      () => [...(value as unknown as Iterable<unknown>)],
      TypeError,
      "nothing has been read yet; read first: await query.rows()",
    );
    assertEquals("then" in (value as object), false);
    assertEquals(await value, value);
  }
});

Deno.test("what a read gives is not to be had without await, and that is said", async () => {
  const reading = Electrode.fetch() as unknown as
    & Promise<{ numRows(): number }>
    & Iterable<unknown>
    & { numRows(): number };
  assertThrows(
    () => reading.numRows(),
    TypeError,
    "Cannot call numRows() on a read: its rows are not here yet, wanted await before it; write (await query.fetch()).numRows()",
  );
  assertThrows(() => [...reading], TypeError, "wanted await before it");
  assertEquals((await reading).numRows(), 6);
  assertEquals(await reading.then((frame) => frame.numRows()), 6);
});

Deno.test("an operator of Python's says what stands for it here", () => {
  for (const value of [Electrode, Electrode`x > 1`]) {
    const operand = value as unknown as number;
    for (
      const use of [
        () => operand & 1,
        () => operand - 1,
        () => operand * operand,
        () => operand + operand,
      ]
    ) {
      assertThrows(
        use,
        TypeError,
        "JavaScript has its operators for numbers only; use and(), except(), join() and union(), or dj`…`",
      );
    }
    assert(`${value}`.includes("Electrode"));
  }
});

Deno.test("calling a frame's verb on a query says that nothing has been read yet", () => {
  for (
    const verb of [
      "filter",
      "select",
      "derive",
      "groupby",
      "objects",
      "map",
    ]
  ) {
    for (const value of [Electrode(), Electrode]) {
      const verbs = value as unknown as Record<string, () => unknown>;
      assertThrows(
        () => verbs[verb]!(),
        TypeError,
        "nothing has been read yet",
      );
    }
  }
});
