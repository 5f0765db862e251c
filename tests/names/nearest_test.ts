import { assertEquals } from "@std/assert";
import { nearestName } from "../../src/names/nearest.ts";

const TABLES = [
  "Electrode",
  "ElectrodeGroup",
  "Raw",
  "LfpV1",
  "SortGroup",
  "Session",
];

Deno.test("nearestName() finds slips of one or two letters", () => {
  assertEquals(
    [
      "Electrod",
      "Elecrtode",
      "electrodegroup",
      "Sesion",
      "LfpV2",
      "SortGruop",
      "raw",
    ]
      .map((name) => nearestName(name, TABLES)),
    [
      "Electrode",
      "Electrode",
      "ElectrodeGroup",
      "Session",
      "LfpV1",
      "SortGroup",
      "Raw",
    ],
  );
});

Deno.test("nearestName() reads camelCase and snake_case as the same name", () => {
  assertEquals(nearestName("electrode_group", TABLES), "ElectrodeGroup");
  assertEquals(
    nearestName("nwbFileName", ["nwb_file", "nwb_file_name"]),
    "nwb_file_name",
  );
});

Deno.test("nearestName() gives null for names that are not near", () => {
  assertEquals(
    ["Position", "x", "", "__", "E".repeat(100_000)].map((name) =>
      nearestName(name, TABLES)
    ),
    [null, null, null, null, null],
  );
  assertEquals(nearestName("Electrode", []), null);
});

Deno.test("nearestName() prefers the right case, then the first candidate", () => {
  assertEquals(nearestName("rat", ["RAT", "rat"]), "rat");
  assertEquals(nearestName("cat", ["bat", "rat"]), "bat");
});
