/**
 * Many test files in a few processes at once. A lane is one process after the other, with an environment of its own:
 * no lane sees the variables, the servers and the files of another, and in each of them files run one by one.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { type Counts, denoTest, denoTestBeside } from "./deno_test.ts";
import { ENVIRONMENT, PROJECT } from "./setup/project.ts";

/** Arguments of one `deno test`: files, after options. */
export type Group = readonly string[];

/** What is to be tested. */
export interface Plan {
  /** Lanes take the next one of these, again and again. */
  readonly beside: readonly Group[];
  /** Files that judge times: nothing else runs meanwhile. */
  readonly apart: readonly string[];
}

/** How many lanes this machine has room for: one more than it has cores, since a lane often waits for a server. */
export function laneCount(): number {
  return Math.min(MOST, navigator.hardwareConcurrency + 1);
}

/** Where the tests of a lane have their data: the user's own folder is none of their business. */
export function dataFolderOf(lane: number): string {
  return join(ENVIRONMENT, lane === 0 ? "test-data" : `test-data-${lane}`);
}

/**
 * Checks the types of everything, then runs tests without checking them again.
 *
 * @param plan which tests
 * @param lanes the whole environment of each lane
 * @returns how many passed and failed in all
 */
export async function testInLanes(
  { beside, apart }: Plan,
  lanes: readonly Record<string, string>[],
): Promise<Counts> {
  const total: Counts = { passed: 0, failed: 0 };
  if (!await areTypesRight()) return { passed: 0, failed: 1 };
  const failed: string[] = [];
  const count = (group: Group, counts: Counts) => {
    total.passed += counts.passed;
    total.failed += counts.failed;
    if (counts.failed > 0) failed.push(group.join(" "));
  };
  const waiting = [...beside];
  await Promise.all(lanes.map(async (env) => {
    for (let group = waiting.shift(); group; group = waiting.shift()) {
      count(group, await denoTestBeside(group, env));
    }
  }));
  if (apart.length > 0) {
    count(apart, await denoTest([UNCHECKED, ...apart], lanes[0]!));
  }
  for (const group of failed) console.log(`Failed, see above: ${group}`);
  return total;
}

/**
 * Puts files into groups, a few of one folder in each. Those that take long are groups by themselves, before all
 * others: begun last, one lane would wait for them.
 *
 * @param files paths
 * @param most how many files a group has at most
 * @param long what occurs in the paths of those that take long, the longest first
 */
export function groupsOf(
  files: readonly string[],
  most: number,
  long: readonly string[] = [],
): Group[] {
  const place = (path: string) => long.findIndex((part) => path.includes(part));
  const alone = files.filter((path) => place(path) !== -1)
    .toSorted((a, b) => place(a) - place(b));
  const folders = Map.groupBy(
    files.filter((path) => place(path) === -1),
    dirname,
  );
  const others = [...folders.values()].flatMap((paths) => {
    const count = Math.ceil(paths.length / most);
    return Array.from(
      { length: count },
      (_, at) => paths.filter((_, i) => i % count === at),
    );
  });
  return [...alone.map((path) => [path]), ...others]
    .map((paths) => [UNCHECKED, ...paths]);
}

const UNCHECKED = "--no-check";
/** More would be in each other's way. */
const MOST = 4;

/** After `deno task check` that takes no time: Deno remembers it. */
async function areTypesRight(): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "types"],
    cwd: PROJECT,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  return success;
}
