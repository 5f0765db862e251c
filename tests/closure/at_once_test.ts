/** What a closure asks for without waiting for answers: over a network each costs a round trip. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { closure } from "../../src/closure/closure.ts";
import { CancelledError, ExportError } from "../../src/errors.ts";
import { reflect } from "../../src/schema/reflect.ts";
import type { Session } from "../../src/connection/session.ts";
import { forwarding } from "../forwarding_session.ts";
import { heldPool } from "../connection/held_replies.ts";
import { inLab } from "./lab.ts";

Deno.test("closure() asks for several reads at once, and knows which rows each of them selected", async () => {
  await inLab(
    `create table mouse (mouse int primary key);
     insert into mouse values (1), (2), (3), (4);`,
    async (lab) => {
      await using place = await heldPool(8);
      const { held, pool } = place;
      const catalog = await reflect(pool);
      const seeds = ["mouse < 3", "mouse in (2,3)", "mouse = 4"]
        .map((restriction) => ({ table: lab.full("mouse"), restriction }));
      held.hold();
      const found = pool.reserve((session) =>
        closure(session, catalog, seeds, { perSeed: true })
      );
      await held.until(
        "START TRANSACTION",
        ...seeds.map(({ restriction }) => restriction),
      );
      held.release();
      assertEquals((await found).adds(), [1, 1, 1]);
    },
  );
});

Deno.test("closure() asks at once for all tables that are told by those before", async () => {
  await inLab(
    `create table lab (lab int primary key);
     create table subject (subject int primary key);
     create table task (task int primary key);
     create table session (session int primary key, lab int, subject int, task int,
       foreign key (lab) references lab (lab), foreign key (subject) references subject (subject),
       foreign key (task) references task (task));
     insert into lab values (1); insert into subject values (2); insert into task values (3);
     insert into session values (1, 1, 2, 3);`,
    async (lab) => {
      await using place = await heldPool(8);
      const { held, pool } = place;
      const catalog = await reflect(pool);
      const seeds = [{ table: lab.full("session"), restriction: "session=1" }];
      let read: ((rows: number) => void) | null = null;
      const seen = new Promise<number>((resolve) => read = resolve);
      const found = pool.reserve((session) =>
        closure(session, catalog, seeds, {
          onProgress: (rows) => {
            if (rows === 1) held.hold();
            read!(rows);
          },
        })
      );
      await seen;
      await held.until("FROM `", "`lab`", "`subject`", "`task`");
      held.release();
      assertEquals((await found).total, 4);
    },
  );
});

const TWO =
  `create table mouse (mouse int primary key); create table rat (rat int primary key);
  insert into mouse values (1); insert into rat values (1);`;

Deno.test("closure() that is cancelled waits for nothing that the server is still to answer", async () => {
  await inLab(TWO, async (lab) => {
    await using place = await heldPool(8);
    const { held, pool } = place;
    const catalog = await reflect(pool);
    const seeds = [{ table: lab.full("mouse"), restriction: "TRUE" }];
    const controller = new AbortController();
    const { signal } = controller;
    await pool.reserve(async (session) => {
      const cells: Session["cells"] = (sql, onRow) => {
        held.hold();
        return session.cells(sql, onRow);
      };
      const found = closure({ ...forwarding(session), cells }, catalog, seeds, {
        signal,
      });
      const cancelled = assertRejects(() => found, CancelledError);
      await held.until("mouse");
      controller.abort();
      await cancelled;
      throw new RangeError("to be closed");
    }).catch((error) => assert(error instanceof RangeError, String(error)));
  });
});

Deno.test("closure() that fails does not wait for the other reads that it has asked for", async () => {
  await inLab(TWO, async (lab) => {
    const begun = performance.now();
    const error = await assertRejects(
      () => lab.of({ mouse: "gone = 1", rat: "sleep(4) = 0" }),
      ExportError,
    );
    assert(error.message.includes("gone"), error.message);
    assert(performance.now() - begun < 3000);
  });
});
