import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { closure } from "../../../src/closure/closure.ts";
import { openPool } from "../../../src/connection/pool.ts";
import { ExportError } from "../../../src/errors.ts";
import { partlySeen } from "../../../src/export/slice/hidden_parts.ts";
import { reflect } from "../../../src/schema/reflect.ts";
import { loadSql } from "../../setup.ts";
import { inLab, MICE } from "../../closure/lab.ts";
import { listening } from "../../story/place.ts";
import { openLab, PAPER } from "../lab.ts";

Deno.test("partlySeen() names schemas of which a user was granted single tables, for their parts may be hidden", async () => {
  await inLab(MICE, async (lab) => {
    const user = `u${crypto.randomUUID().slice(0, 8)}`;
    const role = `r${crypto.randomUUID().slice(0, 8)}`;
    const at = `${user}@localhost`;
    const sql = (text: string) => loadSql(lab.socket, text);
    const whole = `\`${lab.name.replaceAll("_", "\\_")}\`.*`;
    await sql(`create user ${at}; create role ${role};
      grant select on ${lab.full("mouse")} to ${at};
      grant select on ${lab.full("cage")} to ${at};`);
    const seen = async () => {
      const pool = await openPool({ socketPath: lab.socket, user });
      try {
        const seeds = [{ table: lab.full("mouse"), restriction: "id = 3" }];
        const catalog = await reflect(pool);
        const found = await pool.reserve((session) =>
          closure(session, catalog, seeds)
        );
        return [await partlySeen(pool, catalog, found), found.total];
      } finally {
        await pool.close();
      }
    };
    try {
      // Three weights are missing, and nothing else tells of them.
      assertEquals(await seen(), [[lab.name], 5]);
      await sql(`grant select on ${lab.full("mouse__weight")} to ${at}`);
      assertEquals(await seen(), [[lab.name], 8]);
      await sql(`grant select on ${whole} to ${at}`);
      assertEquals(await seen(), [[], 8]);
      await sql(`revoke select on ${whole} from ${at};
        grant select on ${whole} to ${role}; grant ${role} to ${at};
        set default role ${role} for ${at};`);
      assertEquals(await seen(), [[], 8]);
      await sql(
        `set default role none for ${at}; grant select on *.* to ${at}`,
      );
      assertEquals(await seen(), [[], 8]);
    } finally {
      await sql(`drop user ${at}; drop role ${role};`);
    }
  });
});

Deno.test("slice, plan and populatePaper() say where part tables may be hidden, and which right is missing", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.pair.and({ id: 2 }).fetch());
  await loadSql(
    lab.socket,
    `create user some@localhost;
    grant all on common_usage.* to some@localhost;
    grant select on common_nwbfile.* to some@localhost;
    grant select on lab.mouse to some@localhost;
    grant select on lab.trial to some@localhost;
    grant select on lab.pair to some@localhost;`,
  );
  const db = await lab.connect({ user: "some" });
  const { result, said } = await listening(async () => ({
    slice: await db.ExportSelection.showAllTables(PAPER),
    plan: await db.Export.plan(PAPER),
    populated: await db.Export.populatePaper(PAPER),
  }));
  assertEquals(result.plan.partlySeen, ["lab"]);
  const told = "GRANT SELECT ON `lab`.*";
  for (
    const text of [Deno.inspect(result.slice), Deno.inspect(result.plan), said]
  ) assertStringIncludes([text].flat().join("\n"), told);
  const manifest = join(result.populated.directory, "manifest.json");
  const { partly_seen_schemas } = JSON.parse(await Deno.readTextFile(manifest));
  assertEquals(partly_seen_schemas, ["lab"]);

  const { said: none } = await listening(() =>
    lab.db.Export.populatePaper(PAPER)
  );
  assertEquals(none.join().includes("GRANT"), false);
});

Deno.test("every command that computes a slice refuses single columns of its tables, and names the right", async () => {
  await using lab = await openLab();
  await lab.log("one", () => lab.pair.and({ id: 2 }).fetch());
  await lab.populate({ run: true });
  await loadSql(
    lab.socket,
    `create user some@localhost;
    grant all on common_usage.* to some@localhost;
    grant select on common_nwbfile.* to some@localhost;
    grant select on lab.mouse to some@localhost;
    grant select on lab.trial to some@localhost;
    grant select (id) on lab.pair to some@localhost;`,
  );
  const { ExportSelection, Export } = await lab.connect({ user: "some" });
  const before = await lab.result();
  const analysis = { ...PAPER, analysis_id: "one" };
  for (
    const command of [
      () => ExportSelection.previewTables(PAPER),
      () => ExportSelection.showAllTables(PAPER),
      () => ExportSelection.deleteAnalysis(analysis),
      () => Export.plan(PAPER),
      () => Export.diff(PAPER),
      () => Export.populatePaper(PAPER),
      () => Export.verify(PAPER),
    ]
  ) {
    await assertRejects(
      () => listening(async () => void await command()),
      ExportError,
      "GRANT SELECT ON `lab`.`pair` TO `some`@`localhost`",
    );
  }
  assertEquals(await lab.result(), before);
});
