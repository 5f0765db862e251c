/**
 * The least: JupyterLab opens a notebook in the Deno kernel, and a cell that connects shows the database.
 *
 * @module
 */
import { assert, assertStringIncludes } from "@std/assert";
import { stories } from "./harness/lab.ts";

stories({
  "a notebook opens, connects, and shows the database": async (lab) => {
    const name = await lab.place.notebook("smoke.ipynb", [
      'import { connect } from "spyglass-deno";\nconst db = await connect();\ndb',
    ]);
    const notebook = await lab.open(name);
    const { text, hasFailed } = await notebook.run(0);
    assert(!hasFailed, text);
    assertStringIncludes(text, "root@");
    await lab.keep(notebook.page, "smoke");
  },
});
