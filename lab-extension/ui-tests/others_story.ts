/**
 * What others do: a database that stops and comes back, reads that another Deno process and Python's DataJoint log into
 * the export that is shown.
 *
 * @module
 */
import { assert, assertStringIncludes } from "@std/assert";
import { PROJECT } from "../../scripts/setup/project.ts";
import { dataJointSide } from "../../tests/interop/datajoint_side.ts";
import { READ } from "./harness/cells.ts";
import { type Lab, stories } from "./harness/lab.ts";
import { logging } from "./harness/logging.ts";
import { soon } from "./harness/promptness.ts";

stories({
  "reads that another Deno process and Python's DataJoint log into the shown export appear":
    async (lab) => {
      const { notebook, panel } = await logged(lab, "shared");
      const [[id] = []] = await lab.place.sql(
        "SELECT MAX(export_id) FROM common_usage.export_selection",
      );
      const code = `import { connect } from "spyglass-deno";
const db = await connect();
const { Session } = await db.schema("common_session");
await Session().fetch();
await db.close();`;
      const { success, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["eval", code],
        cwd: PROJECT,
        env: {
          SPYGLASS_EMBEDDED: "1",
          SPYGLASS_DATA_DIR: lab.place.data,
          SPYGLASS_EXPORT_ID: id!,
        },
        stderr: "piped",
      }).output();
      assert(success, new TextDecoder().decode(stderr));
      await soon("a read of another process", () => panel.says("2 reads ·"));
      await panel.reads.locator("button[aria-expanded]")
        .filter({ hasText: "common_session" }).click();
      await panel.says("another process", panel.reads);
      await panel.says("The whole table was read.", panel.reads);

      await using python = await dataJointSide(lab.place.socket);
      await python.ask("log_entry", {
        export_id: Number(id),
        table_name: "`common_lab`.`lab_member`",
        restriction: "True",
      });
      await soon("a read of Python's", () => panel.says("3 reads ·"));
      await panel.says("LabMember", panel.reads);
      await lab.keep(notebook.page, "others");
    },

  "a database that stops is told in words, and all is well when it is back":
    async (lab) => {
      const { notebook, panel } = await logged(lab, "stopped");
      await lab.place.stopDatabase();
      await soon(
        "that the database stopped",
        () => panel.says("The database does not answer"),
      );
      await panel.status.getByText("Database does not answer").waitFor();
      await lab.keep(notebook.page, "stopped");
      await lab.place.startDatabase();
      await soon(
        "that it is back",
        () =>
          panel.export.getByText("The database does not answer").waitFor({
            state: "hidden",
          }),
      );
      await panel.says("Stop export");
      const { text } = await notebook.run(1);
      assertStringIncludes(text, "logged in export");
    },
});

/** A notebook that logs, and has read once. */
async function logged(lab: Lab, paper: string) {
  const opened = await logging(lab, paper, [READ]);
  await opened.notebook.run(1);
  await opened.panel.says("1 read ·");
  return opened;
}
