import { assertEquals, assertThrows } from "@std/assert";
import { UnknownNameError } from "../../src/errors.ts";
import { refuseUnknownOptions } from "../../src/names/known_options.ts";

Deno.test("refuseUnknownOptions() names the option that was meant", () => {
  const error = assertThrows(
    () => refuseUnknownOptions("Cannot plot", { form: 5 }, ["from", "to"]),
    UnknownNameError,
    'Cannot plot: there is no option "form", wanted an existing name; did you mean from?',
  );
  assertEquals(error.name, "UnknownNameError");
});

Deno.test("refuseUnknownOptions() takes no options at all, and known ones, whatever they hold", () => {
  for (const options of [undefined, null, {}, { to: undefined }]) {
    refuseUnknownOptions("Cannot plot", options, ["from", "to"]);
  }
});
