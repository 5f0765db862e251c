import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ExportError } from "../../src/errors.ts";
import { loadSql } from "../setup.ts";
import { openLab, populated } from "./lab.ts";

Deno.test("who may not see Spyglass' tables of exports is told which, and what to ask for", async () => {
  await using lab = await openLab();
  await populated(lab);
  for (
    const [grants, missing] of [
      [
        "",
        "`common_usage`.`export_selection`, `common_usage`.`export_selection__table`",
      ],
      [
        "grant select on common_usage.export_selection to some@localhost; grant select (export_id) on common_usage.export_selection__table to some@localhost;",
        "`common_usage`.`__export`, `common_usage`.`__export__table`, `common_usage`.`__export__file`",
      ],
    ] as const
  ) {
    await loadSql(
      lab.socket,
      `create or replace user some@localhost; grant select on lab.* to some@localhost; ${grants}`,
    );
    const { message } = await assertRejects(
      () => lab.connect({ user: "some" }),
      ExportError,
    );
    assertStringIncludes(message, `${missing}`);
    assertStringIncludes(
      message,
      "do not exist or may not be seen, wanted the right to read and write them; ask for GRANT SELECT, INSERT, UPDATE, DELETE ON `common_usage`.*",
    );
    assertEquals(message.startsWith("Cannot open the log of exports: "), true);
  }
});
