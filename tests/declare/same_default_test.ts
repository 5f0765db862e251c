/** A table that was declared is declared again by the same class, however the server writes its defaults. */
import { assertRejects } from "@std/assert";
import { DefinitionError } from "../../src/errors.ts";
import { classOf, emptyLab } from "./classes.ts";

/** Default and type, and a default that is another one. */
const DEFAULTS: readonly (readonly [string, string, string])[] = [
  ["1.005", "decimal(4,2)", "1.02"],
  ["5.0", "decimal(4,1)", "5.1"],
  ["1.5", "int", "1"],
  ["007", "int", "8"],
  ["2020-1-1", "date", "2020-1-11"],
  ["'20200101'", "date", "'20200110'"],
  ["'2020-01-01 1:2:3'", "datetime", "'2020-01-01 1:2:4'"],
  ["'2020-01-01'", "datetime", "'2020-01-01 1:00'"],
  ["'2020-01-01 00:00:00.4567'", "datetime(3)", "'2020-01-01 00:00:00.555'"],
  ["1", "time", "100"],
  ["'1:2:3'", "time", "'-1:2:3'"],
  ["99", "year", "98"],
  ["'A'", "enum('a', 'b')", "'b'"],
  ["0.123456789", "float", "0.1234"],
  ["1e-7", "double", "1e-8"],
  ["'abc  '", "char(5)", "'abd'"],
];

Deno.test("a default is the same, however the server writes it", async () => {
  await using place = await emptyLab();
  for (const [at, [initial, type, other]] of DEFAULTS.entries()) {
    const declare = (text: string) =>
      place.db.declare(
        place.schema,
        classOf(`T${at}`, `id : int\n---\nx = ${text} : ${type}`),
      );
    await declare(initial);
    await declare(initial);
    await assertRejects(
      () => declare(other),
      DefinitionError,
      "the default of x",
      `${initial} and ${other}`,
    );
    const table = await place.db.table(`${place.schema}.T${at}`);
    await place.db.declare(place.schema, classOf(`T${at}`, table.describe()));
  }
});

Deno.test("a default that is no day is refused, as DataJoint's session refuses it", async () => {
  await using place = await emptyLab();
  for (
    const [at, day] of ["0000-00-00", "2020-00-01", "2023-06-31"].entries()
  ) {
    const declared = classOf(`N${at}`, `id : int\n---\nx = '${day}' : date`);
    await assertRejects(
      () => place.db.declare(place.schema, declared),
      DefinitionError,
      "1067",
      day,
    );
  }
});
