/** Eight processes log a thousand reads each into one export: nothing is lost, whoever is killed. */
import { assert, assertEquals, assertLess } from "@std/assert";
import { type Logger, type LoggerLab, loggerLab, pause } from "./loggers.ts";

const PROCESSES = 8;
const READS = 1000;
const ALL = PROCESSES * READS;

Deno.test(`${PROCESSES} processes with ${READS} reads each into one export: ${ALL} entries, unique ids, no error`, async () => {
  await using lab = await loggerLab(ALL);
  await assertDone(startAll(lab));
  await assertAllLogged(lab);
});

Deno.test(`the same with the server killed and restarted three times: ${ALL} entries, no error`, async () => {
  await using lab = await loggerLab(ALL);
  const loggers = startAll(lab);
  for (let crash = 1; crash <= 3; crash++) {
    await untilHandedOut(lab, crash * ALL / 5);
    await lab.crash();
  }
  assertLess((await lab.handedOut()).length, ALL);
  await assertDone(loggers);
  await assertAllLogged(lab);
});

Deno.test("every read that was handed out is in the log, though a random process is killed each second", async () => {
  await using lab = await loggerLab(ALL);
  const loggers = startAll(lab);
  await untilHandedOut(lab, ALL / 20);
  const rest = new Set(loggers);
  let killed = 0;
  // On a fast machine they may be done before five were killed.
  while (killed < 5 && rest.size > 2) {
    const victim = [...rest][Math.floor(Math.random() * rest.size)]!;
    victim.kill();
    rest.delete(victim);
    if (!(await victim.done).success) killed++;
    await pause(1000);
  }
  assert(killed > 0);
  await assertDone([...rest]);
  await assertNothingLost(lab);
});

function startAll(lab: LoggerLab): Logger[] {
  return Array.from(
    { length: PROCESSES },
    (_, at) => lab.logger(1 + at * READS, 1 + (at + 1) * READS),
  );
}

async function assertDone(loggers: readonly Logger[]): Promise<void> {
  for (const logger of loggers) {
    const { success, said } = await logger.done;
    assert(success, said);
  }
}

async function assertAllLogged(lab: LoggerLab): Promise<void> {
  const { entries, ids, texts } = await assertNothingLost(lab);
  assertEquals({ entries, ids, texts }, { entries: ALL, ids: ALL, texts: ALL });
}

async function assertNothingLost(lab: LoggerLab) {
  const [given, logged] = [await lab.handedOut(), await lab.logged()];
  assert(given.length > 0);
  const lost = given.filter((id) => !logged.items.has(id));
  assertEquals(lost, []);
  assertEquals(logged.ids, logged.entries);
  return logged;
}

async function untilHandedOut(lab: LoggerLab, reads: number): Promise<void> {
  while ((await lab.handedOut()).length < reads) await pause(50);
}
