import { assertEquals } from "@std/assert";
import { openPool } from "../../../src/connection/pool.ts";
import {
  noteCells,
  notesOn,
  prepareNotes,
} from "../../../src/log/notes/read_notes.ts";
import { testServer } from "../../setup.ts";

Deno.test("noteCells() does not keep an archive's key that a cell holds", async () => {
  const pool = await openPool({ socketPath: testServer(), user: "root" });
  const key = crypto.randomUUID();
  const before = Deno.env.get("DANDI_API_KEY");
  const entry = {
    table: "`lab`.`t`",
    restriction: "True",
    exportId: crypto.getRandomValues(new Int32Array(1))[0]!,
    tableId: 1,
  };
  const noted = async (cell: string, tableId: number) => {
    const placed = { ...entry, tableId };
    await noteCells(pool, [{ entry: placed, cell }]);
    return (await notesOn(pool, [placed]))[0]?.cell;
  };
  try {
    assertEquals(await prepareNotes(pool), null);
    Deno.env.set("DANDI_API_KEY", ` ${key}\n`);
    const cell = `Deno.env.set("DANDI_API_KEY", "${key}"); // ${key}`;
    const told = 'Deno.env.set("DANDI_API_KEY", "[key]"); // [key]';
    assertEquals(await noted(cell, 1), told);
    // Nor the part of it before a long cell is cut.
    const long = "x".repeat(1990);
    assertEquals(await noted(long + key, 2), `${long}[key]`);
    // A key that is none would take the text apart.
    Deno.env.set("DANDI_API_KEY", " ");
    assertEquals(await noted("a b", 3), "a b");
  } finally {
    if (before === undefined) Deno.env.delete("DANDI_API_KEY");
    else Deno.env.set("DANDI_API_KEY", before);
    await pool.run(
      `delete from spyglass_deno.read_note where export_id = ${entry.exportId}`,
    );
    await pool.close();
  }
});
