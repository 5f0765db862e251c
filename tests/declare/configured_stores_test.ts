import { assertEquals, assertRejects } from "@std/assert";
import { Part } from "../../src/declare/user_tables.ts";
import { DefinitionError } from "../../src/errors.ts";
import { classOf, emptyLab } from "./classes.ts";

Deno.test("declare() refuses a store that is not configured, before anything is created", async () => {
  await using place = await emptyLab({ stores: { raw: "/nowhere" } });
  const definition = "id : int\n---\nx = null : double\nfile = null : ";
  const master = classOf("T", "id : int");
  for (const type of ["blob@rwa", "attach@rwa", "filepath@rwa"]) {
    const T = classOf("U", definition + type);
    const schema = `${place.schema}_new`;
    const error = await assertRejects(
      () => place.db.declare(schema, T),
      DefinitionError,
      `"file = null : ${type}": the store rwa is not configured, wanted raw`,
    );
    assertEquals(error.line, 4);
    assertEquals(await place.run(`show databases like '${schema}'`), "");
  }
  Object.defineProperty(master, "Part", {
    value: classOf("Part", "-> master\n---\nx : blob@far", Part as never),
    enumerable: true,
  });
  await assertRejects(
    () => place.db.declare(place.schema, master),
    DefinitionError,
    "the store far is not configured",
  );
  assertEquals(await place.run("show tables"), "");
});
