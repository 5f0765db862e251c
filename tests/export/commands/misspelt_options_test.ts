import { assertRejects } from "@std/assert";
import { UnknownNameError } from "../../../src/errors.ts";
import { openLab, PAPER } from "../lab.ts";

Deno.test("commands refuse options that nobody would hear, and take a row of ExportSelection", async () => {
  await using at = await openLab();
  const { ExportSelection, Export } = at.db;
  await ExportSelection.startExport({ ...PAPER, analysis_id: "a" });
  await ExportSelection.stopExport();
  const cut = { ...PAPER, includedNwbFiles: ["a_.nwb"] };
  const commands = [
    (paper: typeof PAPER) => ExportSelection.previewTables(paper),
    (paper: typeof PAPER) => ExportSelection.showAllTables(paper),
    (paper: typeof PAPER) => ExportSelection.listFilePaths(paper),
    (paper: typeof PAPER) => ExportSelection.review(paper),
    (paper: typeof PAPER) => Export.status(paper),
  ];
  const [row] = await ExportSelection.rows();
  for (const command of commands) {
    await assertRejects(
      () => command(cut),
      UnknownNameError,
      'there is no option "includedNwbFiles"',
    );
    await command(row as unknown as typeof PAPER);
  }
  const misspelt = { ...PAPER, popluated: true };
  for (
    const diff of [
      () => Export.diff(misspelt),
      () => Export.diff(misspelt, PAPER),
      () => Export.diff(PAPER, misspelt),
    ]
  ) {
    await assertRejects(
      diff,
      UnknownNameError,
      'there is no option "popluated"',
    );
  }
});
