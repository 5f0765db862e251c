import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { PROJECT } from "../../scripts/setup/project.ts";
import { setUpPython } from "../../scripts/setup/python_env.ts";
import { mendingValues } from "../../src/dandi/prepare_options.ts";

interface Outcome {
  readonly after?: string | null;
  readonly assumed?: string | null;
  readonly again?: number;
  readonly left?: string;
}

/** Weights as labs write them, and as they are written afterwards. */
const WEIGHTS: readonly (readonly [string | number, string | null])[] = [
  ["312 grams", "312 g"],
  ["312 Gram", "312 g"],
  ["312grams", "312 g"],
  ["312 gm", "312 g"],
  ["312 grammes", "312 g"],
  ["312 G", "312 g"],
  ["312 g.", "312 g."],
  ["0.312 kilograms", "0.312 kg"],
  ["0.312 Kg", "0.312 kg"],
  ["20500 milligrams", "20500 mg"],
  ["3 µg", "3 ug"],
  ["3 mcg", "3 ug"],
  ["7 nanograms", "7 ng"],
  ["7 picograms", "7 pg"],
  ["300-350 grams", "300-350 g"],
  ["300 to 350", "300 to 350 g"],
  ["3.1e2", "3.1e2 g"],
  ["312", "312 g"],
  [" 312 ", "312 g"],
  [312.5, "312.5 g"],
  ["unknown", null],
];

Deno.test("prepareFilesForExport() writes weights with units that archives know, whatever their spelling", async () => {
  const outcomes = await outcomesOf(
    WEIGHTS.map(([weight]) => ["/general/subject/weight", weight]),
  );
  WEIGHTS.forEach(([weight, wanted], at) => {
    const { after = weight, again = 0, left } = outcomes[at]!;
    assertEquals([left, after, again], [undefined, wanted, 0], `${weight}`);
  });
  const assumed = WEIGHTS.filter((_, at) => outcomes[at]!.assumed !== null)
    .map(([weight]) => weight);
  assertEquals(
    assumed.filter((weight) => outcomes[indexOf(weight)]!.assumed),
    ["300 to 350", "3.1e2", "312", " 312 ", 312.5],
  );
});

Deno.test("prepareFilesForExport() leaves weights alone that are right, and those that it does not understand to a person", async () => {
  const right = ["312 g", "312g", "0.3 kg", "20 mg", "300-350 g"];
  const strange = [
    "1.2 pounds",
    "11 oz",
    "big",
    "312 grams at surgery",
    "g",
    // A thousand and more, or a little more than one?
    "1,200 g",
    "0,3 kg",
    "1.2.3 g",
    "300,5-350 g",
  ];
  const outcomes = await outcomesOf(
    [...right, ...strange].map((weight) => ["/general/subject/weight", weight]),
  );
  assertEquals(outcomes.slice(0, right.length), right.map(() => ({})));
  for (const { left, after } of outcomes.slice(right.length)) {
    assertEquals(after, undefined);
    assert(left?.includes("wanted a number and a unit"), left);
  }
});

Deno.test("prepareFilesForExport() leaves ages to a person that are no durations, as its option refuses them", async () => {
  const right = [
    "P90D",
    "P4M/P8M",
    "P3M/",
    "P1Y2M3DT4H",
    "P2.5W",
    "PT12H",
    "P1M2W",
  ];
  const wrong = ["P", "PT", "PD", "P90", "P.", "P4M8M", "P1DT", "P90D/P", "90"];
  const outcomes = await outcomesOf(
    [...right, ...wrong].map((age) => ["/general/subject/age", age]),
  );
  [...right, ...wrong].forEach((age, at) => {
    const { left, after } = outcomes[at]!;
    assertEquals(after, undefined, age);
    assertEquals(left !== undefined, wrong.includes(age), `${age}: ${left}`);
  });
  for (const age of right) mendingValues({ age });
  for (const age of wrong) {
    assertThrows(() => mendingValues({ age }), TypeError);
  }
});

Deno.test("prepareFilesForExport() puts the family's name first, and what follows a name last", async () => {
  const names: [string, string | undefined][] = [
    ["Ada B. Lovelace", "Lovelace, Ada B."],
    ["Jean-Luc Picard Jr.", "Picard, Jean-Luc Jr."],
    ["Thurston Howell III", "Howell, Thurston III"],
    ["Ada Lovelace Ph.D.", "Lovelace, Ada Ph.D."],
    ["Picard Jr.", undefined],
    ["Picard, Jean-Luc Jr.", undefined],
    ["Lab", undefined],
  ];
  const outcomes = await outcomesOf(
    names.map(([name]) => ["/general/experimenter", name]),
  );
  names.forEach(([name, wanted], at) => {
    const { left, after, again = 0 } = outcomes[at]!;
    assertEquals([left, after, again], [undefined, wanted, 0], name);
  });
});

Deno.test("prepareFilesForExport() leaves to a person what a subject lacks and what no archive's paths can hold", async () => {
  const subject = "/general/subject";
  const cases: [string, string | null, string | undefined][] = [
    [`${subject}/sex`, null, "there is none, wanted M, F, U or O"],
    [`${subject}/sex`, " ", "it is empty, wanted M, F, U or O"],
    [`${subject}/species`, null, "there is none, wanted a Latin name"],
    [`${subject}/species`, "", "it is empty, wanted a Latin name"],
    [`${subject}/subject_id`, "", "it is empty, wanted the subject's id"],
    [`${subject}/subject_id`, "a/b", "without slashes"],
    ["/general/session_id", "2023/06", "without slashes"],
    ["/acquisition/a/external_file", "no.mp4", "other files (no.mp4)"],
    ["/acquisition/a/external_file", "/tmp/no.mp4", "by relative names"],
    [`${subject}/subject_id`, "a-b", undefined],
    ["/general/session_id", "2023-06", undefined],
  ];
  const outcomes = await outcomesOf(cases.map(([at, text]) => [at, text]));
  cases.forEach(([at, text, wanted], index) => {
    const { left, after } = outcomes[index]!;
    assertEquals(after, undefined, at);
    if (wanted === undefined) assertEquals(left, undefined, `${at} ${text}`);
    else assert(left?.includes(wanted), `${at} ${text}: ${left}`);
  });
});

function indexOf(weight: unknown): number {
  return WEIGHTS.findIndex(([one]) => one === weight);
}

async function outcomesOf(
  texts: readonly (readonly [string, string | number | null])[],
): Promise<Outcome[]> {
  const process = new Deno.Command(await setUpPython("dandi"), {
    args: [
      "-W",
      "ignore",
      "-B",
      join(PROJECT, "tests", "interop", "mending_cases.py"),
      join(PROJECT, "src", "dandi"),
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const options = mendingValues({});
  const input = process.stdin.getWriter();
  const cases = texts.map(([at, text]) => [at, text, options]);
  await input.write(new TextEncoder().encode(JSON.stringify(cases)));
  await input.close();
  const { success, stdout, stderr } = await process.output();
  const text = new TextDecoder();
  assert(success, text.decode(stderr));
  return JSON.parse(text.decode(stdout));
}
