import { assertEquals, assertThrows } from "@std/assert";
import { dataFolder } from "../../src/connection/data_folder.ts";
import { ServerError } from "../../src/errors.ts";

const NAMES = ["SPYGLASS_DATA_DIR", "XDG_DATA_HOME", "HOME"] as const;

/** What `dataFolder()` gives with these variables and none of the others. */
function withEnvironment<T>(
  values: Partial<Record<typeof NAMES[number], string>>,
  work: () => T,
): T {
  const before = NAMES.map((name) => [name, Deno.env.get(name)] as const);
  try {
    for (const name of NAMES) set(name, values[name]);
    return work();
  } finally {
    for (const [name, value] of before) set(name, value);
  }
}

function set(name: string, value: string | undefined): void {
  if (value === undefined) Deno.env.delete(name);
  else Deno.env.set(name, value);
}

Deno.test("dataFolder() takes the first that is set", () => {
  const all = { HOME: "/h", XDG_DATA_HOME: "/x", SPYGLASS_DATA_DIR: "/own" };
  assertEquals(withEnvironment(all, dataFolder), "/own");
  assertEquals(
    withEnvironment({ ...all, SPYGLASS_DATA_DIR: "" }, dataFolder),
    "/x/spyglass-deno",
  );
  assertEquals(
    withEnvironment({ HOME: "/h", XDG_DATA_HOME: "relative" }, dataFolder),
    "/h/.local/share/spyglass-deno",
  );
});

Deno.test("dataFolder() says what to set when nothing is", () => {
  assertThrows(
    () => withEnvironment({}, dataFolder),
    ServerError,
    "set SPYGLASS_DATA_DIR",
  );
});
